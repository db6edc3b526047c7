import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agendaOf } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { propertiesAt } from '../../src/agenda/properties.ts';
import { busyUntilText, freeOnlyText } from '../../src/agenda/refusal-texts.ts';
import { apiOptionsOf, buildingOptionsOf, clearsThings } from '../../src/configuration/building-options.ts';
import { type Config, parseConfig } from '../../src/configuration/config.ts';
import { iotAccountsOf } from '../../src/configuration/iot-accounts.ts';
import { openGoogleCalendar, openIotCloud } from '../../src/configuration/open.ts';
import { googleTime } from '../../src/io/google-calendar/google-time.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { event, listing } from '../helpers/events.ts';
import { serviceAccountKey } from '../helpers/service-account.ts';
import { EXAMPLE, PLACE } from './configurations.ts';
import { DOCUMENTED } from './documented.ts';

const NOON = '2026-11-23T12:00:00+01:00';

interface Request {
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** A vendor of a test, which gives everyone a token and nobody anything else, and keeps what it was asked. */
async function openVendor() {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ path: request.url!, headers: request.headers, body: await text(request) });
    const isToken = request.url!.endsWith('token');
    const answer = isToken ? { access_token: 'token', expires_in: 3_600 } : { items: [], timeZone: 'UTC' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url!.includes('/things') ? [] : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was asked since this was called last. */
    take: () => requests.splice(0),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Vendor = Awaited<ReturnType<typeof openVendor>>;
let vendor: Vendor;
let other: Vendor;
let key: string;

beforeAll(async () => {
  vendor = await openVendor();
  other = await openVendor();
  key = serviceAccountKey(`${vendor.url}/token`);
});
afterAll(() => {
  vendor.close();
  other.close();
});

/** Google Calendar and Arduino as the configuration names them, on a clock that stands; and how many wait for their turn. */
function opened(config: Config, account = iotAccountsOf(config)[0]) {
  const clock = new SimulatedClock(NOON);
  const waiting = new Map<string, () => number>();
  const measures = {
    called: () => undefined,
    queue: (name: string, length: () => number) => void waiting.set(name, length),
  };
  const calendar = openGoogleCalendar(config, key, googleTime(clock), measures);
  const things = openIotCloud(account, clock, measures);
  return { calendar, things, waiting: (queue: string) => waiting.get(queue)!() };
}

/** What Arduino is asked for a token, and for Things. */
async function toArduino(config: Config, account = iotAccountsOf(config)[0]) {
  await opened(config, account).things.read();
  const [token, things] = vendor.take();
  return { form: new URLSearchParams(token!.body), headers: things!.headers };
}

/** What Google is asked for a list. */
async function toGoogle(config: Config): Promise<URLSearchParams> {
  await opened(config).calendar.list({ calendarId: 'blue', timeZone: 'UTC' });
  return new URL(vendor.take().find(({ path }) => path.includes('/events?'))!.path, 'http://x').searchParams;
}

/** What a door says at noon of such a meeting, as the building words it. */
function door(config: Config, summary: string | undefined, isAllDay = false) {
  const [date, next] = [{ date: '2026-11-23' }, { date: '2026-11-24' }];
  const timed = event('one', '2026-11-23T11:00:00+01:00', '2026-11-23T13:00:00+01:00', {
    summary: summary ?? '',
    organizer: { displayName: 'Ada', email: 'ada@example.org' },
  });
  const later = event('two', '2026-11-23T15:00:00+01:00', '2026-11-23T16:00:00+01:00');
  const day = { ...timed, start: date, end: next };
  const events = summary === undefined ? [] : [isAllDay ? day : timed];
  const agenda = agendaOf(listing(NOON, ...events, ...(isAllDay ? [] : [later])), undefined);
  const now = Date.parse(NOON);
  const { wording } = buildingOptionsOf(config).rooms[0]!;
  return propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording: wording! })!;
}

