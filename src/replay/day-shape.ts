import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { type CheckInRule, checkInRuleOf } from '../agenda/check-in.ts';
import { ACTION, ACTION_RESULT } from '../agenda/press.ts';
import { DOOR_VARIABLES, VARIABLES } from '../agenda/properties.ts';
import { type Shard, WHOLE } from '../sharding/shard.ts';
import { NUMBERS } from '../stand-ins/iot-cloud.ts';
import { Event, Name, Zone } from './day-event-shape.ts';

const strict = { additionalProperties: false };
const may = Type.Optional;

const Instant = Type.String({
  format: 'date-time',
  pattern: '[0-5]\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
  hint: 'needs an instant with its offset, such as 2026-11-23T10:00:00+01:00',
});

const said = (what: string) => ({ hint: `needs ${what}; docs/replay.md says what each means` });
const words = <T extends string>(...names: T[]) => names.map((name) => Type.Literal(name));
const Status = Type.Integer({ minimum: 400, maximum: 599 });
const CALL_MISHAPS = ['drop', 'hang', 'unanswered', 'late', 'slow'] as const;

const Mishap = {
  calendar: Type.Union(
    [Status, ...words(...CALL_MISHAPS, 'lag')],
    said('a status from 400 to 599, or "drop", "hang", "unanswered", "late", "slow" or "lag"'),
  ),
  iot: Type.Union(
    [Status, ...words(...CALL_MISHAPS, 'lose', 'duplicate')],
    said('a status from 400 to 599, or "drop", "hang", "unanswered", "late", "slow", "lose" or "duplicate"'),
  ),
  storage: Type.Union(
    [Status, ...words(...CALL_MISHAPS)],
    said('a status from 400 to 599, or "drop", "hang", "unanswered", "late" or "slow"'),
  ),
  push: Type.Union(
    [Status, ...words('drop', 'duplicate', 'reorder', 'late')],
    said('a status from 400 to 599, or "drop", "duplicate", "reorder" or "late"'),
  ),
  pubsub: Type.Union(
    [
      Type.Integer({ minimum: 1, maximum: 16 }),
      ...words('drop', 'hang', 'unanswered', 'slow', 'duplicate', 'reorder', 'late', 'away', 'deaf'),
    ],
    said(
      'a gRPC code from 1 to 16, or "drop", "hang", "unanswered", "slow", "duplicate", "reorder", "late", "away" or "deaf"',
    ),
  ),
};

const aSpan = (unit: string) => Type.Number({ exclusiveMinimum: 0, hint: `needs a number of ${unit}` });

const Fault = Type.Object(
  {
    calendar: may(Mishap.calendar),
    iot: may(Mishap.iot),
    push: may(Mishap.push),
    pubsub: may(Mishap.pubsub),
    storage: may(Mishap.storage),
    for_mins: may(aSpan('minutes')),
    for_ms: may(aSpan('ms')),
    rate: may(Type.Number({ exclusiveMinimum: 0, maximum: 1, hint: 'needs a share, above 0 and up to 1' })),
    call: may(Name),
    room_name: may(Name),
    account: may(Name),
    process: may(Name),
    delay_ms: may(Type.Integer({ minimum: 0, maximum: 3_600_000 })),
    after_effect: may(Type.Boolean()),
    reason: may(Name),
  },
  strict,
);

const Minutes = Type.Integer({ minimum: 1, maximum: 480 });

const Booking = Type.Object(
  { duration_mins: may(Minutes), title: may(Name), id: may(Name), key: may(Name), process: may(Name) },
  strict,
);

/** A meeting: the how-manieth booking of the day made it, or which event it is. */
const meeting = { booking: may(Type.Integer({ minimum: 1 })), event: may(Name) };

/** A process, of a shard where it has not every room. */
const Start = Type.Object(
  {
    process: Name,
    shard: may(Type.Integer({ minimum: 0 })),
    shards: may(
      Type.Union(
        [1, 2, 4, 8, 16].map((count) => Type.Literal(count)),
        { hint: 'needs 1, 2, 4, 8 or 16' },
      ),
    ),
  },
  strict,
);

/** What a board may write into its Thing: of each variable only what is of its type. */
const Written = Type.Unsafe<Record<string, string | number>>(
  Type.Partial(
    Type.Object(
      Object.fromEntries(
        [...VARIABLES, ACTION, ACTION_RESULT].map((name) => [
          name,
          NUMBERS.has(name) ? Type.Integer() : Type.String(),
        ]),
      ),
    ),
    strict,
  ),
);

