import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { thingMachine } from '../../../src/machines/thing/machine.ts';
import { done, error, failed, NOW, time, timer } from '../tables.ts';

describe('the Thing', () => {
  const thing = { id: 't', name: 'blue', properties: new Map([['busynow', { id: 'p', value: 0 }]]) };
  const context = {
    thingName: 'blue',
    ...time,
    wanted: undefined,
    thing,
    observed: new Map([['busynow', 0]]),
    writtenAt: new Map(),
    doubtedAt: undefined,
    publish: { variable: 'busynow', value: 1 },
    refused: new Map(),
    priority: 0,
    attempt: 0,
    failure: undefined,
    failedAt: 0,
  };
  const read = { type: 'thing.read', askedAt: NOW, thing };
  const unread = { ...read, thing: new VendorError('iot', 'slower', { status: 429 }) };
  const forbidden = new VendorError('iot', 'no', { status: 403, operator: true });
  const busy = { wanted: { busynow: 1 } };

  it.each<[string, string, object, object, string]>([
    ['it is read', 'resolving', {}, read, 'settled'],
    ['it is read, and a wish waits', 'resolving', busy, read, 'writing'],
    ['it can not be read: nothing may happen', 'resolving', busy, unread, 'resolving'],
    [
      'it is read as it was before the doubt: nothing may happen',
      'resolving',
      { ...busy, doubtedAt: NOW + 1 },
      read,
      'resolving',
    ],
    ['it is read after the doubt', 'resolving', { ...busy, doubtedAt: NOW }, read, 'writing'],
    [
      'something else is wanted',
      'settled',
      {},
      { type: 'properties.wanted', properties: { busynow: 1 } },
      'writing',
    ],
    [
      'what it shows is wanted: nothing may happen',
      'settled',
      {},
      { type: 'properties.wanted', properties: { busynow: 0 } },
      'settled',
    ],
    [
      'a wish comes before it is read',
      'resolving',
      {},
      { type: 'properties.wanted', properties: { busynow: 1 } },
      'resolving',
    ],
    [
      'its turn comes',
      'writing',
      busy,
      { type: 'turn.came', publish: { variable: 'busynow', value: 1 } },
      'writing',
    ],
    ['its turn has come, and nothing differs any more', 'writing', {}, done('thing.writing'), 'settled'],
    [
      'another wish comes while it is in line',
      'writing',
      { ...busy, publish: undefined, priority: 3 },
      { type: 'properties.wanted', properties: { busynow: 2 } },
      'writing',
    ],
    [
      'another wish comes while one is on its way',
      'writing',
      busy,
      { type: 'properties.wanted', properties: { busynow: 0 } },
      'writing',
    ],
    [
      'it was turned away: it need not be read again',
      'waiting',
      { ...busy, failure: { ...failed, status: 429 }, attempt: 1 },
      timer('retry due', 'thing.waiting'),
      'writing',
    ],
    [
      'the write is acknowledged',
      'writing',
      busy,
      { type: 'property.written', publish: { variable: 'busynow', value: 1 } },
      'writing',
    ],
    [
      'all is written',
      'writing',
      { ...busy, observed: new Map([['busynow', 1]]) },
      done('thing.writing'),
      'settled',
    ],
    ['all is written, and the wish has changed', 'writing', busy, done('thing.writing'), 'writing'],
    ['the write fails', 'writing', busy, error('thing.writing'), 'waiting'],
    [
      'the property is refused',
      'writing',
      busy,
      error('thing.writing', new VendorError('iot', 'no', { status: 400 })),
      'settled',
    ],
    [
      'its retry is due',
      'waiting',
      { failure: failed, attempt: 1 },
      timer('retry due', 'thing.waiting'),
      'settled',
    ],
    [
      'its retry is due, and nobody knows what it shows',
      'waiting',
      { ...busy, failure: failed, attempt: 1, doubtedAt: NOW },
      timer('retry due', 'thing.waiting'),
      'resolving',
    ],
    ['it is read while it waits: it waits on', 'waiting', { ...busy, failure: failed }, read, 'waiting'],
    [
      'others work, and it was refused a minute ago',
      'waiting',
      { ...busy, failure: forbidden, failedAt: NOW - 60_000 },
      { type: 'other.thing.written' },
      'writing',
    ],
    [
      'others work, and it was refused just now: nothing may happen',
      'waiting',
      { ...busy, failure: forbidden, failedAt: NOW - 59_999 },
      { type: 'other.thing.written' },
      'waiting',
    ],
    [
      'others work, and so does it: nothing may happen',
      'settled',
      {},
      { type: 'other.thing.written' },
      'settled',
    ],
    [
      'it shows something else by now',
      'settled',
      { wanted: { busynow: 1 }, observed: new Map([['busynow', 1]]), publish: undefined },
      read,
      'writing',
    ],
    [
      'it shows what is wanted still: nothing may happen',
      'settled',
      { wanted: { busynow: 0 } },
      read,
      'settled',
    ],
    ['it can not be read, and is settled: nothing may happen', 'settled', {}, unread, 'settled'],
    ['it is read while it is in line: it stays there', 'writing', busy, read, 'writing'],
    ['it is read while a write is on its way', 'writing', busy, read, 'writing'],
    [
      'it may have been made anew',
      'writing',
      busy,
      error('thing.writing', new VendorError('iot', 'no', { status: 404 })),
      'resolving',
    ],
    [
      'it was read anew, and the property is still not there: others go first',
      'writing',
      { ...busy, attempt: 1 },
      error('thing.writing', new VendorError('iot', 'no', { status: 404 })),
      'settled',
    ],
  ])('%s', (_, from, more, on, to) => {
    const snapshot = thingMachine.resolveState({
      value: from,
      context: { ...context, ...more },
    } as never);
    expect(transition(thingMachine, snapshot, on as never)[0].value).toBe(to);
  });
});
