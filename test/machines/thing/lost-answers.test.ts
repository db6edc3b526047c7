import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event, listing } from '../../helpers/events.ts';
import { calendarOf, thingOf } from '../../http/a-building.ts';
import { aQuietBuilding } from '../a-quiet-building.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const BLUE = calendarOf('blue_room');
const STAND_UP = event('Stand-up', '2026-11-23T10:00:20+01:00', '2026-11-23T10:30:00+01:00');
const TURNED_AWAY = new VendorError('iot', 'Arduino IoT Cloud: 429', { status: 429 });
const LOST = [
  ['no answer', new VendorError('iot', 'Arduino IoT Cloud: no answer')],
  ['500', new VendorError('iot', 'Arduino IoT Cloud: 500', { status: 500 })],
  ['504', new VendorError('iot', 'Arduino IoT Cloud: 504', { status: 504 })],
  ['408', new VendorError('iot', 'Arduino IoT Cloud: 408', { status: 408 })],
] as const;

/** A room with a meeting from shortly after ten to half past, of whose next write of `busynow` the answer is lost, though it takes effect. */
async function aRoom(lost: Error) {
  const made = await aQuietBuilding({ names: ['blue_room'], events: [STAND_UP] });
  const { ports } = made;
  const publish = ports.things.publish;
  ports.things.publish = async (request) => {
    const { propertyId = '' } = request.choose() ?? {};
    const isBusynow = ports.clouds.doors.variable(request.thingId, propertyId)?.variable === 'busynow';
    await publish(request);
    if (!isBusynow) return;
    ports.things.publish = publish;
    throw lost;
  };
  return made;
}

describe('a publish that takes effect, and whose answer is lost', () => {
  it.each(LOST)('is read again before anything is compared (%s)', async (_, lost) => {
    const { building, clock, ports, facts } = await aRoom(lost);
    await clock.advanceTo('2026-11-23T10:00:20+01:00');
    const before = ports.count('things');
    const writes = ports.count('show');
    await clock.advance(SECOND_MS);
    expect(ports.count('things')).toBe(before + 1);
    await building.settled();
    // What took effect is not written once more.
    expect(ports.calls.slice(-1)).not.toEqual([`show ${thingOf('blue_room')} busynow`]);
    expect(ports.calls.filter((call) => call.endsWith('busynow'))).toHaveLength(1);
    expect(ports.count('show')).toBeGreaterThan(writes);
    expect(facts.filter(({ type }) => type === 'thing.settled').length).toBeGreaterThan(0);
  });

  it.each(LOST)('and whose reading is turned away, is in doubt until one succeeds (%s)', async (_, lost) => {
    const { building, clock, ports, door } = await aRoom(lost);
    await clock.advanceTo('2026-11-23T10:00:19+01:00');
    ports.obstacles.things = () => Promise.reject(TURNED_AWAY);
    await clock.advance(SECOND_MS);
    // The meeting is cancelled: the door shows it as busy, which nobody knows.
    ports.calendars.set(BLUE, []);
    building.receive({ room_name: 'blue_room', listing: await ports.calendar.list({ calendarId: BLUE }) });
    await clock.advance(30 * SECOND_MS);
    expect(building.status('blue_room').thingState).toBe('resolving');
    expect(building.status('blue_room').failure).toBe(TURNED_AWAY);
    expect(door()).toBe(1);
    delete ports.obstacles.things;
    await clock.advance(MINUTE_MS);
    expect(building.status('blue_room').thingState).toBe('settled');
    expect(door()).toBe(0);
  });

  it.each(LOST)('is put right at once where the wish has gone back meanwhile (%s)', async (_, lost) => {
    const { building, clock, ports, door } = await aRoom(lost);
    await clock.advanceTo('2026-11-23T10:00:20+01:00');
    expect(door()).toBe(1);
    ports.calendars.set(BLUE, []);
    building.receive({ room_name: 'blue_room', listing: await ports.calendar.list({ calendarId: BLUE }) });
    await clock.advance(SECOND_MS);
    await building.settled();
    expect(door()).toBe(0);
    expect(building.status('blue_room').thingState).toBe('settled');
  });

  it('is not read again where it was turned away: nothing took effect', async () => {
    const { building, clock, ports, door } = await aQuietBuilding({
      names: ['blue_room'],
      events: [STAND_UP],
    });
    await clock.advanceTo('2026-11-23T10:00:19+01:00');
    ports.obstacles.show = () => Promise.reject(TURNED_AWAY);
    const before = ports.count('things');
    await clock.advance(SECOND_MS);
    delete ports.obstacles.show;
    await clock.advance(10 * SECOND_MS);
    await building.settled();
    expect([door(), ports.count('things')]).toEqual([1, before]);
  });
});

