import { type Static, Type } from '@sinclair/typebox';
import { PAGE_WORDS } from '../agenda/page-words.ts';

/** What a Thing may be called, by the OpenAPI description of Arduino's API. */
export const THING_NAME = '^[a-zA-Z0-9_. -]{1,64}$';
export const THING_NAME_RULE = '1 to 64 of the letters a to z and A to Z, digits, blanks, and . _ -';

const Clients = (otherwise: string) =>
  Type.Literal('python', {
    description: `"python": at the door are boards of the Python service, and are answered as it does; ${otherwise}`,
    hint: 'needs "python", or leave it out',
  });

const Organizer = (otherwise: string) =>
  Type.Union([Type.Literal('name'), Type.Literal('email')], {
    description: `by what organizers are told: \`name\`, or the address where there is none, or \`email\`; ${otherwise}`,
    hint: 'needs "name" or "email"',
  });
const RELEASES_RULE = 'needs "own" or "any"';

export const CheckInSchema = Type.Object(
  {
    within_mins: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 120,
        default: 10,
        description: 'how long the door asks before the room is released',
        hint: 'needs whole minutes, from 1 to 120',
      }),
    ),
    releases: Type.Optional(
      Type.Union([Type.Literal('own'), Type.Literal('any')], {
        default: 'own',
        description:
          'from which meetings: `own`, on its own calendar, or `any`, also those it was invited to',
        hint: RELEASES_RULE,
      }),
    ),
  },
  { additionalProperties: false },
);

const CheckIn = Type.Unsafe<Static<typeof CheckInSchema>>({
  ...CheckInSchema,
  description:
    'the doors ask who has come, and rooms to which nobody comes are released; default: they do not',
});

/** One room may do without. */
const CheckInOfRoom = Type.Union([Type.Literal(false), CheckInSchema], {
  description: "of this room, or `false`; default: the configuration's",
  hint: 'needs false, or what docs/configuration.md has',
});

export const RoomSchema = Type.Object(
  {
    room_name: Type.String({
      pattern: '^[^/]{1,100}$',
      hint: 'needs 1 to 100 characters without a slash',
      description: 'what displays and REST clients call the room',
    }),
    gcal_calendar_id: Type.String({ minLength: 1, description: "the room's calendar" }),
    thing_name: Type.Optional(
      Type.String({
        pattern: THING_NAME,
        hint: `a Thing's name has ${THING_NAME_RULE}`,
        description: 'the Arduino Thing at the door; default: `room_name`',
      }),
    ),
    time_zone: Type.Optional(Type.String({ description: "IANA zone; default: the configuration's" })),
    may_end: Type.Optional(
      Type.Union([Type.Literal('own'), Type.Literal('any')], {
        default: 'own',
        description: 'which meetings can be extended and ended: `own`, those that roomcal made, or `any`',
        hint: 'needs "own" or "any"',
      }),
    ),
    clients: Type.Optional(Clients("default: the configuration's")),
    organizer: Type.Optional(Organizer("default: the configuration's")),
    group: Type.Optional(
      Type.String({ minLength: 1, description: 'under which the lobby shows the room, such as `Floor 2`' }),
    ),
    check_in: Type.Optional(CheckInOfRoom),
  },
  { additionalProperties: false },
);

const name = Type.String({ minLength: 1 });
const withTime = Type.String({ pattern: '\\{time\\}', hint: 'needs {time}, where the time goes' });

const Texts = Type.Object(
  {
    months: Type.Optional(
      Type.Array(name, { minItems: 12, maxItems: 12, hint: 'needs twelve names, January first' }),
    ),
    weekdays: Type.Optional(
      Type.Array(name, { minItems: 7, maxItems: 7, hint: 'needs seven names, Monday first' }),
    ),
    free_until: Type.Optional(withTime),
    free_all_day: Type.Optional(name),
    private_meeting: Type.Optional(name),
    all_day: Type.Optional(name),
    page: Type.Optional(
      Type.Object(Object.fromEntries(Object.keys(PAGE_WORDS).map((word) => [word, Type.Optional(name)])), {
        additionalProperties: false,
      }),
    ),
    busy_until: Type.Optional(withTime),
    free_only: Type.Optional(
      Type.String({ pattern: '\\{mins\\}', hint: 'needs {mins}, where the minutes go' }),
    ),
  },
  { additionalProperties: false },
);

const HASH_RULE = 'needs the SHA-256 of a key as 64 hexadecimal digits: `roomcal key new` makes both';