/** How a door tells the second of December. */
function secondOfDecember(config: Config): string {
  const meeting = event('one', '2026-12-02T11:00:00+01:00', '2026-12-02T13:00:00+01:00');
  const agenda = agendaOf(listing(NOON, meeting), undefined);
  const now = Date.parse(NOON);
  const wording = room(config).wording!;
  const properties = propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording });
  return String(properties?.nextevtm).replace(/ \d\d:.*/, '');
}

const freeAllDay = (config: Config) => {
  const agenda = agendaOf(listing(NOON), undefined);
  const now = Date.parse(NOON);
  const { wording } = buildingOptionsOf(config);
  return propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording })?.curevmtg;
};

const building = (config: Config) => buildingOptionsOf(config);
const room = (config: Config) => buildingOptionsOf(config).rooms[0]!;
const api = (config: Config) => apiOptionsOf(config);

/** A key that is given so, where it is seen to act, and what is seen there then. */
interface Row {
  given: unknown;
  seen: (config: Config) => unknown;
  is: unknown;
}

const CONFIGURATION: Record<string, Row> = {
  iot_client_id: {
    given: 'another',
    seen: async (config) => [(await toArduino(config)).form.get('client_id'), api(config).clientId],
    is: ['another', 'another'],
  },
  iot_client_secret: {
    given: 'another',
    seen: async (config) => [(await toArduino(config)).form.get('client_secret'), api(config).clientSecret],
    is: ['another', 'another'],
  },
  on_remove: { given: 'clear', seen: (config) => clearsThings(config), is: true },
  iot_client_secret_previous: {
    given: 'before',
    seen: (config) => [api(config).previousSecret, building(config).webhooksOf('door').length],
    is: ['before', 2],
  },
  iot_organization_id: {
    given: 'space',
    seen: async (config) => {
      const { form, headers } = await toArduino(config);
      return [form.get('organization_id'), headers['x-organization']];
    },
    is: ['space', 'space'],
  },
  accounts: {
    given: [{ name: 'north', iot_client_id: 'key of north', iot_client_secret: 'hush' }],
    seen: (config) => iotAccountsOf(config).map(({ name, clientId }) => [name, clientId]),
    is: [
      [undefined, 'client'],
      ['north', 'key of north'],
    ],
  },
  gcal_watch_function_url: {
    given: 'https://other.example.org',
    seen: (config) => building(config).address,
    is: 'https://other.example.org/webhook',
  },
  rooms: {
    given: [{ room_name: 'red_room', gcal_calendar_id: 'red' }],
    seen: (config) => building(config).rooms.map(({ roomName }) => roomName),
    is: ['red_room'],
  },
  time_zone: { given: 'Asia/Tokyo', seen: (config) => room(config).timeZone, is: 'Asia/Tokyo' },
  refresh_mins: { given: 7, seen: (config) => building(config).refreshMs, is: 7 * 60 * 1_000 },
  sweep_mins: { given: 2.5, seen: (config) => building(config).sweepMs, is: 150_000 },
  poll_seconds: { given: 12, seen: (config) => building(config).pollMs, is: 12_000 },
  events_per_refresh: {
    given: 25,
    seen: async (config) => (await toGoogle(config)).get('maxResults'),
    is: '25',
  },
  gcal_requests_per_minute: {
    given: 2,
    seen(config) {
      const { calendar, waiting } = opened(config);
      const request = { calendarIds: ['blue'], from: 0, until: 1 };
      for (let asked = 0; asked < 5; asked++) calendar.freeBusy(request).catch(() => undefined);
      return waiting('calendar');
    },
    is: 3,
  },
  iot_requests_per_second: {
    given: 2,
    async seen(config) {
      const { things, waiting } = opened(config);
      const publish = () =>
        things.publish({
          thingId: 'one',
          priority: 0,
          choose: () => ({ propertyId: 'p', value: 1 }),
          signal: new AbortController().signal,
        });
      const [first, second] = Array.from({ length: 5 }, publish);
      await Promise.allSettled([first, second]);
      return waiting('iot');
    },
    is: 3,
  },
  instant_meeting_title: { given: 'Ad hoc', seen: (config) => api(config).meetingTitle, is: 'Ad hoc' },
  locale: { given: 'it-IT', seen: (config) => building(config).wording.months[0], is: 'gen' },
  texts: { given: { free_all_day: 'Frei' }, seen: freeAllDay, is: 'Frei' },
  max_text_length: { given: 6, seen: (config) => door(config, 'A long title').curevmtg, is: 'A lon…' },
  clients: {
    given: 'python',
    seen: (config) => [api(config).pythonRooms.size, secondOfDecember(config)],
    is: [1, 'Wed 02 Dec'],
  },
  organizer: { given: 'email', seen: (config) => door(config, 'One').curevorganizer, is: 'ada@example.org' },
  hour_cycle: { given: 'h12', seen: (config) => door(config, 'One').curevstart, is: '11:00 am' },
  check_in: {
    given: {},
    seen: (config) => room(config).checkIn,
    is: { withinMs: 10 * 60_000, releases: 'own' },
  },
  api_keys: {
    given: [{ name: 'door', sha256: 'ab'.repeat(32), rooms: 'all', may: ['read'] }],
    seen: (config) => api(config).apiKeys.map(({ name }) => name),
    is: ['door'],
  },
  cors_origins: {
    given: ['https://doors.example.org'],
    seen: (config) => api(config).corsOrigins,
    is: ['https://doors.example.org'],
  },
  gcal_subject: {
    given: 'rooms@example.org',
    async seen(config) {
      await opened(config).calendar.list({ calendarId: 'blue', timeZone: 'UTC' });
      const [token] = vendor.take();
      const [, claims = ''] = new URLSearchParams(token!.body).get('assertion')!.split('.');
      return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
    },
    is: 'rooms@example.org',
  },
  gcal_api_endpoint: {
    given: () => other.url,
    seen: async (config) => {
      await opened(config).calendar.list({ calendarId: 'blue', timeZone: 'UTC' });
      vendor.take();
      // More than once, for the clock stands and Google tells another time.
      return [...new Set(other.take().map(({ path }) => path.split('?')[0]))];
    },
    is: ['/calendar/v3/calendars/blue/events'],
  },
  iot_api_endpoint: {
    given: () => other.url,
    seen: async (config) => {
      await opened(config).things.read();
      vendor.take();
      return other.take().map(({ path }) => path.split('?')[0]);
    },
    is: ['/iot/v1/clients/token', '/iot/v2/things'],
  },
};