describe('a Thing that shows what is wanted', () => {
  it('is left alone by a list that tells nothing else, and not once it was written over', async () => {
    const { clock, facts, door, shown } = await aQuietBuilding({ names: ['blue_room'] });
    await clock.advance(MINUTE_MS);
    const count = (wanted: string) => facts.filter(({ type }) => type === wanted).length;
    const before = [count('reconciled'), count('thing.settled')] as const;
    await clock.advance(120 * MINUTE_MS);
    expect(count('reconciled')).toBeGreaterThan(before[0]);
    expect(count('thing.settled')).toBe(before[1]);
    shown('blue_room').set('busynow', 1);
    await clock.advance(MINUTE_MS);
    expect([door(), count('thing.settled')]).toEqual([0, before[1] + 1]);
  });
});

describe('all Things', () => {
  it('are read in one request a minute, and once more where one of them is in doubt', async () => {
    const { clock, ports } = await aQuietBuilding({ names: ['one', 'two', 'three'] });
    await clock.advance(10 * MINUTE_MS);
    expect(ports.count('things')).toBe(10);
  });

  it('have what a board pushes when it boots written over within a minute, though no wish has changed', async () => {
    const { clock, shown } = await aQuietBuilding();
    await clock.advance(20 * MINUTE_MS);
    for (const variable of ['busynow', 'curevmtg'])
      shown('red_room').set(variable, variable === 'busynow' ? 1 : 'Hello');
    await clock.advance(MINUTE_MS);
    expect([shown('red_room').get('busynow'), shown('red_room').get('curevmtg')]).toEqual([
      0,
      'Free all day',
    ]);
  });

  it('are told of where they can not be read, though what each of them shows is wanted', async () => {
    const { building, clock, ports, facts } = await aQuietBuilding();
    ports.obstacles.things = () => Promise.reject(TURNED_AWAY);
    await clock.advance(2 * MINUTE_MS);
    for (const name of ['blue_room', 'red_room']) expect(building.status(name).failure).toBe(TURNED_AWAY);
    const told = () => facts.filter(({ type }) => type === 'thing.failed').map(({ room_name }) => room_name);
    expect(told()).toEqual(['blue_room', 'red_room']);
    // To be told once more what is wanted mends nothing.
    building.notify('blue_room');
    await clock.advance(SECOND_MS);
    expect(facts.filter(({ type }) => type === 'thing.mended')).toEqual([]);
    delete ports.obstacles.things;
    await clock.advance(MINUTE_MS);
    expect(building.status('blue_room').failure).toBeUndefined();
    expect(facts.filter(({ type }) => type === 'thing.mended')).toHaveLength(2);
  });

  it('have nothing written twice for what was asked before it was written, and answered later', async () => {
    const { building, clock, ports, door } = await aQuietBuilding();
    const { readOne } = ports.things;
    const way = Promise.withResolvers<void>();
    ports.things.readOne = async (id) => {
      const before = await readOne(id);
      await way.promise;
      return before;
    };
    building.thingWritten(thingOf('blue_room'));
    await clock.advance(SECOND_MS);
    const busy = event('now', '2026-11-23T09:30:00+01:00', '2026-11-23T10:30:00+01:00');
    building.receive({ room_name: 'blue_room', listing: listing('2026-11-23T09:51:00+01:00', busy) });
    await clock.advance(SECOND_MS);
    ports.calls.length = 0;
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([door(), ports.count('show')]).toEqual([1, 0]);
  });

  it('of which one was removed tell of it within a minute, and write to it once it is there again', async () => {
    const { building, clock, ports, shown } = await aQuietBuilding();
    ports.deleteThing(thingOf('blue_room'));
    await clock.advance(MINUTE_MS);
    expect(building.status('blue_room').failure?.message).toContain(
      `no Thing is named ${thingOf('blue_room')}`,
    );
    expect(building.status('red_room').failure).toBeUndefined();
    ports.makeThing(thingOf('blue_room'));
    await clock.advance(MINUTE_MS);
    expect([shown('blue_room').get('busynow'), building.status('blue_room').failure]).toEqual([0, undefined]);
  });
});
