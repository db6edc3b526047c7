import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../../src/agenda/agenda.ts';
import type { CheckInRule } from '../../../src/agenda/check-in.ts';
import { nextRefresh } from '../../../src/agenda/schedule.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import {
  aStartedBuilding,
  type BuildingOptions,
  calendarOf,
  everyoneHadATurn,
} from '../../http/a-building.ts';

const MINUTE_MS = 60_000;
const BLUE = calendarOf('blue_room');
const OWN: CheckInRule = { withinMs: 10 * MINUTE_MS, releases: 'own' };
const ANY: CheckInRule = { ...OWN, releases: 'any' };
const AWAY = new VendorError('calendar', 'away', { status: 503 });
const LOST = new VendorError('calendar', 'no answer');

const at = (time: string) => `2026-11-23T${time.length === 5 ? `${time}:00` : time}+01:00`;
const instant = (time: string) => Date.parse(at(time));
const GUESTS = [
  { email: 'ada@example.org', responseStatus: 'accepted', comment: 'with a cake' },
  { email: 'blue@example.org', resource: true, self: true, responseStatus: 'accepted' },
];
const invitation = { organizer: { email: 'ada@example.org' }, attendees: GUESTS };

const held = (more: Partial<GoogleEvent> = {}, from = '10:00', to = '11:00') =>
  event('held1', at(from), at(to), more);

/** A room in which a meeting begins at ten, at 09:50, and what it was told of. */
async function aRoom(options: BuildingOptions = {}) {
  const made = await aStartedBuilding({ names: ['blue_room'], checkIn: OWN, events: [held()], ...options });
  const { building, clock, facts, ports, shown } = made;
  const untilInstant = async (end: number) => {
    await clock.advance(end - clock.now());
    await everyoneHadATurn();
  };
  const until = (time: string) => untilInstant(instant(time));
  const told = (type: string) => facts.filter((fact) => fact.type === type);
  const view = () => building.view('blue_room')!;
  const held1 = () => ports.event(BLUE, 'held1')!;
  const checkIn = (eventId = 'held1', id = 'press1') =>
    building.ask('blue_room', { type: 'check_in', id, eventId });
  const busy = () => shown('blue_room').get('busynow');
  return { ...made, until, untilInstant, told, view, held1, checkIn, busy };
}

type Room = Awaited<ReturnType<typeof aRoom>>;

const isHeld = ({ held1, told }: Room) => {
  expect(held1().end?.dateTime).toBe(at('11:00'));
  expect(told('no_show.released')).toEqual([]);
};