const Change = Type.Object(
  {
    at: Instant,
    room_name: may(Name),
    insert: may(Event),
    update: may(Event),
    delete: may(Name),
    book: may(Booking),
    extend: may(
      Type.Object({ ...meeting, extend_mins: Minutes, key: may(Name), process: may(Name) }, strict),
    ),
    end: may(Type.Object({ ...meeting, process: may(Name) }, strict)),
    check_in: may(Name),
    board: may(Type.Object({ set: Written }, strict)),
    press: may(Type.String({ minLength: 1, maxLength: 1_024 })),
    channel_lost: may(Type.Literal(true)),
    fault: may(Fault),
    start: may(Start),
    stop: may(
      Type.Object(
        {
          process: Name,
          signal: Type.Union(words('SIGTERM', 'SIGKILL'), { hint: 'needs SIGTERM or SIGKILL' }),
        },
        strict,
      ),
    ),
    clock: may(Type.Object({ process: Name, jump_ms: Type.Integer() }, strict)),
    sleep: may(Type.Object({ process: Name, for_mins: aSpan('minutes') }, strict)),
  },
  strict,
);

const named = <K extends string, T extends TSchema>(names: readonly K[], schema: T) =>
  Type.Partial(Type.Object(Object.fromEntries(names.map((name) => [name, schema])) as Record<K, T>), strict);

const oneOf = <T extends string>(...words: T[]) =>
  Type.Union(
    words.map((word) => Type.Literal(word)),
    { hint: `needs one of ${words.join(', ')}` },
  );

const CALLS = ['calendar.list', 'calendar.insert', 'calendar.delete', 'iot.publish'] as const;

const Expectation = Type.Object(
  {
    at: Instant,
    room_name: Name,
    because: may(oneOf('start', 'boundary', 'changed', 'refresh', 'booked', 'retry')),
    state: may(
      Type.Object(
        {
          occupancy: may(oneOf('unknown', 'free', 'busy')),
          sync: may(oneOf('refreshing', 'current', 'stale')),
          booking: may(oneOf('open', 'inserting', 'verifying', 'withdrawing', 'owing')),
        },
        strict,
      ),
    ),
    set: may(
      named(
        [...VARIABLES, ACTION, ACTION_RESULT],
        Type.Union([Type.String(), Type.Number()], { hint: 'needs a text or a number' }),
      ),
    ),
    calls: may(named(CALLS, Type.Integer({ minimum: 0 }))),
  },
  strict,
);

const Variable = Type.Union(
  VARIABLES.slice(DOOR_VARIABLES.length).map((name) => Type.Literal(name)),
  { hint: 'needs one of the optional variables; docs/firmware.md has them' },
);

/** As the configuration has it. */
const CheckIn = Type.Object({ within_mins: may(Minutes), releases: may(oneOf('own', 'any')) }, strict);

const Room = Type.Object(
  {
    room_name: Name,
    account: may(Name),
    time_zone: may(Zone),
    check_in: may(CheckIn),
    events: Type.Array(Event),
    variables: may(Type.Array(Variable)),
  },
  strict,
);

const count = Type.Integer({ minimum: 1 });

/** What comes again and again: of a shorter one a replay would see no end. */
const aPeriod = (unit: string, minimum: number) =>
  Type.Number({ minimum, hint: `needs a number of ${unit}, a second at least` });

/** What the configuration may say otherwise; without the limits nothing is held back. */
const Config = Type.Object(
  {
    refresh_mins: may(aPeriod('minutes', 1 / 60)),
    sweep_mins: may(aPeriod('minutes', 1 / 60)),
    poll_seconds: may(aPeriod('seconds', 1)),
    events_per_refresh: may(count),
    iot_requests_per_second: may(count),
    gcal_requests_per_minute: may(count),
    calendar_latency_ms: may(Type.Integer({ minimum: 0, maximum: 5_000 })),
    keeps_subscription: may(Type.Boolean()),
    thing_webhooks: may(Type.Boolean()),
    check_in: may(CheckIn),
  },
  strict,
);

/** A day as it is written; see docs/replay.md. */
export const DayShape = Type.Object(
  {
    title: may(Type.String()),
    seed: may(Type.Integer()),
    config: may(Config),
    time_zone: Zone,
    from: Instant,
    to: Instant,
    rooms: Type.Array(Room, { minItems: 1, hint: 'needs a room' }),
    changes: may(Type.Array(Change)),
    expect: may(Type.Array(Expectation)),
  },
  strict,
);

export type Day = Static<typeof DayShape>;
export type Change = Static<typeof Change>;
export type Fault = Static<typeof Fault>;
export type Config = Static<typeof Config>;
export type Expectation = Static<typeof Expectation>;

/** The part of the rooms that a process has once it is started so. */
export function shardOf({
  shard = 0,
  shards = 1,
}: Pick<NonNullable<Change['start']>, 'shard' | 'shards'>): Shard {
  return shards === 1 ? WHOLE : { shard, shards };
}

/** What the door of a room asks for; undefined: nothing. */
export function checkInOf(roomName: string, { rooms, config }: Day): CheckInRule | undefined {
  return checkInRuleOf(rooms.find(({ room_name }) => room_name === roomName)?.check_in ?? config?.check_in);
}

/** The Arduino account of a room's Thing; undefined: that of all rooms which name none. */
export function accountIn({ rooms }: Day, roomName: string): string | undefined {
  return rooms.find(({ room_name }) => room_name === roomName)?.account;
}

/** Whether a day may have more than one process. */
export function hasProcesses({ changes = [] }: Day): boolean {
  return changes.some(({ start }) => start !== undefined);
}
