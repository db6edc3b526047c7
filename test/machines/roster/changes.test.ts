import { describe, expect, it } from 'vitest';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { BuildingSettings } from '../../../src/machines/building-types.ts';
import { event } from '../../helpers/events.ts';
import { aRoom, type BuildingOptions, calendarOf, thingOf } from '../../http/a-building.ts';
import { aQuietBuilding } from '../a-quiet-building.ts';

const SECOND_MS = 1_000;
const LUNCH = event('Lunch', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00', { summary: 'Lunch' });
const BOOK = { type: 'book', id: 'press', title: 'Huddle' } as const;

/** A building that is at rest, and is told to be another. */
async function aChangingBuilding(options: BuildingOptions = {}) {
  const made = await aQuietBuilding(options);
  const { building, settings, ports, clock } = made;
  const change = async (rooms: BuildingSettings['rooms'], more: object = {}, clearsThings = false) => {
    for (const { calendarId, thingName } of rooms) ports.furnish(calendarId, thingName);
    const changes = building.change({ ...settings, rooms, ...more }, { clearsThings });
    await clock.advance(0);
    await clock.advance(0);
    return changes;
  };
  const kept = () => ports.records.keys().toSorted();
  const liveChannels = () => ports.count('watch') - ports.count('stopChannel');
  return { ...made, change, kept, liveChannels };
}

describe('a building whose configuration has changed', () => {
  it('starts who came, and leaves the others alone', async () => {
    const { building, change, ports, door } = await aChangingBuilding();
    const changes = await change([aRoom('blue_room'), aRoom('red_room'), aRoom('attic')]);
    expect(changes).toEqual({ started: ['attic'], stopped: [], restarted: [] });
    expect(building.roomNames()).toEqual(['blue_room', 'red_room', 'attic']);
    expect(building.state('attic')).toMatchObject({ occupancy: 'free', sync: 'current' });
    expect(door('attic')).toBe(0);
    const others = ports.calls.filter((call) => /(blue|red)_room/.test(call));
    expect(others).toEqual([]);
    // Who comes later is no reason to be unready.
    expect(building.unready()).toEqual([]);
  });

  it('stops who went: its channel, its record, the copy of its agenda; the door is left as it is', async () => {
    const { building, change, ports, kept, facts, shown, liveChannels } = await aChangingBuilding({
      events: [LUNCH],
    });
    expect(kept()).toEqual(['blue_room', 'red_room']);
    expect(ports.kept.get('blue_room')).toBeDefined();
    await change([aRoom('red_room')]);
    expect(building.roomNames()).toEqual(['red_room']);
    expect(building.has('blue_room')).toBe(false);
    expect(kept()).toEqual(['red_room']);
    expect(ports.kept.get('blue_room')).toBeUndefined();
    expect(liveChannels()).toBe(-1);
    expect([shown('blue_room').get('busynow'), shown('blue_room').get('curevmtg')]).toEqual([1, 'Lunch']);
    expect(facts).toContainEqual({ room_name: 'blue_room', type: 'room.left' });
    expect(ports.count('show')).toBe(0);
  });

  it('lets the Thing of who went show nothing, where that is wanted, and never that it is free', async () => {
    const { change, shown } = await aChangingBuilding();
    expect(shown('blue_room').get('curevmtg')).toBe('Free all day');
    await change([aRoom('red_room')], {}, true);
    expect(Object.fromEntries(shown('blue_room'))).toMatchObject({
      busynow: 1,
      curevmtg: '',
      nextevmtg: 'N/A',
    });
  });

  it('lets who went go, also where its Thing may be written no more', async () => {
    const { building, change, ports, clock, facts } = await aChangingBuilding();
    ports.obstacles.show = () =>
      Promise.reject(new VendorError('iot', 'no', { status: 403, operator: true }));
    await change([aRoom('red_room')], {}, true);
    await clock.advance(SECOND_MS);
    expect(facts).toContainEqual({ room_name: 'blue_room', type: 'room.left' });
    expect(building.isChanging).toBe(false);
  });

  it('lets who comes have the Thing of who went, also while that is still made to show nothing', async () => {
    const { building, change, ports, clock, shown } = await aChangingBuilding();
    const way = Promise.withResolvers<void>();
    ports.obstacles.show = () => way.promise;
    await change([aRoom('red_room')], {}, true);
    expect(building.isChanging).toBe(true);
    await change([aRoom('red_room'), aRoom('azure', { thingName: thingOf('blue_room') })], {}, true);
    expect(building.isChanging).toBe(false);
    way.resolve();
    await clock.advance(SECOND_MS);
    expect(shown('blue_room').get('curevmtg')).toBe('Free all day');
  });

  it('renames a room: the door says the same all the while, and no channel stays behind', async () => {
    const { building, change, ports, kept, shown } = await aChangingBuilding({ events: [LUNCH] });
    const azure = aRoom('azure', { calendarId: calendarOf('blue_room'), thingName: thingOf('blue_room') });
    await change([azure, aRoom('red_room')], {}, true);
    expect(building.roomNames()).toEqual(['azure', 'red_room']);
    expect(building.state('azure').occupancy).toBe('busy');
    expect(shown('blue_room').get('curevmtg')).toBe('Lunch');
    expect(ports.count('show')).toBe(0);
    expect(kept()).toEqual(['azure', 'red_room']);
    expect(ports.count('watch') - ports.count('stopChannel')).toBe(0);
  });

  it('tells a room in other words without forgetting what is known, before Google has answered', async () => {
    const { building, change, ports, shown } = await aChangingBuilding();
    ports.obstacles.list = () => new Promise(() => undefined);
    const wording = wordingOf({ texts: { free_all_day: 'Frei' } });
    const changes = await change([aRoom('blue_room', { wording }), aRoom('red_room')]);
    expect(changes.restarted).toEqual(['blue_room']);
    expect(building.state('blue_room').occupancy).toBe('free');
    expect(shown('blue_room').get('curevmtg')).toBe('Frei');
    expect(ports.count('watch')).toBe(0);
  });

  it('knows nothing of a room that was gone and comes back, until Google has answered', async () => {
    const { building, change, ports } = await aChangingBuilding({ events: [LUNCH] });
    await change([aRoom('red_room')]);
    ports.obstacles.list = () => new Promise(() => undefined);
    await change([aRoom('blue_room'), aRoom('red_room')]);
    expect(building.view('blue_room')).toBeUndefined();
    // Nor does one alone wait for a sweep of all.
    expect([building.state('blue_room').sync, ports.count('recall')]).toEqual(['refreshing', 0]);
  });

  it('moves a room to another calendar, whose channel takes the place of the old one', async () => {
    const { building, change, ports, kept, clock } = await aChangingBuilding({ events: [LUNCH] });
    const moved = aRoom('blue_room', { calendarId: 'moved@example.org' });
    await change([moved, aRoom('red_room')]);
    await clock.advance(SECOND_MS);
    expect(building.state('blue_room').occupancy).toBe('free');
    expect(ports.records.get('blue_room')?.record.calendar_id).toBe('moved@example.org');
    expect([ports.count('watch'), ports.count('stopChannel')]).toEqual([1, 1]);
    expect(kept()).toEqual(['blue_room', 'red_room']);
  });

  it('exchanges the calendars of two rooms', async () => {
    const { building, change, clock, shown } = await aChangingBuilding({ events: [LUNCH] });
    const [blue, red] = [calendarOf('blue_room'), calendarOf('red_room')];
    await change([aRoom('blue_room', { calendarId: red }), aRoom('red_room', { calendarId: blue })]);
    await clock.advance(SECOND_MS);
    expect(building.state('red_room').occupancy).toBe('busy');
    expect([shown('blue_room').get('busynow'), shown('red_room').get('busynow')]).toEqual([0, 1]);
  });

  it('stops channels where nothing can be pushed any more, and opens them again', async () => {
    const { change, kept, liveChannels } = await aChangingBuilding();
    const rooms = [aRoom('blue_room'), aRoom('red_room')];
    await change(rooms, { address: undefined });
    expect([kept(), liveChannels()]).toEqual([[], -2]);
    await change(rooms);
    expect([kept(), liveChannels()]).toEqual([['blue_room', 'red_room'], 0]);
  });

  it('sweeps as often as is said now', async () => {
    const { change, ports, clock } = await aChangingBuilding({ address: undefined });
    await change([aRoom('blue_room'), aRoom('red_room')], { address: undefined, pollMs: 10 * SECOND_MS });
    ports.calls.length = 0;
    await clock.advance(61 * SECOND_MS);
    expect(ports.count('freeBusy')).toBe(6);
  });
});

describe('somebody at the door of a room that goes', () => {
  it('is answered first, and whoever asks afterwards does not find it', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    const way = Promise.withResolvers<void>();
    ports.obstacles.insert = () => way.promise;
    // Whoever answers tells it in the words of the room.
    const booking = building
      .ask('blue_room', BOOK)
      .then((answer) => [answer.type, typeof building.wording('blue_room')]);
    await clock.advance(0);
    await change([aRoom('red_room')]);
    expect(building.has('blue_room')).toBe(false);
    expect(building.isChanging).toBe(true);
    way.resolve();
    await clock.advance(0);
    expect(await booking).toEqual(['booked', 'object']);
    await clock.advance(SECOND_MS);
    expect(building.isChanging).toBe(false);
    expect(ports.calendars.get(calendarOf('blue_room'))).toHaveLength(1);
  });

  it('is answered before another room has that calendar', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    const way = Promise.withResolvers<void>();
    ports.obstacles.insert = () => way.promise;
    const booking = building.ask('blue_room', BOOK);
    await change([aRoom('red_room'), aRoom('azure', { calendarId: calendarOf('blue_room') })]);
    expect(building.roomNames()).toEqual(['red_room']);
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([building.roomNames(), (await booking).type]).toEqual([['red_room', 'azure'], 'booked']);
  });

  it('is told to ask again after half a minute, and the room goes', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    ports.obstacles.insert = () => new Promise(() => undefined);
    ports.obstacles.list = () => new Promise(() => undefined);
    const booking = building.ask('blue_room', BOOK);
    await clock.advance(0);
    await change([aRoom('red_room')]);
    await clock.advance(31 * SECOND_MS);
    expect((await booking).type).toMatch(/failed|refused/);
    await clock.advance(SECOND_MS);
    expect(building.isChanging).toBe(false);
  });

  it('waits while it is made anew, and is answered by the new one', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    const way = Promise.withResolvers<void>();
    ports.obstacles.insert = (id) => (id === calendarOf('blue_room') ? way.promise : undefined);
    const first = building.ask('blue_room', BOOK);
    await clock.advance(0);
    await change([aRoom('blue_room', { mayEnd: 'any' }), aRoom('red_room')]);
    const second = building.ask('blue_room', { ...BOOK, id: 'another' });
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([(await first).type, await second]).toMatchObject(['booked', { refusal: { code: 'ROOM_BUSY' } }]);
    expect(building.mayEnd('blue_room')).toBe('any');
  });
});