const ROOM: Record<string, Row> = {
  room_name: { given: 'red_room', seen: (config) => room(config).roomName, is: 'red_room' },
  gcal_calendar_id: { given: 'red', seen: (config) => room(config).calendarId, is: 'red' },
  thing_name: { given: 'door-17', seen: (config) => room(config).thingName, is: 'door-17' },
  account: {
    given: 'north',
    seen: (config) => [room(config).account, [...api(config).roomAccounts]],
    is: ['north', [['blue_room', 'north']]],
  },
  time_zone: { given: 'Asia/Tokyo', seen: (config) => room(config).timeZone, is: 'Asia/Tokyo' },
  may_end: { given: 'any', seen: (config) => room(config).mayEnd, is: 'any' },
  clients: {
    given: 'python',
    seen: (config) => [...api(config).pythonRooms, secondOfDecember(config)],
    is: ['blue_room', 'Wed 02 Dec'],
  },
  organizer: { given: 'email', seen: (config) => door(config, 'One').curevorganizer, is: 'ada@example.org' },
  group: { given: 'Floor 2', seen: (config) => [...api(config).groups], is: [['blue_room', 'Floor 2']] },
  check_in: {
    given: { within_mins: 5, releases: 'any' },
    seen: (config) => room(config).checkIn,
    is: { withinMs: 5 * 60_000, releases: 'any' },
  },
};

