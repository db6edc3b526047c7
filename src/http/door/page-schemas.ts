import { type Static, Type } from '@fastify/type-provider-typebox';
import { Meeting } from '../door-schemas.ts';
import { Instant, orNull, Text } from '../schema-parts.ts';
import { Missing } from '../schemas.ts';

const Moment = Type.Object({
  at: Instant('when', '2026-11-23T11:00:00+01:00'),
  time: Text('11:00', 'the same as the door says it'),
});

const Words = Type.Record(Type.String(), Type.String(), {
  description:
    'the `locale`, and what the page says itself where that is not English: `texts.page` of the configuration',
});

const ShownMeeting = Type.Object(
  { ...Meeting.properties, time: Text('10:00-10:30', 'when, as the door says it') },
  { title: 'ShownMeeting' },
);

const CurrentMeeting = Type.Object(
  {
    ...ShownMeeting.properties,
    may_change: Type.Boolean({
      description: 'whether it can be extended and ended at the door',
      examples: [true],
    }),
  },
  { title: 'CurrentMeeting' },
);

const Day = Type.Object({
  start: Instant('when the local day begins', '2026-11-23T00:00:00+01:00'),
  end: Instant('when it ends', '2026-11-24T00:00:00+01:00'),
  known_until: Instant('how far of it is known', '2026-11-24T00:00:00+01:00'),
  meetings: Type.Array(ShownMeeting, {
    description: 'those of the day that are not over, or were not when it was listed',
  }),
});

/** A door as its page shows it. */
export const DoorState = Type.Object(
  {
    room_name: Text('black_room'),
    version: Text('0.1.0-3f9c1d7a5b2e', 'of the service and its pages: a page of another one is old'),
    occupancy: Text('busy', '`unknown`, `free` or `busy`'),
    stale: Type.Boolean({ description: 'the last refresh has failed', examples: [false] }),
    time_zone: Text('Europe/Rome', "IANA zone of the room's times"),
    hour_cycle: Text('h23', '`h23`, 15:00, or `h12`, 3:00 pm'),
    words: Words,
    says: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()]), {
      description: 'the nine variables of the Thing; none while nothing is known',
    }),
    current: orNull(CurrentMeeting),
    coming: Type.Array(ShownMeeting, { description: 'the next five' }),
    day: orNull(Day),
    busy_until: orNull(Moment),
    free_until: orNull(Moment),
    check_in: Text('not_needed', 'of the current meeting: `not_needed`, `wanted` or `done`'),
    check_in_until: orNull(Moment),
  },
  { title: 'DoorState', description: 'what a page at the door shows' },
);

export const LobbyRoom = Type.Object(
  {
    room_name: Text('black_room'),
    group: orNull(Text('Floor 2', "the room's `group` in the configuration")),
    occupancy: Text('busy', '`unknown`, `free` or `busy`'),
    stale: Type.Boolean({ description: 'the last refresh has failed', examples: [false] }),
    time_zone: Text('Europe/Rome', "IANA zone of the room's times"),
    title: orNull(Text('Stand-up', 'of the meeting that runs')),
    busy_until: orNull(Moment),
    free_until: orNull(Moment),
  },
  { title: 'LobbyRoom' },
);

export type LobbyRoom = Static<typeof LobbyRoom>;

/** All rooms as the page in the lobby shows them. */
export const LobbyState = Type.Object(
  {
    version: Text('0.1.0-3f9c1d7a5b2e', 'of the service and its pages: a page of another one is old'),
    hour_cycle: Text('h23', '`h23`, 15:00, or `h12`, 3:00 pm'),
    words: Words,
    rooms: Type.Array(LobbyRoom, {
      description: 'in the order of the configuration; those of a shard that is missing are `unknown`',
    }),
    missing: Missing,
  },
  { title: 'LobbyState', description: 'what the page in the lobby shows' },
);

export type LobbyState = Static<typeof LobbyState>;
