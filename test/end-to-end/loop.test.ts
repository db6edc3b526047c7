import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { CLIENT_ID, CLIENT_SECRET, calendarOf } from '../../src/sandbox/seed-data.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';

const QUARTER_MS = 15 * 60_000;
/** A minute past a quarter of an hour: at the next one the sandbox's meetings begin and end. */
const ahead = QUARTER_MS + 60_000 - (systemClock.now() % QUARTER_MS);
const clock = { ...systemClock, now: () => systemClock.now() + ahead };

let roomcal: TestRoomcal;

beforeAll(async () => {
  roomcal = await startRoomcal({}, { clock });
});
afterAll(() => roomcal.close());

/** What the IoT stand-in shows at a room's door. */
function door(roomName: string): Record<string, unknown> {
  const thing = roomcal.clouds!.iot.things().find(({ name }) => name === roomName)!;
  return Object.fromEntries(
    thing.properties.map(({ variable_name, last_value }) => [variable_name, last_value]),
  );
}

/** Resolves when a variable of a room has been published with that value. */
function published(roomName: string, variable: string, value: string | number, from = 0): Promise<unknown> {
  return roomcal.line(
    (line) => line.room_name === roomName && line.variable === variable && line.value === value,
    from,
  );
}

function eventsOf(roomName: string): string {
  return `${roomcal.clouds!.httpUrl}/calendar/v3/calendars/${calendarOf(roomName)}/events`;
}

async function calls(): Promise<Record<string, number>> {
  const response = await fetch(`${roomcal.clouds!.httpUrl}/sandbox/calls`);
  return (await response.json()) as Record<string, number>;
}

/** Inserts an event that runs since so many minutes, as Google's own client would. */
async function insert(roomName: string, summary: string, since = 0): Promise<string> {
  const [start, end] = [-since, 30].map((minutes) => ({
    dateTime: new Date(clock.now() + minutes * 60_000).toISOString(),
  }));
  const response = await fetch(eventsOf(roomName), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ summary, start, end }),
  });
  return ((await response.json()) as { id: string }).id;
}

