import { type Static, Type } from '@sinclair/typebox';

/** What a Thing may be called, by the OpenAPI description of Arduino's API. */
export const THING_NAME = '^[a-zA-Z0-9_. -]{1,64}$';
export const THING_NAME_RULE = '1 to 64 of the letters a to z and A to Z, digits, blanks, and . _ -';

/** Which boards are at a door; `otherwise` is what holds without the key. */
export const Clients = (otherwise: string) =>
  Type.Literal('python', {
    description: `"python": at the door are boards of the Python service, and are answered as it does; ${otherwise}`,
    hint: 'needs "python", or leave it out',
  });

/** By what organizers are told. */
export const Organizer = (otherwise: string) =>
  Type.Union([Type.Literal('name'), Type.Literal('email')], {
    description: `by what organizers are told: \`name\`, or the address where there is none, or \`email\`; ${otherwise}`,
    hint: 'needs "name" or "email"',
  });
/** How a door asks who has come. */
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
        hint: 'needs "own" or "any"',
      }),
    ),
  },
  { additionalProperties: false },
);

/** That the doors ask who has come, of all rooms. */
export const CheckIn = Type.Unsafe<Static<typeof CheckInSchema>>({
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
      // Whatever opens an address takes `.` and `..` out of it.
      pattern: '^(?!\\.\\.?$)[^/]{1,100}$',
      hint: 'needs 1 to 100 characters without a slash, and is not . or ..',
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
    account: Type.Optional(
      Type.String({ minLength: 1, description: "the account of that Thing; default: the flat keys'" }),
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
