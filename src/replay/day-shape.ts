import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { VARIABLES } from '../agenda/properties.ts';
import { GoogleEventShape } from '../io/google-event.ts';

const strict = { additionalProperties: false };
const may = Type.Optional;

const Instant = Type.String({
  format: 'date-time',
  pattern: '[0-5]\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
  hint: 'needs an instant with its offset, such as 2026-11-23T10:00:00+01:00',
});
const Zone = Type.String({ format: 'time-zone', hint: 'needs an IANA time zone, such as Europe/Rome' });
const Name = Type.String({ minLength: 1 });

const Time = Type.Object(
  {
    date: may(Type.String({ format: 'date', hint: 'needs a date, such as 2026-11-23' })),
    dateTime: may(
      Type.String({
        format: 'iso-date-time',
        pattern: ':[0-5]\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)?$',
        hint: 'needs a time, such as 2026-11-23T10:00:00+01:00',
      }),
    ),
    timeZone: may(Zone),
  },
  { minProperties: 1, hint: 'needs a date or a dateTime' },
);

const Event = Type.Composite([
  Type.Omit(GoogleEventShape, ['id', 'start', 'end']),
  Type.Object({ id: Name, start: may(Time), end: may(Time) }),
]);

const Status = Type.Union([Type.Integer({ minimum: 400, maximum: 599 }), Type.Literal('drop')], {
  hint: 'needs a status from 400 to 599, or "drop"',
});

const Fault = Type.Object(
  {
    calendar: may(Status),
    iot: may(Status),
    push: may(Status),
    for_mins: Type.Number({ exclusiveMinimum: 0, hint: 'needs a number of minutes' }),
  },
  strict,
);

const Booking = Type.Object(
  { duration_mins: may(Type.Integer({ minimum: 1, maximum: 480 })), title: may(Name) },
  strict,
);

const Change = Type.Object(
  {
    at: Instant,
    room_name: may(Name),
    insert: may(Event),
    update: may(Event),
    delete: may(Name),
    book: may(Booking),
    fault: may(Fault),
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
      named(VARIABLES, Type.Union([Type.String(), Type.Number()], { hint: 'needs a text or a number' })),
    ),
    calls: may(named(CALLS, Type.Integer({ minimum: 0 }))),
  },
  strict,
);

const Room = Type.Object({ room_name: Name, time_zone: may(Zone), events: Type.Array(Event) }, strict);

/** A day as it is written; see docs/replay.md. */
export const DayShape = Type.Object(
  {
    title: may(Type.String()),
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
export type Expectation = Static<typeof Expectation>;

/** The zone in which a room tells the time. */
export function zoneOf(roomName: string, { rooms, time_zone }: Day): string {
  return rooms.find(({ room_name }) => room_name === roomName)?.time_zone ?? time_zone;
}