describe('a meeting to which nobody comes', () => {
  it('ends after ten minutes, and the room is free', async () => {
    const { until, view, held1, told, busy, building, ports } = await aRoom();
    await until('09:59');
    expect(view()).toMatchObject({ checkIn: 'not_needed', checkInUntil: undefined });
    await until('10:00');
    expect(view()).toMatchObject({ checkIn: 'wanted', checkInUntil: instant('10:10') });
    await until('10:09:55');
    expect(view()).toMatchObject({ checkIn: 'wanted' });
    await until('10:10');
    await building.settled();
    expect(view()).toMatchObject({
      checkIn: 'not_needed',
      checkInUntil: undefined,
      occupancy: { state: 'free' },
    });
    expect(Date.parse(held1().end!.dateTime!)).toBe(instant('10:10'));
    expect(told('no_show.released')).toEqual([
      {
        room_name: 'blue_room',
        type: 'no_show.released',
        id: 'held1',
        start: instant('10:00'),
        release: 'ended',
      },
    ]);
    expect(busy()).toBe(0);
    // Google may tell nobody of it.
    expect(ports.published).toMatchObject([{ room_name: 'blue_room' }]);
  });

  it('is declined where the room was invited, and everybody else stays invited', async () => {
    const { until, held1, told, view } = await aRoom({ checkIn: ANY, events: [held(invitation)] });
    await until('10:10');
    expect(held1()).toMatchObject({
      end: { dateTime: at('11:00') },
      attendees: [GUESTS[0], { ...GUESTS[1], responseStatus: 'declined' }],
    });
    expect(told('no_show.released')).toMatchObject([{ release: 'declined' }]);
    expect(view().occupancy.state).toBe('free');
  });

  it('stays one of which Google does not tell all who are invited: without that word it would uninvite them', async () => {
    const some = { ...invitation, attendeesOmitted: true };
    const { until, ports } = await aRoom({ checkIn: ANY, events: [held(some)] });
    const { patch } = ports.calendar;
    const written: GoogleEvent[] = [];
    ports.calendar.patch = (calendarId, eventId, event, etag) => {
      written.push(event);
      return patch(calendarId, eventId, event, etag);
    };
    await until('10:10');
    expect(written).toMatchObject([{ attendeesOmitted: true }]);
  });

  it("is left alone where it is others' and only own ones are released", async () => {
    const room = await aRoom({ events: [held(invitation)] });
    await room.until('10:05');
    expect(room.view()).toMatchObject({ checkIn: 'not_needed', checkInUntil: undefined });
    await room.until('10:30');
    isHeld(room);
  });

  it.each([
    ['of more than four hours', held({}, '10:00', '14:15')],
    [
      'that fills the day',
      { id: 'held1', summary: 'Day', start: { date: '2026-11-23' }, end: { date: '2026-11-24' } },
    ],
    ['that is over by then', held({}, '10:00', '10:10')],
  ])('is left alone where it is one %s', async (_, one) => {
    const { until, view, told } = await aRoom({ events: [one] });
    await until('10:05');
    expect(view()).toMatchObject({ checkIn: 'not_needed', checkInUntil: undefined });
    await until('10:40');
    expect(told('no_show.released')).toEqual([]);
  });

  it('is private, and ends all the same', async () => {
    const { until, told } = await aRoom({ events: [held({ visibility: 'private' })] });
    await until('10:10');
    expect(told('no_show.released')).toHaveLength(1);
  });

  it('is released once, also where somebody makes it longer again', async () => {
    const { until, told, ports, building, view } = await aRoom();
    await until('10:11');
    ports.put(BLUE, held());
    building.notify('blue_room');
    building.receive({ room_name: 'blue_room', listing: await ports.calendar.list({ calendarId: BLUE }) });
    await until('10:12');
    expect(view()).toMatchObject({ occupancy: { state: 'busy' }, checkIn: 'not_needed' });
    await until('10:40');
    expect(told('no_show.released')).toHaveLength(1);
  });

  it('is not there where nobody asks for check-ins', async () => {
    const room = await aStartedBuilding({ names: ['blue_room'], events: [held()] });
    await room.clock.advance(40 * MINUTE_MS);
    expect(room.building.view('blue_room')).toMatchObject({ checkIn: 'not_needed', checkInUntil: undefined });
    expect(room.ports.event(BLUE, 'held1')?.end?.dateTime).toBe(at('11:00'));
  });
});

