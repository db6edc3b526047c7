import { type TProperties, Type } from '@fastify/type-provider-typebox';
import { Meeting } from './door-schemas.ts';
import { exampleOf, Instant, MEETING_ID, orNull, Text } from './schema-parts.ts';

export { Booked, Door, Extended, Meeting, RunningMeeting } from './door-schemas.ts';
export { GUARDED, OF_A_ROOM, refusals, WITH_BODY } from './refusal-schemas.ts';

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
  const properties = { client_id: Client, room_name: RoomName, ...more };
  return Type.Object(properties, { ...strict, examples: [exampleOf(properties)] });
}

/** The same in a query, where others may put parameters of their own. */
export const RoomQuery = Type.Object({ client_id: Client, room_name: RoomName });
export const ClientQuery = Type.Object({ client_id: Client });
export const RoomParams = Type.Object({ room_name: RoomName });

export const MeetingParams = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 1_024,
    // An address of Google's must not end in what leads out of it.
    pattern: '^(?!\\.{1,2}$)',
    description: "the meeting's `id`",
    examples: [MEETING_ID],
  }),
});

/** For `DELETE`, whose parameters may be in the query or in the body. */
export const MaybeRoomQuery = Type.Partial(RoomQuery);
export const MaybeRoomBody = Type.Unsafe<{ client_id?: string; room_name?: string } | null>({
  ...Type.Object({ client_id: Client, room_name: Type.Optional(RoomName) }, strict),
  examples: [exampleOf({ room_name: RoomName })],
  type: ['object', 'null'],
});

export const Room = Type.Object(
  {
    room_name: Text('black_room'),
    account: Type.Optional(Text('north', 'the Arduino account of its Thing, where the room names one')),
    occupancy: Text('busy', '`unknown`, `free` or `busy`'),
    sync: Text('current', '`recalling` or `confirming` as it starts; `refreshing`, `current` or `stale`'),
    booking: Text('open', '`open` while nothing is asked for'),
    current: orNull(Meeting),
    next: orNull(Meeting),
    stale: Type.Boolean({ examples: [false] }),
    last_refresh: orNull(Instant('when the agenda was true')),
    last_notification: orNull(Instant('when Google told of a change')),
    last_error: orNull(Text('calendar answered 503', 'what fails just now')),
    channel_state: Text('live', 'of the push channel'),
    channel_expiry: orNull(Instant('when the push channel ends', '2026-11-30T10:00:00+01:00')),
    thing_state: Text('settled', 'of the Thing at the door'),
  },
  { title: 'Room' },
);

/** Of several processes. */
export const Missing = Type.Optional(
  Type.Array(Type.Integer(), {
    description: 'the shards, by their numbers, that could not be asked; left out where all were',
    examples: [[2]],
  }),
);

export const Rooms = Type.Object(
  { rooms: Type.Array(Room), missing: Missing },
  { title: 'Rooms', description: 'every room' },
);

export const Channel = Type.Object(
  {
    room_name: Text('black_room'),
    calendar_id: Text('black_room@resource.calendar.google.com'),
    id: Text('5d0b7c1e-94a2-4f6b-8f0e-2c3d1a9b7e64'),
    address: Text('https://roomcal.example.com/webhook'),
    resource_id: Text('o3hgv1538sdjfh'),
    registered: Text('2026-11-23T09:00:00.000Z'),
    expiration: Text('2026-11-30T09:00:00.000Z'),
  },
  { title: 'Channel', description: "the channel's record without its token" },
);
