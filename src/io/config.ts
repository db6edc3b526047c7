import { type Static, Type } from '@sinclair/typebox';
import { closest } from 'fastest-levenshtein';
import { isTimeZone } from '../agenda/local-time.ts';
import { ConfigError } from './config-error.ts';
import { parseJson } from './json.ts';
import { type Departure, shape } from './shape.ts';

const Room = Type.Object(
  {
    room_name: Type.String({
      pattern: '^[^/]{1,100}$',
      description: 'what displays and REST clients call the room',
    }),
    gcal_calendar_id: Type.String({ minLength: 1, description: "the room's calendar" }),
    thing_name: Type.Optional(
      Type.String({ minLength: 1, description: 'the Arduino Thing at the door; default: `room_name`' }),
    ),
    time_zone: Type.Optional(Type.String({ description: "IANA zone; default: the configuration's" })),
  },
  { additionalProperties: false },
);

/** The configuration as it is written: its keys are a contract, and docs/configuration.md is tested against them. */
export const ConfigShape = Type.Object(
  {
    iot_client_id: Type.String({ minLength: 1, description: 'API key of the Arduino account' }),
    iot_client_secret: Type.String({
      minLength: 1,
      description: 'its secret, which also opens the meetings API',
    }),
    iot_organization_id: Type.Optional(Type.String({ description: 'the Arduino space, where there is one' })),
    gcal_watch_function_url: Type.Optional(
      Type.String({ description: 'where Google reaches this service; without it nothing is pushed' }),
    ),
    rooms: Type.Array(Room, { minItems: 1, description: 'the rooms' }),
    time_zone: Type.Optional(
      Type.String({ description: "IANA zone of all rooms; default: each calendar's own" }),
    ),
    refresh_mins: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 60, description: 'a list of each room' }),
    ),
    sweep_mins: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 5, description: 'a sweep of rooms with a live channel' }),
    ),
    poll_seconds: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 30, description: 'a sweep of rooms without' }),
    ),
    events_per_refresh: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2500, default: 10, description: 'events on a page of a list' }),
    ),
    iot_requests_per_second: Type.Optional(
      Type.Integer({ minimum: 1, default: 10, description: "the Arduino plan's limit" }),
    ),
    instant_meeting_title: Type.Optional(
      Type.String({ minLength: 1, default: 'Meeting', description: 'title of a booking without one' }),
    ),
    gcal_api_endpoint: Type.Optional(Type.String({ description: "an origin in place of Google Calendar's" })),
    iot_api_endpoint: Type.Optional(Type.String({ description: "an origin in place of Arduino's" })),
  },
  { additionalProperties: false },
);

type Written = Static<typeof ConfigShape>;
type WithDefault =
  | 'refresh_mins'
  | 'sweep_mins'
  | 'poll_seconds'
  | 'events_per_refresh'
  | 'iot_requests_per_second'
  | 'instant_meeting_title';

/** The configuration with its defaults. Times are in the unit that the name says. */
export type Config = Written & Required<Pick<Written, WithDefault>>;

const departures = shape(ConfigShape);

/** Reads a configuration's text; `place` is where it lies. Throws a `ConfigError` with a line for each mistake. */
export function parseConfig(text: string, place: string): Config {
  const written = withoutEmpty(parseJson(text, place));
  const mistakes = explain(departures(written));
  if (mistakes.length === 0) mistakes.push(...contradictions(written as Written));
  if (mistakes.length > 0)
    throw new ConfigError(mistakes.map((mistake) => `${place}: ${mistake}`).join('\n'));
  const defaults = Object.entries(ConfigShape.properties).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  return { ...Object.fromEntries(defaults), ...(written as Written) };
}

/** An optional text that is empty counts as not given. */
function withoutEmpty(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  const { rooms, ...rest } = written as Record<string, unknown>;
  const given = drop(rest, ConfigShape.required);
  if (rooms === undefined) return given;
  if (!Array.isArray(rooms)) return { ...given, rooms };
  return {
    ...given,
    rooms: rooms.map((room) => (room instanceof Object ? drop(room, Room.required) : room)),
  };
}

