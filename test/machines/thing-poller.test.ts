import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Reading } from '../../src/machines/thing/types.ts';
import { ThingPoller } from '../../src/machines/thing-poller.ts';
import type { Thing } from '../../src/ports/things.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { deferred } from '../helpers/deferred.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const START = '2026-11-23T09:50:00+01:00';
const DOWN = new VendorError('iot', 'Arduino IoT Cloud: 503', { status: 503 });
const REFUSED = new VendorError('iot', 'Arduino IoT Cloud: 401', { status: 401, operator: true });

const thing = (id: string, name = id): Thing => ({ id, name, properties: new Map() });

/** ThingPoller of an account that has these Things, from `START` on; `times` are those of the requests, in s. */
function started(has: readonly Thing[] = [thing('blue')], account?: string) {
  const clock = new SimulatedClock(START);
  const times: number[] = [];
  const told: string[] = [];
  let readingOf: (name: string) => Reading = () => ({ askedAt: 0, thing: DOWN });
  const cloud = { read: async () => has };
  const every = { ms: Number.POSITIVE_INFINITY };
  const readings = new ThingPoller({
    things: {
      read: () => {
        times.push((clock.now() - Date.parse(START)) / SECOND_MS);
        return cloud.read();
      },
    },
    clock,
    account,
    random: () => 0,
    everyMs: () => every.ms,
    read: (of) => {
      told.push('read');
      readingOf = of;
    },
    mended: () => told.push('mended'),
    died: (error) => told.push(`died: ${(error as Error).message}`),
    restarted: () => told.push('restarted'),
  });
  readings.start();
  return { clock, readings, cloud, times, told, every, of: (name: string) => readingOf(name) };
}

describe('all Things are read', () => {
  it('each minute, in one request', async () => {
    const { clock, times, told } = started();
    await clock.advance(3 * MINUTE_MS);
    expect(times).toEqual([60, 120, 180]);
    expect(told).toEqual(['read', 'read', 'read']);
  });

  it('of accounts that have a name each in an instant of its own, each minute', async () => {
    const timesOf = async (account: string) => {
      const { clock, times } = started([thing('blue')], account);
      await clock.advance(3 * MINUTE_MS);
      return times;
    };
    const [north, south] = await Promise.all(['north', 'south'].map(timesOf));
    expect(north).toEqual([53.828, 113.828, 173.828]);
    expect(south).toEqual([28.57, 88.57, 148.57]);
  });

  it('oftener as long as somebody must be heard, and never less often', async () => {
    const { clock, times, every } = started();
    every.ms = 30 * SECOND_MS;
    await clock.advance(2 * MINUTE_MS);
    every.ms = 5 * MINUTE_MS;
    await clock.advance(2 * MINUTE_MS);
    expect(times).toEqual([60, 90, 120, 150, 210]);
  });

  it('at once where one is in doubt, and a minute after that', async () => {
    const { clock, readings, times } = started();
    await clock.advance(10 * SECOND_MS);
    readings.wanted();
    readings.wanted();
    await clock.advance(MINUTE_MS);
    expect(times).toEqual([10, 70]);
  });

  it('once more for a doubt that comes while a reading is on its way, which may have been answered before', async () => {
    const { clock, readings, cloud, times } = started();
    const answer = deferred<readonly Thing[]>();
    const { read } = cloud;
    cloud.read = () => answer.promise;
    readings.wanted();
    readings.wanted();
    await clock.advance(SECOND_MS);
    readings.wanted();
    readings.wanted();
    cloud.read = read;
    answer.resolve([]);
    await clock.advance(0);
    expect(times).toEqual([0, 1]);
  });

  it('not once more for a doubt of the instant at which it was asked for', async () => {
    const { clock, readings, cloud, times } = started();
    const answer = deferred<readonly Thing[]>();
    cloud.read = () => answer.promise;
    readings.wanted();
    readings.wanted();
    answer.resolve([]);
    await clock.advance(0);
    expect(times).toEqual([0]);
  });

  it('no more once it has stopped, and no timer is left', async () => {
    const { clock, readings, cloud, told } = started();
    const answer = deferred<readonly Thing[]>();
    cloud.read = () => answer.promise;
    readings.wanted();
    readings.stop();
    answer.resolve([]);
    await clock.advance(5 * MINUTE_MS);
    readings.wanted();
    await clock.advance(5 * MINUTE_MS);
    expect([told, clock.pending]).toEqual([[], 0]);
  });
});