/** An account without an origin of its own, and a room that names it. */
const NORTH = { name: 'north', iot_client_id: 'key of north', iot_client_secret: 'hush' };

/** The client of the account that was listed. */
const north = (config: Config) => iotAccountsOf(config).find(({ name }) => name !== undefined)!;

const ACCOUNT: Record<string, Row> = {
  name: {
    given: 'south',
    seen: (config) => north(config).name,
    is: 'south',
  },
  iot_client_id: {
    given: 'another',
    seen: async (config) => [
      (await toArduino(config, north(config))).form.get('client_id'),
      api(config).otherAccounts.map(({ clientId }) => clientId),
    ],
    is: ['another', ['another']],
  },
  iot_client_secret: {
    given: 'another',
    seen: async (config) => [
      (await toArduino(config, north(config))).form.get('client_secret'),
      api(config).otherAccounts.map(({ clientSecret }) => clientSecret),
    ],
    is: ['another', ['another']],
  },
  iot_client_secret_previous: {
    given: 'before',
    seen: (config) => api(config).otherAccounts.map(({ previousSecret }) => previousSecret),
    is: ['before'],
  },
  iot_organization_id: {
    given: 'space',
    seen: async (config) => (await toArduino(config, north(config))).headers['x-organization'],
    is: 'space',
  },
  iot_requests_per_second: {
    given: 2,
    seen: (config) => [north(config).requestsPerSecond, building(config).lookMs(north(config).name)],
    is: [2, 2_000],
  },
  iot_api_endpoint: {
    given: () => other.url,
    async seen(config) {
      const { things } = opened(config, north(config));
      await things.read();
      vendor.take();
      return other.take().map(({ path }) => path.split('?')[0]);
    },
    is: ['/iot/v1/clients/token', '/iot/v2/things'],
  },
};

const TEXTS: Record<string, Row> = {
  months: {
    given: Array(12).fill('m'),
    seen: (config) => building(config).wording.months.join(''),
    is: 'mmmmmmmmmmmm',
  },
  weekdays: {
    given: Array(7).fill('w'),
    seen: (config) => building(config).wording.weekdays.join(''),
    is: 'wwwwwww',
  },
  free_until: {
    given: 'Frei bis {time}',
    seen: (config) => door(config, undefined).curevmtg,
    is: 'Frei bis 15:00',
  },
  free_all_day: { given: 'Frei', seen: freeAllDay, is: 'Frei' },
  private_meeting: { given: 'Privat', seen: (config) => door(config, '').curevmtg, is: 'Privat' },
  all_day: { given: 'Ganztags', seen: (config) => door(config, 'One', true).curevtm, is: 'Ganztags' },
  page: {
    given: { free: 'Frei' },
    seen: (config) => room(config).wording?.page?.free,
    is: 'Frei',
  },
  busy_until: {
    given: 'Besetzt bis {time}',
    seen: (config) =>
      busyUntilText(Date.parse(NOON), {
        now: Date.parse(NOON),
        zone: 'Europe/Rome',
        wording: room(config).wording!,
      }),
    is: 'Besetzt bis 12:00',
  },
  free_only: {
    given: 'Nur {mins} min frei',
    seen: (config) => freeOnlyText(25, room(config).wording!),
    is: 'Nur 25 min frei',
  },
};

const CHECK_IN: Record<string, Row> = {
  within_mins: { given: 25, seen: (config) => room(config).checkIn?.withinMs, is: 25 * 60_000 },
  releases: { given: 'any', seen: (config) => room(config).checkIn?.releases, is: 'any' },
};

/** The example with its vendors here, and with more of it. */
function example(more: object = {}, ofRoom: object = {}): Config {
  const [blue] = EXAMPLE.rooms;
  const here = { gcal_api_endpoint: vendor.url, iot_api_endpoint: vendor.url };
  return parseConfig(
    JSON.stringify({ ...EXAMPLE, ...here, rooms: [{ ...blue, ...ofRoom }], ...more }),
    PLACE,
  );
}

const givenIn = ({ given }: Row) => (typeof given === 'function' ? given() : given);

