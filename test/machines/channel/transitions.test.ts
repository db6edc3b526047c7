import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { channelMachine } from '../../../src/machines/channel/machine.ts';
import { done, error, failed, NOW, refused, stateAt, timer } from '../tables.ts';
import { context, record, stored } from './a-channel.ts';

describe('the channel', () => {
  const wanted = { type: 'channel.wanted' };
  const unwanted = { type: 'channel.unwanted' };

  it.each<[string, string, object, object, string]>([
    ['a good one is recalled', 'recalling', {}, done('channel.recalling', stored), 'live.trusted'],
    ['none is recalled', 'recalling', {}, done('channel.recalling', undefined), 'registering'],
    ['the store is away', 'recalling', {}, error('channel.recalling'), 'waiting'],
    ['it is registered', 'registering', {}, done('channel.registering', stored), 'live.trusted'],
    [
      'it is registered in place of another',
      'registering',
      { stored },
      done('channel.registering', stored),
      'retiring',
    ],
    ['Google fails', 'registering', {}, error('channel.registering'), 'waiting'],
    ['Google will not push', 'registering', {}, error('channel.registering', refused), 'unsupported'],
    [
      'the old one is stopped',
      'retiring',
      { stored, replaced: record },
      done('channel.retiring'),
      'live.trusted',
    ],
    [
      'the old one will not be stopped',
      'retiring',
      { stored, replaced: record },
      error('channel.retiring'),
      'live.trusted',
    ],
    [
      'its renewal is due',
      'live.trusted',
      { stored, renewAt: NOW },
      timer('renewal due', 'channel.live'),
      'registering',
    ],
    [
      'its timer wakes it too early: nothing may happen',
      'live.trusted',
      { stored },
      timer('renewal due', 'channel.live'),
      'live.trusted',
    ],
    [
      'a change was found that nobody announced',
      'live.trusted',
      { stored, notifiedAt: NOW - 1 },
      { type: 'change.found', since: NOW - 1 },
      'live.doubted',
    ],
    [
      'a change was found that was announced: nothing may happen',
      'live.trusted',
      { stored, notifiedAt: NOW },
      { type: 'change.found', since: NOW - 1 },
      'live.trusted',
    ],
    [
      'the notification comes after all',
      'live.doubted',
      { stored, doubtedAt: NOW },
      { type: 'notified' },
      'live.trusted',
    ],
    [
      'no notification comes',
      'live.doubted',
      { stored },
      timer('a push is overdue', 'channel.live.doubted'),
      'live.trusted',
    ],
    [
      'no notification comes, again',
      'live.doubted',
      { stored, missed: 1 },
      timer('a push is overdue', 'channel.live.doubted'),
      'registering',
    ],
    ['it is wanted and live: nothing may happen', 'live.trusted', { stored }, wanted, 'live.trusted'],
    ['it is no longer wanted', 'live.trusted', { stored }, unwanted, 'stopping'],
    [
      'it is no longer wanted while it is registered: that is finished first',
      'registering',
      {},
      unwanted,
      'registering',
    ],
    ['it is closed', 'stopping', { stored }, done('channel.stopping'), 'stopped'],
    ['it can not be closed', 'stopping', { stored }, error('channel.stopping'), 'live.trusted'],
    ['it is wanted again', 'stopped', {}, wanted, 'recalling'],
    ['it is not wanted and stopped: nothing may happen', 'stopped', {}, unwanted, 'stopped'],
    [
      'its retry is due',
      'waiting',
      { failure: failed, attempt: 1 },
      timer('retry due', 'channel.waiting'),
      'recalling',
    ],
    ['it is wanted at once', 'waiting', { failure: failed, attempt: 1 }, wanted, 'recalling'],
    ['it is given up while it waits', 'waiting', { failure: failed, attempt: 1 }, unwanted, 'stopped'],
    [
      'it is given up while its renewal waits',
      'waiting',
      { failure: failed, attempt: 1, stored },
      unwanted,
      'stopping',
    ],
    [
      'a week without push is over',
      'unsupported',
      { renewAt: NOW },
      timer('renewal due', 'channel.unsupported'),
      'recalling',
    ],
    [
      'a week without push is not over: nothing may happen',
      'unsupported',
      {},
      timer('renewal due', 'channel.unsupported'),
      'unsupported',
    ],
    [
      'the clock was set past its renewal',
      'live.trusted',
      { stored, renewAt: NOW },
      { type: 'clock.moved' },
      'live.trusted',
    ],
    [
      'the clock was set while it is in doubt: it stays in doubt',
      'live.doubted',
      { stored, doubtedAt: NOW },
      { type: 'clock.moved' },
      'live.doubted',
    ],
    [
      'another process has stored one',
      'waiting',
      { failure: failed, attempt: 1 },
      { type: 'channel.found', stored },
      'live.trusted',
    ],
    ['there is no address to push to', 'unsupported', { address: undefined }, wanted, 'unsupported'],
  ])('%s', (_, from, more, on, to) => {
    const snapshot = channelMachine.resolveState({
      value: stateAt(from),
      context: { ...context, ...more },
    } as never);
    expect(transition(channelMachine, snapshot, on as never)[0].value).toEqual(stateAt(to));
  });
});