describe('who checks in', () => {
  it('keeps the room, and the event knows', async () => {
    const room = await aRoom();
    await room.until('10:09:55');
    expect(await room.checkIn()).toMatchObject({
      type: 'checked_in',
      meeting: { id: 'held1', checkedIn: true },
    });
    expect(room.view()).toMatchObject({ checkIn: 'done', checkInUntil: undefined });
    expect(room.held1().extendedProperties?.private).toEqual({
      roomcal_checked_in: new Date(instant('10:00')).toISOString(),
    });
    expect(room.told('checked_in')).toMatchObject([{ id: 'held1' }]);
    await room.until('10:59');
    isHeld(room);
  });

  it('twice is heard once', async () => {
    const { until, checkIn, told, ports } = await aRoom();
    await until('10:01');
    await checkIn();
    await checkIn('held1', 'press2');
    expect(told('checked_in')).toHaveLength(1);
    expect(ports.count('patch')).toBe(1);
  });

  it.each([
    ['NOT_BEGUN', '09:55', 'held1', OWN],
    ['MEETING_OVER', '10:12', 'held1', OWN],
    ['UNKNOWN_MEETING', '10:05', 'nobody', OWN],
    ['NO_CHECK_IN', '10:05', 'held1', undefined],
  ])('is refused with %s at %s', async (code, time, eventId, checkIn) => {
    const made = await aRoom({ checkIn } as BuildingOptions);
    await made.until(time);
    expect(await made.checkIn(eventId)).toEqual({ type: 'refused', refusal: { code } });
  });

  it('is asked again where the meeting is put off while it runs', async () => {
    const { until, checkIn, ports, building, view, held1 } = await aRoom();
    await until('10:02');
    await checkIn();
    ports.put(BLUE, { ...held1(), ...held({}, '10:05', '11:00') });
    building.receive({ room_name: 'blue_room', listing: await ports.calendar.list({ calendarId: BLUE }) });
    await until('10:06');
    expect(view()).toMatchObject({ checkIn: 'wanted', checkInUntil: instant('10:15') });
    await until('10:16');
    expect(view().occupancy.state).toBe('free');
  });

  it('wins over a release that is about to be written', async () => {
    const room = await aRoom();
    await room.until('10:09:55');
    let pressed: Promise<unknown> | undefined;
    room.ports.obstacles.get = async () => {
      delete room.ports.obstacles.get;
      pressed = room.checkIn();
    };
    await room.until('10:10:05');
    expect(await pressed).toMatchObject({ type: 'checked_in' });
    await room.until('10:40');
    isHeld(room);
  });

  it('elsewhere wins by the etag', async () => {
    const room = await aRoom();
    await room.until('10:09:55');
    room.ports.obstacles.patch = async () => {
      delete room.ports.obstacles.patch;
      const extendedProperties = {
        private: { roomcal_checked_in: new Date(instant('10:00')).toISOString() },
      };
      room.ports.put(BLUE, { ...room.held1(), extendedProperties });
    };
    await room.until('10:40');
    expect(room.view()).toMatchObject({ checkIn: 'done' });
    isHeld(room);
  });

  it('keeps the room for a while where Google does not take the check-in', async () => {
    const { until, checkIn, ports, told } = await aRoom();
    await until('10:09');
    ports.obstacles.patch = () => Promise.reject(AWAY);
    expect(await checkIn()).toMatchObject({ type: 'failed' });
    delete ports.obstacles.patch;
    await until('10:18');
    expect(told('no_show.released')).toEqual([]);
    await until('10:20');
    expect(told('no_show.released')).toHaveLength(1);
  });

  it('is done though the answer was lost', async () => {
    const { until, checkIn, ports } = await aRoom();
    await until('10:05');
    const { patch } = ports.calendar;
    ports.calendar.patch = async (...all) => {
      ports.calendar.patch = patch;
      await patch(...all);
      throw LOST;
    };
    expect(await checkIn()).toMatchObject({ type: 'checked_in' });
  });

  it('has asked for something that was refused: the door gives the full time, and says so', async () => {
    const { until, view, building } = await aRoom();
    await until('10:09');
    expect(view()).toMatchObject({ checkInUntil: instant('10:10') });
    const longer = { type: 'extend', id: 'press1', eventId: 'held1', extendMins: 15 } as const;
    expect(await building.ask('blue_room', longer)).toMatchObject({ type: 'refused' });
    expect(view()).toMatchObject({ checkInUntil: instant('10:19') });
  });

  it('has booked, or made the meeting longer', async () => {
    const { until, building, view, ports, told } = await aRoom({ events: [] });
    await building.ask('blue_room', { type: 'book', id: 'ours1', title: 'Chat', durationMins: 60 });
    expect(view()).toMatchObject({ checkIn: 'done' });
    const own = ports.event(BLUE, 'ours1')!;
    expect(own.extendedProperties?.private?.roomcal_checked_in).toBe(
      new Date(own.start!.dateTime!).toISOString(),
    );
    await until('10:40');
    expect(told('no_show.released')).toEqual([]);
  });

  it('has made the meeting longer', async () => {
    const { until, building, view } = await aRoom({ mayEnd: 'any' });
    await until('10:05');
    await building.ask('blue_room', { type: 'extend', id: 'e1', eventId: 'held1', extendMins: 15 });
    expect(view()).toMatchObject({ checkIn: 'done', occupancy: { current: { end: instant('11:15') } } });
  });
});