async function acts({ seen, is }: Row, config: Config, otherwise = example()) {
  expect(await seen(otherwise)).not.toEqual(is);
  expect(await seen(config)).toEqual(is);
}

describe('what docs/configuration.md documents', () => {
  it('has a row here, where it is seen to act', () => {
    const { configuration, room: ofRoom, account, texts, checkIn } = DOCUMENTED;
    expect(Object.keys(CONFIGURATION).toSorted()).toEqual(configuration.toSorted());
    expect(Object.keys(ROOM).toSorted()).toEqual(ofRoom.toSorted());
    expect(Object.keys(ACCOUNT).toSorted()).toEqual(account.toSorted());
    expect(Object.keys(TEXTS).toSorted()).toEqual(texts.toSorted());
    expect(Object.keys(CHECK_IN).toSorted()).toEqual(checkIn.toSorted());
  });

  it.each(Object.entries(CONFIGURATION))('acts: %s', async (name, row) => {
    await acts(row, example({ [name]: givenIn(row) }));
  });

  it.each(Object.entries(ROOM))('acts: %s of a room', async (name, row) => {
    const accounts = name === 'account' ? { accounts: [NORTH] } : {};
    await acts(row, example(accounts, { [name]: givenIn(row) }));
  });

  it.each(Object.entries(ACCOUNT))('acts: %s of an account', async (name, row) => {
    const config = example({ accounts: [{ ...NORTH, [name]: givenIn(row) }] });
    await acts(row, config, example({ accounts: [NORTH] }));
  });

  it.each(Object.entries(TEXTS))('acts: %s of texts', async (name, row) => {
    await acts(row, example({ texts: { [name]: givenIn(row) } }));
  });

  it.each(Object.entries(CHECK_IN))('acts: %s of check_in', async (name, row) => {
    await acts(row, example({ check_in: { [name]: givenIn(row) } }));
  });
});

describe('a room', () => {
  it('is what its own keys say before what the configuration says of all', () => {
    const config = example({ time_zone: 'Asia/Tokyo' }, { time_zone: 'Europe/Rome' });
    expect(room(config).timeZone).toBe('Europe/Rome');
  });

  it('may do without check-ins that the others ask for', () => {
    const config = example({ check_in: {} }, { check_in: false });
    expect(room(config).checkIn).toBeUndefined();
  });

  it('has a Thing of its own name, and only its own meetings may be ended, where nothing is said', () => {
    expect(room(example())).toMatchObject({ thingName: 'blue_room', mayEnd: 'own', timeZone: undefined });
  });
});

describe('organizers', () => {
  it('are told as the room says, before what the configuration says of all', () => {
    const config = example({ organizer: 'email' }, { organizer: 'name' });
    expect(door(config, 'One').curevorganizer).toBe('Ada');
    expect(door(example(), 'One').curevorganizer).toBe('Ada');
  });

  it('share one wording, however many rooms there are', () => {
    const rooms = ['a', 'b', 'c'].map((name) => ({
      room_name: name,
      gcal_calendar_id: name,
      organizer: 'email',
    }));
    const [one, ...others] = building(example({ rooms })).rooms.map(({ wording }) => wording);
    for (const other of others) expect(other).toBe(one);
  });
});

describe('where Google pushes', () => {
  it.each([
    ['https://roomcal.example.org', 'https://roomcal.example.org/webhook'],
    ['https://roomcal.example.org/', 'https://roomcal.example.org/webhook'],
    ['https://roomcal.example.org/webhook', 'https://roomcal.example.org/webhook'],
    ['https://roomcal.example.org/webhook/', 'https://roomcal.example.org/webhook'],
    ['https://roomcal.example.org/behind/proxy', 'https://roomcal.example.org/behind/proxy/webhook'],
    ['', undefined],
  ])('is, of %j, %j', (gcal_watch_function_url, address) => {
    expect(building(example({ gcal_watch_function_url })).address).toBe(address);
  });
});
