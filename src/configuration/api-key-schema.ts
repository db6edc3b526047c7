import { Type } from '@sinclair/typebox';

const HASH_RULE = 'needs the SHA-256 of a key as 64 hexadecimal digits: `roomcal key new` makes both';

const RIGHTS_RULE = 'needs one or several of "read", "book" and "operate", in brackets';
const Right = Type.Union([Type.Literal('read'), Type.Literal('book'), Type.Literal('operate')], {
  hint: RIGHTS_RULE,
});

/** A key for a door, a page or a scraper, of which the configuration holds the hash. */
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
