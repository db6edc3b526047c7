import { hash } from 'node:crypto';
import type { Instant } from '../agenda/agenda.ts';
import { startOfQuarter } from '../agenda/slots.ts';
import type { Clouds } from './clouds.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const CLIENT_ID = 'sandbox';
export const CLIENT_SECRET = 'sandbox-secret';
/** A key that books in all rooms, for the pages at doors and in the lobby. */
export const DOOR_KEY = 'sandbox-key';

/** A meeting of the demonstration: minutes from the present quarter hour, and its title. */
type Appointment = readonly [from: number, to: number, summary: string];

/** Six rooms in three zones; the first is free for the hours in which a stranger tries things. */
const ROOMS: readonly { room_name: string; zone: string; appointments: readonly Appointment[] }[] = [
  {
    room_name: 'blue_room',
    zone: 'Europe/Rome',
    appointments: [
      [-180, -120, 'Stand-up'],
      [-105, -45, 'Interview'],
      [180, 240, 'Design review'],
      [240, 270, 'One to one'],
    ],
  },
  {
    room_name: 'green_room',
    zone: 'Europe/Rome',
    appointments: [
      [-60, 30, 'Budget 2027'],
      [30, 60, 'Suppliers'],
      [120, 180, 'Retrospective'],
    ],
  },
  {
    room_name: 'red_room',
    zone: 'America/New_York',
    appointments: [
      [-30, 15, 'Customer call'],
      [15, 45, 'Hand-over'],
      [90, 150, 'Training'],
    ],
  },
  {
    room_name: 'yellow_room',
    zone: 'America/New_York',
    appointments: [
      [75, 120, 'Roadmap'],
      [150, 180, 'Press'],
    ],
  },
  {
    room_name: 'white_room',
    zone: 'Asia/Kathmandu',
    appointments: [
      [-240, 240, 'Workshop'],
      [0, 30, 'Coffee with the speakers'],
    ],
  },
  { room_name: 'black_room', zone: 'Asia/Kathmandu', appointments: [[24 * 60, 25 * 60, 'Board']] },
];

const THING_VARIABLES = [
  { name: 'busynow', type: 'INT' },
  ...[
    'curevmtg',
    'curevstart',
    'curevend',
    'curevtm',
    'nextevmtg',
    'nextevstart',
    'nextevend',
    'nextevtm',
  ].map((name) => ({ name, type: 'CHARSTRING' })),
];

/** A room's calendar in the sandbox. */
export function calendarOf(roomName: string): string {
  return `${roomName}@resource.calendar.google.com`;
}

/**
 * Puts into empty clouds what roomcal finds in real ones: rooms with their calendars and Things, a day of meetings
 * around `now`, the two buckets, the configuration and its credentials. `serviceUrl` is where Google is to push.
 */
export async function seedClouds(clouds: Clouds, serviceUrl: string, now: Instant): Promise<void> {
  const { calendar, iot, storage } = clouds;
  const quarter = startOfQuarter(now);
  for (const { room_name, zone, appointments } of ROOMS) {
    const id = calendarOf(room_name);
    calendar.addCalendar({ id, summary: room_name, timeZone: zone, accessRole: 'writer' });
    for (const [from, to, summary] of appointments) {
      calendar.insert(id, { summary, start: minutesFrom(quarter, from), end: minutesFrom(quarter, to) });
    }
    iot.addThing({ name: room_name, variables: THING_VARIABLES });
  }
  const [from, to] = [0, 1].map((days) => ({
    date: new Date(now + days * DAY_MS).toISOString().slice(0, 10),
  }));
  calendar.insert(calendarOf('yellow_room'), {
    summary: 'Fire drill week',
    transparency: 'transparent',
    start: from!,
    end: to!,
  });
  iot.addClient(CLIENT_ID, CLIENT_SECRET);
  storage.createBucket('roomcal-watch-ids');
  storage.createBucket('roomcal-config');
  storage.put('roomcal-config', 'config.json', configFor(clouds, serviceUrl));
  const account = `roomcal@${clouds.projectId}.iam.gserviceaccount.com`;
  const credentials = await clouds.accounts.create(account, `${clouds.httpUrl}/token`);
  storage.put('roomcal-config', 'calendar_credentials.json', credentials);
}

function configFor({ httpUrl }: Clouds, serviceUrl: string): string {
  const config = {
    iot_client_id: CLIENT_ID,
    iot_client_secret: CLIENT_SECRET,
    gcal_watch_function_url: serviceUrl,
    gcal_api_endpoint: httpUrl,
    iot_api_endpoint: httpUrl,
    api_keys: [
      { name: 'the sandbox', sha256: hash('sha256', DOOR_KEY, 'hex'), rooms: 'all', may: ['read', 'book'] },
    ],
    rooms: ROOMS.map(({ room_name }) => ({ room_name, gcal_calendar_id: calendarOf(room_name) })),
  };
  return JSON.stringify(config, null, 2);
}

function minutesFrom(instant: Instant, minutes: number): { dateTime: string } {
  return { dateTime: new Date(instant + minutes * 60_000).toISOString() };
}