describe('a change amid a change', () => {
  it('is the last one that counts: a room that comes back while it goes is there', async () => {
    const { building, change, ports, kept, clock } = await aChangingBuilding();
    const way = Promise.withResolvers<void>();
    ports.obstacles.stopChannel = () => way.promise;
    await change([aRoom('red_room')]);
    await change([aRoom('blue_room'), aRoom('red_room')]);
    expect(building.isChanging).toBe(true);
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([building.isChanging, building.roomNames()]).toEqual([false, ['blue_room', 'red_room']]);
    expect(kept()).toEqual(['blue_room', 'red_room']);
  });

  it('is not waited for where Google is away: the channel is stopped when it is back', async () => {
    const { building, change, ports, kept, clock, facts } = await aChangingBuilding();
    ports.obstacles.stopChannel = () => Promise.reject(new Error('away'));
    await change([aRoom('red_room'), aRoom('azure', { calendarId: calendarOf('blue_room') })]);
    expect(building.roomNames()).toEqual(['red_room', 'azure']);
    expect(facts).toContainEqual(expect.objectContaining({ type: 'leaving.failed', room_name: 'blue_room' }));
    delete ports.obstacles.stopChannel;
    await clock.advance(70 * SECOND_MS);
    expect(building.isChanging).toBe(false);
    expect(kept()).toEqual(['azure', 'red_room']);
  });

  it('waits for a channel that is just registered: what arrived later would be of nobody', async () => {
    const way = Promise.withResolvers<void>();
    const { building, change, ports, kept, clock } = await aChangingBuilding({
      prepare: ({ obstacles }) => {
        obstacles.watch = (of) => (of === calendarOf('blue_room') ? way.promise : undefined);
      },
    });
    await change([aRoom('blue_room', { mayEnd: 'any' }), aRoom('red_room')]);
    await change([aRoom('red_room')]);
    expect(kept()).toEqual(['red_room']);
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([building.isChanging, kept(), ports.count('stopChannel')]).toEqual([false, ['red_room'], 1]);
  });

  it('waits for it however long that takes, also where the room stays', async () => {
    const way = Promise.withResolvers<void>();
    const { building, change, ports, clock } = await aChangingBuilding({
      prepare: ({ obstacles }) => {
        obstacles.watch = (of) => (of === calendarOf('blue_room') ? way.promise : undefined);
      },
    });
    await change([aRoom('blue_room', { mayEnd: 'any' }), aRoom('red_room')]);
    await clock.advance(40 * SECOND_MS);
    expect(building.mayEnd('blue_room')).toBe('own');
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([building.mayEnd('blue_room'), ports.records.get('blue_room')?.record.id]).toEqual([
      'any',
      expect.stringMatching(/^channel-/),
    ]);
  });

  it('leaves nothing behind that runs, where the building is closed amid it', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    ports.obstacles.stopChannel = () => Promise.reject(new Error('away'));
    ports.obstacles.insert = () => new Promise(() => undefined);
    const booking = building.ask('red_room', BOOK);
    await change([]);
    expect(building.isChanging).toBe(true);
    building.stop();
    expect(await booking).toMatchObject({ type: 'refused', refusal: { code: 'NOT_READY' } });
    await clock.advance(0);
    expect(clock.pending).toBe(0);
    await clock.advance(60 * SECOND_MS);
    expect(clock.pending).toBe(0);
  });

  it('lets nobody in who came back while it went, where the building is closed before', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    ports.obstacles.stopChannel = () => new Promise(() => undefined);
    await change([aRoom('red_room')]);
    await change([aRoom('blue_room'), aRoom('red_room')]);
    building.stop();
    ports.calls.length = 0;
    await clock.advance(SECOND_MS);
    expect([ports.calls, clock.pending]).toEqual([[], 0]);
  });

  it('costs one list for each of a hundred rooms that came', async () => {
    const { building, change, ports, clock } = await aChangingBuilding();
    const rooms = Array.from({ length: 100 }, (_, index) => aRoom(`room-${index}`));
    await change([aRoom('blue_room'), ...rooms]);
    await clock.advance(SECOND_MS);
    expect(building.size).toBe(101);
    expect(ports.count('list')).toBeLessThanOrEqual(200);
    expect(ports.count('things')).toBeLessThanOrEqual(2);
  });
});

describe('whoever follows a room', () => {
  it('hears of it also when it is made anew', async () => {
    const { building, change, ports } = await aChangingBuilding();
    let heard = 0;
    const leave = building.subscribe('blue_room', () => void heard++);
    await change([aRoom('blue_room', { mayEnd: 'any' }), aRoom('red_room')]);
    const before = heard;
    expect(before).toBeGreaterThan(0);
    ports.put(calendarOf('blue_room'), LUNCH);
    building.notify('blue_room');
    await Promise.resolve();
    expect(heard).toBeGreaterThan(before);
    leave();
  });

  it('hears of it when nothing of it is left', async () => {
    const { building, change } = await aChangingBuilding({ address: undefined });
    const isChanging: boolean[] = [];
    const leave = building.subscribe('blue_room', () => void isChanging.push(building.isChanging));
    await change([aRoom('red_room')]);
    expect(isChanging.at(-1)).toBe(false);
    leave();
  });
});