describe('a reading', () => {
  it('tells of each Thing by its name, and when it was asked for', async () => {
    const { clock, of } = started([thing('blue'), thing('red')]);
    await clock.advance(MINUTE_MS);
    const askedAt = Date.parse(START) + MINUTE_MS;
    expect([of('blue'), of('red')]).toEqual([
      { askedAt, thing: thing('blue') },
      { askedAt, thing: thing('red') },
    ]);
  });

  it.each([
    ['noSuchThing', 'no Thing is named blue_room; make it, or set thing_name', [thing('a', 'red_room')]],
    [
      'ambiguousThing',
      '2 Things are named blue_room; rename all but one',
      [thing('a', 'blue_room'), thing('b', 'blue_room')],
    ],
    ['noSuchThing', 'no Thing is named blue_room', []],
    ['noSuchThing', 'no Thing is named blue_room', [thing('a', '__proto__'), thing('b', 'Blue_Room')]],
  ])('tells an operator what to do: %s, %s', async (reason, how, has) => {
    const { clock, of } = started(has);
    await clock.advance(MINUTE_MS);
    const failure = of('blue_room').thing;
    expect(failure).toMatchObject({ vendor: 'iot', reason, operator: true });
    expect((failure as Error).message).toContain(how);
  });

  it('that fails tells everyone why', async () => {
    const { clock, cloud, of } = started();
    cloud.read = () => Promise.reject(DOWN);
    await clock.advance(MINUTE_MS);
    expect([of('blue').thing, of('red').thing]).toEqual([DOWN, DOWN]);
  });
});

describe('readings that fail', () => {
  it.each([
    ['soon, and each minute at the latest', DOWN, [60, 61, 63, 67, 75, 91, 123, 183, 243]],
    ['after 5 s, then each minute, where an operator is needed', REFUSED, [60, 65, 125, 185, 245]],
    [
      'as late as Arduino asks, but each minute all the same',
      new VendorError('iot', 'slower', { status: 429, retryAfterMs: 30 * SECOND_MS }),
      [60, 90, 120, 150, 180, 210, 242],
    ],
  ])('are made again %s', async (_, failure, expected) => {
    const { clock, cloud, times } = started();
    cloud.read = () => Promise.reject(failure);
    await clock.advance(250 * SECOND_MS);
    expect(times).toEqual(expected);
  });

  it('are not made oftener for a Thing that is in doubt', async () => {
    const { clock, readings, cloud, times } = started();
    cloud.read = () => Promise.reject(REFUSED);
    await clock.advance(66 * SECOND_MS);
    for (let second = 0; second < 50; second++) {
      readings.wanted();
      await clock.advance(SECOND_MS);
    }
    expect(times).toEqual([60, 65]);
  });

  it.each([
    ['one', 60, ['read', 'read', 'mended', 'read']],
    ['two', 61, ['read', 'read', 'read', 'mended', 'read']],
  ])('are said to be over when they are, once, after everyone was told: %s', async (_, seconds, expected) => {
    const { clock, cloud, told } = started();
    const { read } = cloud;
    cloud.read = () => Promise.reject(DOWN);
    await clock.advance(seconds * SECOND_MS);
    cloud.read = read;
    await clock.advance(2 * MINUTE_MS);
    expect(told).toEqual(expected);
  });

  it.each([
    ['by something that is no failure', () => Promise.reject('no')],
    [
      'at once',
      () => {
        throw DOWN;
      },
    ],
    ['by an answer that is no list', async () => null as never],
  ])('%s end nothing: a second later, or at the next try, it goes on', async (_, broken) => {
    const { clock, cloud, times, of } = started();
    const { read } = cloud;
    cloud.read = broken as never;
    await clock.advance(60 * SECOND_MS);
    cloud.read = read;
    await clock.advance(2 * SECOND_MS);
    expect(times).toEqual([60, 61]);
    expect(of('blue').thing).toEqual(thing('blue'));
  });
});