describe('the full time is given anew', () => {
  it('after a start', async () => {
    const made = await aRoom();
    await made.until('10:09');
    made.building.stop();
    const { building, ports, clock } = await aStartedBuilding({
      before: made,
      names: ['blue_room'],
      checkIn: OWN,
    });
    expect(building.view('blue_room')).toMatchObject({ checkIn: 'wanted', checkInUntil: instant('10:19') });
    await clock.advance(9 * MINUTE_MS);
    expect(ports.event(BLUE, 'held1')?.end?.dateTime).toBe(at('11:00'));
    await clock.advance(65_000);
    expect(building.view('blue_room')?.occupancy.state).toBe('free');
  });

  it('after a sleep', async () => {
    const { until, ports, clock, view, told } = await aRoom();
    await until('10:05');
    ports.time.sleptMs = 20 * MINUTE_MS;
    await clock.advance(MINUTE_MS);
    expect(told('no_show.released')).toEqual([]);
    const { checkInUntil } = view();
    expect(checkInUntil).toBeGreaterThan(instant('10:34'));
  });

  it('after the calendar could not be refreshed, and meanwhile nothing is released', async () => {
    const own = nextRefresh('blue_room', instant('09:50'), 60 * MINUTE_MS);
    // Google keeps whole seconds.
    const refresh = Math.floor(own / 1_000) * 1_000;
    const [start, end] = [-5, 55].map((mins) => new Date(refresh + mins * MINUTE_MS).toISOString());
    const { untilInstant, ports, view, told } = await aRoom({ events: [event('held1', start!, end!)] });
    await untilInstant(refresh - MINUTE_MS);
    expect(view()).toMatchObject({ checkIn: 'wanted', checkInUntil: refresh + 5 * MINUTE_MS });
    ports.obstacles.list = () => Promise.reject(AWAY);
    await untilInstant(refresh + 20 * MINUTE_MS);
    expect(view()).toMatchObject({ checkIn: 'wanted', checkInUntil: undefined, stale: true });
    expect(told('no_show.released')).toEqual([]);
    delete ports.obstacles.list;
    await untilInstant(refresh + 29 * MINUTE_MS);
    expect(view()).toMatchObject({ stale: false, checkIn: 'wanted' });
    expect(told('no_show.released')).toEqual([]);
    await untilInstant(refresh + 33 * MINUTE_MS);
    expect(told('no_show.released')).toHaveLength(1);
  });
});

describe('where Google does not answer', () => {
  it('the release is tried again, and told once', async () => {
    const { until, ports, told, building } = await aRoom();
    await until('10:09:55');
    ports.obstacles.patch = () => Promise.reject(AWAY);
    await until('10:10:02');
    expect(told('release.failed').length).toBeGreaterThan(0);
    expect(building.status('blue_room').failure).toBe(AWAY);
    delete ports.obstacles.patch;
    await until('10:10:20');
    expect(told('no_show.released')).toHaveLength(1);
    expect(building.status('blue_room').failure).toBeUndefined();
  });

  it('what was done is known again, and not done twice', async () => {
    const { until, ports, told, held1 } = await aRoom();
    await until('10:09:55');
    const { patch } = ports.calendar;
    let patches = 0;
    ports.calendar.patch = async (...all) => {
      patches += 1;
      await patch(...all);
      throw LOST;
    };
    await until('10:11');
    expect(patches).toBe(1);
    expect(told('no_show.released')).toHaveLength(1);
    expect(Date.parse(held1().end!.dateTime!)).toBe(instant('10:10'));
  });

  it('another process is told of, and has not released it as well', async () => {
    const made = await aRoom();
    const second = await aStartedBuilding({ before: made, names: ['blue_room'], checkIn: OWN });
    await made.until('10:12');
    const all = [...made.facts, ...second.facts].filter(({ type }) => type === 'no_show.released');
    expect(all).toHaveLength(1);
  });
});
