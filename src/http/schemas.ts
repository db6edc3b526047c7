import { STATUS_CODES } from 'node:http';
import { type TObject, type TProperties, type TSchema, Type } from '@fastify/type-provider-typebox';
import { DOOR_VARIABLES } from '../agenda/properties.ts';
import { ERRORS, type ErrorCode } from './errors.ts';

const strict = { additionalProperties: false };

/** What every call on a room has. */
const Client = Type.Optional(
  Type.String({ description: '`iot_client_id`; not needed with HTTP Basic, which has it already' }),
);
const RoomName = Type.String({
  description: "the room's `room_name` in the configuration",
  examples: ['black_room'],
});

/** The parameters of a call on a room, and further ones. */
export function roomCall<T extends TProperties>(more: T) {
  return Type.Object({ client_id: Client, room_name: RoomName, ...more }, strict);
}

/** The same in a query, where others may put parameters of their own. */
export const RoomQuery = Type.Object({ client_id: Client, room_name: RoomName });
export const ClientQuery = Type.Object({ client_id: Client });
export const RoomParams = Type.Object({ room_name: RoomName });

const Instant = (description: string) =>
  Type.String({ description: `${description}, ISO 8601 with the offset of the room's zone` });

export const MeetingParams = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 1_024,
    // An address of Google's must not end in what leads out of it.
    pattern: '^(?!\\.{1,2}$)',
    description: "the meeting's `id`",
    examples: ['$id'],
  }),
});

/** For `DELETE`, whose parameters may be in the query or in the body. */
export const MaybeRoomQuery = Type.Partial(RoomQuery);
export const MaybeRoomBody = Type.Unsafe<{ client_id?: string; room_name?: string } | null>({
  ...Type.Object({ client_id: Client, room_name: Type.Optional(RoomName) }, strict),
  type: ['object', 'null'],
});

const summary = {
  id: Type.String(),
  title: Type.String(),
  start: Instant('begin'),
  end: Instant('end'),
};

export const Extended = Type.Object(summary, { description: 'the meeting as it is now' });

export const Booked = Type.Object(
  {
    ...summary,
    shortened: Type.Boolean({ description: 'the usual hour did not fit before the next meeting' }),
  },
  { description: 'the meeting that was booked' },
);

export const Meeting = Type.Object({
  ...summary,
  organizer: Type.String({ description: 'empty where nobody may know' }),
  all_day: Type.Boolean(),
});

const Variable = Type.String({ description: 'as the Thing at the door has it' });

export const Door = Type.Object(
  {
    ...Object.fromEntries(DOOR_VARIABLES.map((name) => [name, name === 'busynow' ? Busy() : Variable])),
    meetings: Type.Array(Meeting, { description: 'the current one, if any, and the next two' }),
    time_zone: Type.String({ description: "IANA zone of the room's times" }),
    as_of: Instant('when this was true in the calendar'),
    stale: Type.Boolean({ description: 'the last refresh has failed' }),
  },
  { description: 'the variables of the Thing at the door, and the meetings behind them' },
);

export const Room = Type.Object({
  room_name: Type.String(),
  occupancy: Type.String({ description: '`unknown`, `free` or `busy`' }),
  sync: Type.String({ description: '`refreshing`, `recalling`, `current` or `stale`' }),
  booking: Type.String({ description: '`open` while nothing is asked for' }),
  current: orNull(Meeting),
  next: orNull(Meeting),
  stale: Type.Boolean(),
  last_refresh: orNull(Instant('when the agenda was true')),
  last_notification: orNull(Instant('when Google told of a change')),
  last_error: orNull(Type.String({ description: 'what fails just now' })),
  channel_state: Type.String({ description: 'of the push channel' }),
  channel_expiry: orNull(Instant('when the push channel ends')),
  thing_state: Type.String({ description: 'of the Thing at the door' }),
});

export const Rooms = Type.Object({ rooms: Type.Array(Room) }, { description: 'every room' });

export const Channel = Type.Object(
  {
    room_name: Type.String(),
    calendar_id: Type.String(),
    id: Type.String(),
    address: Type.String(),
    resource_id: Type.String(),
    registered: Type.String(),
    expiration: Type.String(),
  },
  { description: "the channel's record without its token" },
);

/** What a call may answer other than success: a reply for each status of these codes. */
export function refusals(...codes: ErrorCode[]): Record<number, TObject> {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status);
  return Object.fromEntries([...byStatus].map(([status, those]) => [status, refusal(status, those)]));
}

const known = new Map<string, TObject>();

/** One schema for all calls that refuse with the same codes. */
function refusal(status: number, codes: ErrorCode[]): TObject {
  const names = codes.map((code) => `\`${code}\``).join(', ');
  const schema =
    known.get(names) ??
    Type.Object(
      {
        statusCode: Type.Integer(),
        code: Type.String({ enum: codes }),
        error: Type.String(),
        message: Type.String(),
        ...detailsOf(codes),
      },
      { description: `${STATUS_CODES[status]}: ${names}` },
    );
  known.set(names, schema);
  return schema;
}

/** What may befall every call that needs authorization. */
export const GUARDED = [
  'INVALID_REQUEST',
  'UNAUTHORIZED',
  'TOO_MANY_FAILURES',
  'INTERNAL',
  'NOT_READY',
] as const satisfies ErrorCode[];

/** And every such call with a body. */
export const WITH_BODY = [...GUARDED, 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'TOO_SLOW'] as const;

/** The further keys of an error's body. */
function detailsOf(codes: readonly ErrorCode[]): TProperties {
  const details: Partial<Record<ErrorCode, TProperties>> = {
    ROOM_BUSY: { busy_until: Type.Optional(Instant('the end of the unbroken run of meetings')) },
    NOT_ENOUGH_TIME: {
      available_mins: Type.Optional(Type.Integer({ description: 'minutes that would fit' })),
    },
    VENDOR_FAILED: { vendor: Type.Optional(Type.String({ description: 'which cloud' })) },
  };
  return Object.assign({}, ...codes.map((code) => details[code]));
}

function Busy() {
  return Type.Integer({ description: '1 while a meeting runs, otherwise 0' });
}

function orNull<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
