import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { relayMachine } from '../../../src/machines/relay/machine.ts';
import { listing } from '../../helpers/events.ts';
import { done, error, failed, timer } from '../tables.ts';

describe('the relay', () => {
  const heard = listing('2026-11-23T09:00:00Z');
  const context = {
    roomName: 'blue',
    calendarId: 'blue',
    timeZone: undefined,
    random: () => 0,
    again: false,
    listing: undefined,
    attempt: 0,
    failure: undefined,
  };
  const failing = { failure: failed, attempt: 1 };

  it.each<[string, string, object, object, string]>([
    ['a notification comes while it lists', 'listing', {}, { type: 'notified' }, 'listing'],
    ['it has listed', 'listing', {}, done('relay.listing', heard), 'publishing'],
    [
      'it has listed, and another came meanwhile',
      'listing',
      { again: true },
      done('relay.listing', heard),
      'publishing',
    ],
    ['the list fails', 'listing', {}, error('relay.listing'), 'waiting'],
    [
      'a notification comes while it publishes',
      'publishing',
      { listing: heard },
      { type: 'notified' },
      'publishing',
    ],
    ['it has published', 'publishing', { listing: heard }, done('relay.publishing'), 'done'],
    [
      'it has published, and another came meanwhile',
      'publishing',
      { listing: heard, again: true },
      done('relay.publishing'),
      'listing',
    ],
    ['the publish fails', 'publishing', { listing: heard }, error('relay.publishing'), 'waiting'],
    [
      'a notification comes while it waits: it need not wait longer',
      'waiting',
      failing,
      { type: 'notified' },
      'listing',
    ],
    [
      'its retry is due, and it was never listed',
      'waiting',
      failing,
      timer('retry due', 'relay.waiting'),
      'listing',
    ],
    [
      'its retry is due, and it was listed already',
      'waiting',
      { ...failing, listing: heard },
      timer('retry due', 'relay.waiting'),
      'publishing',
    ],
  ])('%s', (_, from, more, on, to) => {
    const snapshot = relayMachine.resolveState({ value: from, context: { ...context, ...more } } as never);
    expect(transition(relayMachine, snapshot, on as never)[0].value).toBe(to);
  });
});