const RIGHTS_RULE = 'needs one or several of "read", "book" and "operate", in brackets';
const Right = Type.Union([Type.Literal('read'), Type.Literal('book'), Type.Literal('operate')], {
  hint: RIGHTS_RULE,
});

export const ApiKeySchema = Type.Object(
  {
    name: Type.String({
      pattern: '^\\P{C}{1,100}$',
      hint: 'needs 1 to 100 characters',
      description: 'what the log and the events in the calendar call whoever has it',
    }),
    sha256: Type.String({
      pattern: '^[0-9a-fA-F]{64}$',
      hint: HASH_RULE,
      description: "the key's hash, from `roomcal key new`",
    }),
    rooms: Type.Union([Type.Literal('all'), Type.Array(Type.String(), { minItems: 1 })], {
      description: 'the rooms that it reaches, or `all`',
      hint: 'needs "all", or the room_name of each room in brackets',
    }),
    may: Type.Array(Right, {
      minItems: 1,
      description: '`read`, `book`, which holds it, or `operate`, which holds both',
      hint: RIGHTS_RULE,
    }),
  },
  { additionalProperties: false },
);

/** The configuration as it is written: its keys are a contract, and docs/configuration.md is tested against them. */
export const ConfigSchema = Type.Object(
  {
    $schema: Type.Optional(
      Type.String({
        description: 'where an editor finds the shape of this file: what `roomcal schema` prints',
      }),
    ),
    iot_client_id: Type.String({ minLength: 1, description: 'API key of the Arduino account' }),
    iot_client_secret: Type.String({
      minLength: 1,
      description: 'its secret, which also opens the meetings API',
    }),
    iot_client_secret_previous: Type.Optional(
      Type.String({
        description: 'the secret before it, while it is changed: opens what the new one does; default: none',
      }),
    ),
    iot_organization_id: Type.Optional(Type.String({ description: 'the Arduino space, where there is one' })),
    gcal_watch_function_url: Type.Optional(
      Type.String({ description: 'where Google reaches this service; without it nothing is pushed' }),
    ),
    gcal_subject: Type.Optional(
      Type.String({
        pattern: '^[^@\\s]+@[^@\\s]+$',
        hint: 'needs the address of a user, such as rooms@example.org',
        description:
          'the user for whom the service account acts, by domain-wide delegation; default: it acts for itself',
      }),
    ),
    rooms: Type.Array(RoomSchema, { minItems: 1, description: 'the rooms', hint: 'empty; add a room' }),
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
    gcal_requests_per_minute: Type.Optional(
      Type.Integer({ minimum: 1, default: 300, description: 'lists, sweeps and channels of all rooms' }),
    ),
    iot_requests_per_second: Type.Optional(
      Type.Integer({ minimum: 1, default: 10, description: "the Arduino plan's limit" }),
    ),
    clients: Type.Optional(Clients('of all rooms')),
    organizer: Type.Optional(Organizer('default: `name`')),
    check_in: Type.Optional(CheckIn),
    instant_meeting_title: Type.Optional(
      Type.String({ minLength: 1, default: 'Meeting', description: 'title of a booking without one' }),
    ),
    locale: Type.Optional(
      Type.String({ minLength: 1, default: 'en-GB', description: 'names the months and days at the doors' }),
    ),
    hour_cycle: Type.Optional(
      Type.Union([Type.Literal('h23'), Type.Literal('h12')], {
        default: 'h23',
        description: 'how the doors count hours: `h23`, 15:00, or `h12`, 3:00 pm',
        hint: 'needs "h23" or "h12"',
      }),
    ),
    texts: Type.Optional(Texts),
    max_text_length: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'the most characters of a text at a door; default: 64, in 220 bytes at most',
      }),
    ),
    on_remove: Type.Optional(
      Type.Union([Type.Literal('keep'), Type.Literal('clear')], {
        default: 'keep',
        description:
          'what the Thing of a room shows that is taken out of `rooms`: `keep`, what it shows, or `clear`, nothing',
        hint: 'needs "keep" or "clear"',
      }),
    ),
    api_keys: Type.Optional(
      Type.Array(ApiKeySchema, { description: 'keys for doors, pages and scrapers; default: none' }),
    ),
    cors_origins: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^https?://[^/]+$',
          hint: 'needs an origin, such as https://doors.example.org',
        }),
        { description: "origins of pages that may call the API from a browser; default: none's" },
      ),
    ),
    gcal_api_endpoint: Type.Optional(Type.String({ description: "an origin in place of Google Calendar's" })),
    iot_api_endpoint: Type.Optional(Type.String({ description: "an origin in place of Arduino's" })),
  },
  { additionalProperties: false },
);