function drop(value: object, required: readonly string[] = []): object {
  return Object.fromEntries(
    Object.entries(value).filter(([key, text]) => text !== '' || required.includes(key)),
  );
}

/** What the schema found, in the words of whoever wrote the configuration. */
function explain(found: Departure[]): string[] {
  const unknown = found.filter(({ keyword }) => keyword === 'additionalProperties');
  const suggested = unknown.map((one) => `${one.instancePath}/${nearestKey(one)}`);
  return found
    .filter(({ instancePath, params }) => !suggested.includes(`${instancePath}/${params.missingProperty}`))
    .map(explainOne);
}

function explainOne(departure: Departure): string {
  const { keyword, instancePath, params, message } = departure;
  const at = pathOf(instancePath);
  const inside = at && `${at}.`;
  switch (keyword) {
    case 'additionalProperties':
      return `${inside}${params.additionalProperty}: unknown key; did you mean ${nearestKey(departure)}?`;
    case 'required':
      return `${inside}${params.missingProperty}: missing; add it`;
    case 'minLength':
      return `${at}: empty; fill it in`;
    case 'minItems':
      return `${at}: empty; add a room`;
    case 'pattern':
      return `${at}: needs 1 to 100 characters without a slash`;
    default:
      return `${at || 'the configuration'}: ${message}; docs/configuration.md says what belongs here`;
  }
}

function nearestKey({ params, parentSchema }: Departure): string {
  return closest(String(params.additionalProperty), Object.keys((parentSchema?.properties ?? {}) as object));
}

/** What a schema can't say: names used twice, zones and addresses that don't exist. */
function contradictions({ rooms, time_zone, ...rest }: Written): string[] {
  const zones = [{ at: 'time_zone', zone: time_zone }].concat(
    rooms.map((room, index) => ({ at: `rooms[${index}].time_zone`, zone: room.time_zone })),
  );
  const names = rooms.map(({ room_name }) => room_name);
  // A room that stands there twice shares its Thing with itself: one line is enough.
  const things = rooms.map(({ room_name, thing_name }, index) =>
    names.indexOf(room_name) === index ? (thing_name ?? room_name) : thing_name,
  );
  return [
    ...usedTwice('room_name', names),
    ...usedTwice(
      'gcal_calendar_id',
      rooms.map(({ gcal_calendar_id }) => gcal_calendar_id),
    ),
    ...usedTwice('thing_name', things),
    ...zones
      .filter(({ zone }) => zone !== undefined && !isTimeZone(zone))
      .map(({ at, zone }) => `${at}: there is no time zone ${zone}; ${nearestZone(zone!)}`),
    ...(['gcal_watch_function_url', 'gcal_api_endpoint', 'iot_api_endpoint'] as const)
      .filter((key) => rest[key] !== undefined && !isWebAddress(rest[key]))
      .map((key) => `${key}: not a web address: ${rest[key]}; write it with https:// in front`),
    ...[rest.gcal_watch_function_url ?? '']
      .filter((url) => isWebAddress(url) && !isPushedTo(url))
      .map(
        (url) => `gcal_watch_function_url: Google pushes to https only: ${url}; put a certificate before it`,
      ),
  ];
}

/** Google's rule; plain http is for a sandbox on this machine. */
function isPushedTo(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function usedTwice(key: string, values: (string | undefined)[]): string[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return first === index || value === undefined
      ? []
      : [`rooms[${index}].${key}: ${value} is used by rooms[${first}] already; each room needs its own`];
  });
}

function nearestZone(zone: string): string {
  return `did you mean ${closest(zone, Intl.supportedValuesOf('timeZone'))}?`;
}

/** `/rooms/1/thing_name` as a person writes it: `rooms[1].thing_name`. */
function pathOf(pointer: string): string {
  return pointer
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}