describe('roomcal on its sandbox', () => {
  it('publishes at the start what each calendar says', async () => {
    const rooms = [
      ['blue_room', 'nextevmtg', 'Design review'],
      ['green_room', 'curevmtg', 'Budget 2027'],
      ['red_room', 'curevmtg', 'Customer call'],
      ['yellow_room', 'nextevmtg', 'Roadmap'],
      ['white_room', 'curevmtg', 'Coffee with the speakers'],
      ['black_room', 'curevmtg', 'Free all day'],
    ] as const;
    await Promise.all(rooms.map(([room, variable, value]) => published(room, variable, value)));
    expect(rooms.map(([room]) => door(room).busynow)).toEqual([0, 1, 1, 0, 1, 0]);
    expect(await roomcal.call('GET', '/readyz')).toEqual({ status: 200, body: { ready: true, because: [] } });
  });

  it('keeps each channel in the bucket', async () => {
    const rooms = ['black_room', 'blue_room', 'green_room', 'red_room', 'white_room', 'yellow_room'];
    await Promise.all(rooms.map((room) => roomcal.line(({ msg }) => msg === `${room}: channel.opened`)));
    const objects = roomcal.clouds!.storage.objects('roomcal-watch-ids').map(({ name }) => name);
    const records = objects.filter((name) => !name.includes('/'));
    expect(records).toEqual(rooms.map((room) => `${room}.json`));
  });

  it('brings a change of the calendar to the door: webhook, list, topic, actor, Thing', async () => {
    const before = await calls();
    await insert('blue_room', 'Fire brigade');
    await published('blue_room', 'curevmtg', 'Fire brigade');
    expect(door('blue_room')).toMatchObject({ busynow: 1, curevmtg: 'Fire brigade' });
    const after = await calls();
    expect(after['push.sent']! - before['push.sent']!).toBe(1);
    expect(after['calendar.list']! - before['calendar.list']!).toBe(1);
    const looked = await roomcal.line((line) => line.set?.curevmtg === 'Fire brigade');
    expect(looked.because).toBe('changed');
  });

  it('frees the door when the event is deleted', async () => {
    const id = await insert('black_room', 'Short');
    await published('black_room', 'curevmtg', 'Short');
    const deleted = roomcal.lines.length;
    await fetch(`${eventsOf('black_room')}/${id}`, { method: 'DELETE' });
    await published('black_room', 'curevmtg', 'Free all day', deleted);
  });

  it('books a room at the press of a button, and answers the next one that it is busy', async () => {
    const booked = await roomcal.call('POST', '/meetings', { room_name: 'yellow_room', title: 'Huddle' });
    expect(booked).toMatchObject({ status: 201, body: { title: 'Huddle', shortened: false } });
    await published('yellow_room', 'curevmtg', 'Huddle');
    const event = roomcal.clouds!.calendar.get(calendarOf('yellow_room'), String(booked.body.id));
    expect(event).toMatchObject({
      summary: 'Huddle',
      extendedProperties: { private: { roomcal: 'instant' } },
    });
    const again = await roomcal.call('POST', '/meetings', { room_name: 'yellow_room' });
    expect(again).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY', busy_until: booked.body.end } });
    const now = await roomcal.call('GET', '/meetings?room_name=yellow_room');
    expect(now.body).toMatchObject({ busynow: 1, curevmtg: 'Huddle', time_zone: 'America/New_York' });
  });

  it('measures how late doors are, and each call that the clouds have seen', async () => {
    const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`;
    const response = await fetch(`${roomcal.url}/metrics`, { headers: { authorization } });
    const lines = (await response.text()).split('\n');
    const seen = await calls();
    const count = (name: string, ...labels: string[]) =>
      lines
        .filter((line) => line.startsWith(`${name}_count{`) && labels.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);

    expect(count('roomcal_door_lag_seconds', 'because="changed"')).toBeGreaterThan(0);
    expect(count('roomcal_door_lag_seconds', 'because="booked"')).toBeGreaterThan(0);
    expect(count('roomcal_door_lag_seconds', 'because="start"')).toBe(0);
    const called = (vendor: string, call: string, status: string) =>
      count(
        'roomcal_vendor_call_duration_seconds',
        `vendor="${vendor}"`,
        `call="${call}"`,
        `status="${status}"`,
      );
    expect(called('iot', 'token', '200')).toBe(seen['iot.token']);
    expect(called('calendar', 'token', '200')).toBe(seen.token);
    expect(called('calendar', 'watch', '200')).toBe(seen['calendar.watch']);
    expect(called('pubsub', 'publish', '0')).toBeGreaterThan(0);
    for (const [vendor, call] of [
      ['calendar', 'list'],
      ['calendar', 'insert'],
      ['iot', 'publish'],
      ['storage', 'read'],
      ['storage', 'write'],
    ] as const) {
      expect(called(vendor, call, '200')).toBeGreaterThan(0);
      // What is just on its way has been seen there, and is not answered here.
      expect(called(vendor, call, '200')).toBeLessThanOrEqual(seen[`${vendor}.${call}`]!);
    }
    expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
  });

  it('hears no more of a calendar that an operator stopped watching, until it is watched again, and then lists what it missed', async () => {
    // A room without meetings of its own: none of them may begin at the next quarter hour.
    expect(await roomcal.call('POST', '/stop_watching', { room_name: 'black_room' })).toMatchObject({
      status: 200,
    });
    const before = await calls();
    await insert('black_room', 'Unheard', 1);
    const { status, body } = await roomcal.call('POST', '/start_watching', { room_name: 'black_room' });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('token');
    await published('black_room', 'curevmtg', 'Unheard');
    await insert('black_room', 'Heard');
    await published('black_room', 'curevmtg', 'Heard');
    const after = await calls();
    expect(after['calendar.list']! - before['calendar.list']!).toBe(2);
  });
});
