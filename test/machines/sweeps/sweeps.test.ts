import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { ADDRESS, calendarOf } from '../../http/a-building.ts';
import { aQuietBuilding } from '../a-quiet-building.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const BLUE = calendarOf('blue_room');
const AT_TWO = event('at two', '2026-11-23T14:00:00+01:00', '2026-11-23T15:00:00+01:00');
const ALL_MORNING = event('all morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');

describe('a change of which no push came', () => {
  it.each([1, 150 * SECOND_MS, 299_999])(
    'is at the door within five minutes, made %i ms after a sweep',
    async (ms) => {
      const { clock, ports, door } = await aQuietBuilding();
      await clock.advance(5 * MINUTE_MS + ms);
      ports.calendars.set(BLUE, [ALL_MORNING]);
      await clock.advance(5 * MINUTE_MS);
      expect(door()).toBe(1);
    },
  );

  it.each([1, 15 * SECOND_MS, 29_999])(
    'is there within 30 s without a channel, made %i ms after a sweep',
    async (ms) => {
      const { clock, ports, door } = await aQuietBuilding({ address: undefined });
      await clock.advance(30 * SECOND_MS + ms);
      ports.calendars.set(BLUE, [ALL_MORNING]);
      await clock.advance(30 * SECOND_MS);
      expect(door()).toBe(1);
    },
  );

  it('is there within 30 s where Google will not push, and where an operator stopped the channel', async () => {
    const refused = new VendorError('calendar', 'no', { reason: 'pushNotSupportedForRequestedResource' });
    const { building, clock, ports, door } = await aQuietBuilding({
      prepare: ({ obstacles }) => {
        obstacles.watch = (of) => of === BLUE && Promise.reject(refused);
      },
    });
    await building.stopWatching('red_room');
    for (const name of ['blue_room', 'red_room']) ports.calendars.set(calendarOf(name), [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    expect([door('blue_room'), door('red_room')]).toEqual([1, 1]);
  });

  it('is there within 30 s once a channel has expired that could not be renewed', async () => {
    const down = new VendorError('calendar', 'down', { status: 503 });
    const channel = { id: 'channel-0', token: 'token-0', resource_id: 'resource', address: ADDRESS };
    const [registered, expiration] = ['2026-11-16T10:07:00+01:00', '2026-11-23T10:07:00+01:00'];
    const record = { room_name: 'blue_room', calendar_id: BLUE, ...channel, registered, expiration };
    const { clock, ports, door } = await aQuietBuilding({
      names: ['blue_room'],
      prepare: ({ obstacles, records }) => {
        records.set('blue_room', { record });
        obstacles.watch = () => Promise.reject(down);
      },
    });
    await clock.advanceTo('2026-11-23T10:11:00+01:00');
    expect(ports.count('freeBusy')).toBeLessThanOrEqual(10);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    expect(door()).toBe(1);
  });

  it('is found where a meeting went as well as where one came, or was moved', async () => {
    const { clock, ports, building } = await aQuietBuilding({ events: [ALL_MORNING, AT_TWO] });
    ports.calendars.set(BLUE, [AT_TWO]);
    await clock.advance(5 * MINUTE_MS);
    expect(building.view('blue_room')?.occupancy.state).toBe('free');
    ports.calendars.set(BLUE, [{ ...AT_TWO, end: { dateTime: '2026-11-23T14:45:00+01:00' } }]);
    await clock.advance(5 * MINUTE_MS);
    expect(building.view('blue_room')?.occupancy.next?.end).toBe(Date.parse('2026-11-23T14:45:00+01:00'));
  });

  it('costs one list, of that room alone', async () => {
    const { clock, ports, lists, pastTheRefresh } = await aQuietBuilding();
    await pastTheRefresh();
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(29 * MINUTE_MS);
    expect([lists('blue_room'), lists('red_room')]).toEqual([1, 0]);
  });
});

describe('around midnight', () => {
  it('a dropped push heals that tells of the new day, or of a meeting into it', async () => {
    const { clock, ports, door } = await aQuietBuilding();
    await clock.advanceTo('2026-11-23T23:57:00+01:00');
    ports.calendars.set(BLUE, [event('early', '2026-11-24T00:01:00+01:00', '2026-11-24T01:00:00+01:00')]);
    const late = event('late', '2026-11-23T23:58:00+01:00', '2026-11-24T01:00:00+01:00');
    ports.calendars.set(calendarOf('red_room'), [late]);
    await clock.advanceTo('2026-11-24T00:02:00+01:00');
    expect([door('blue_room'), door('red_room')]).toEqual([1, 1]);
  });
});

describe('a sweep', () => {
  it.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [101, 3],
  ])('of %i calendars takes %i calls, and asks for each calendar once', async (rooms, calls) => {
    const names = Array.from({ length: rooms }, (_, index) => `room_${index}`);
    const { clock, ports } = await aQuietBuilding({ names, address: undefined });
    await clock.advance(30 * SECOND_MS);
    expect(ports.count('freeBusy')).toBe(calls);
    const asked = ports.calls.flatMap((call) => call.replace('freeBusy ', '').split(','));
    expect(asked.toSorted()).toEqual(names.map(calendarOf).toSorted());
  });

  it('comes every five minutes with a channel, and every 30 s without, each for those whom it concerns', async () => {
    const { building, clock, ports } = await aQuietBuilding();
    await building.stopWatching('red_room');
    ports.calls.length = 0;
    await clock.advance(10 * MINUTE_MS);
    const asked = (name: string) =>
      ports.calls.filter((call) => call === `freeBusy ${calendarOf(name)}`).length;
    expect([asked('blue_room'), asked('red_room'), ports.count('freeBusy')]).toEqual([2, 20, 22]);
  });

  it('is never made where there is nobody to sweep', async () => {
    const { clock, ports } = await aQuietBuilding();
    await clock.advance(4 * MINUTE_MS);
    expect(ports.count('freeBusy')).toBe(0);
  });
});
