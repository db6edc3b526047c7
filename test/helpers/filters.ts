/** Attributes of a message. */
type Attributes = Record<string, string>;

/** What Google documents of a filter. `unlikePstest`: how pstest has it otherwise, where it has. */
export interface AcceptedFilter {
  filter: string;
  /** Attributes of messages that it lets through, and of others. */
  passing: Attributes[];
  others: Attributes[];
  unlikePstest?: string;
}

const QUOTED = 'it knows no quoted key behind a dot';
const ESCAPES = 'it knows no escapes but of quotes and backslashes';

/** In Google's grammar: https://cloud.google.com/pubsub/docs/subscription-message-filter */
export const ACCEPTED: readonly AcceptedFilter[] = [
  { filter: 'attributes:room', passing: [{ room: '' }], others: [{}, { Room: 'x' }] },
  { filter: 'attributes:room-hash_2', passing: [{ 'room-hash_2': '' }], others: [{ room: '' }] },
  { filter: 'attributes:2nd', passing: [{ '2nd': '' }], others: [{}] },
  { filter: 'attributes:"iana.org/tag"', passing: [{ 'iana.org/tag': 'x' }], others: [{ iana: 'x' }] },
  { filter: 'attributes:toString', passing: [{ toString: 'x' } as Attributes], others: [{}] },
  {
    filter: 'attributes.room = "blue"',
    passing: [{ room: 'blue' }],
    others: [{}, { room: 'Blue' }, { room: 'blue2' }],
  },
  {
    filter: 'attributes."iana.org/tag" = "en"',
    passing: [{ 'iana.org/tag': 'en' }],
    others: [{ 'iana.org/tag': 'it' }, {}],
    unlikePstest: QUOTED,
  },
  {
    filter: 'hasPrefix(attributes."iana.org/tag", "en")',
    passing: [{ 'iana.org/tag': 'en-GB' }],
    others: [{ 'iana.org/tag': 'it' }, {}],
    unlikePstest: QUOTED,
  },
  { filter: 'attributes.room="say \\"hi\\""', passing: [{ room: 'say "hi"' }], others: [{ room: 'hi' }] },
  { filter: 'attributes.room="a\\\\b"', passing: [{ room: 'a\\b' }], others: [{ room: 'ab' }] },
  {
    filter: 'attributes.room="\\x41\\102\\u00e9\\U0001f3e2\\n"',
    passing: [{ room: 'ABé🏢\n' }],
    others: [{ room: 'x41' }],
    unlikePstest: ESCAPES,
  },
  { filter: 'attributes.room != "blue"', passing: [{}, { room: 'red' }], others: [{ room: 'blue' }] },
  {
    filter: 'hasPrefix(attributes.room, "bl")',
    passing: [{ room: 'blue' }, { room: 'bl' }],
    others: [{}, { room: 'b' }],
  },
  { filter: 'hasPrefix(attributes.room, "")', passing: [{ room: '' }, { room: 'b' }], others: [{}] },
  { filter: 'NOT attributes:room', passing: [{}], others: [{ room: 'x' }] },
  { filter: '-attributes:room', passing: [{}], others: [{ room: 'x' }] },
  { filter: 'NOT -attributes:room', passing: [{ room: 'x' }], others: [{}] },
  {
    filter: 'attributes:a AND attributes:b AND NOT attributes:c',
    passing: [{ a: '', b: '' }],
    others: [{ a: '', b: '', c: '' }, { a: '' }],
  },
  { filter: 'attributes:a OR attributes:b', passing: [{ a: '' }, { b: '' }], others: [{ c: '' }] },
  {
    filter: 'attributes:a AND (attributes:b OR attributes:c)',
    passing: [{ a: '', c: '' }],
    others: [{ a: '' }, { b: '', c: '' }],
  },
  { filter: 'NOT (attributes:a OR attributes:b)', passing: [{}], others: [{ a: '' }, { b: '' }] },
  { filter: '  ( attributes:a\n)  ', passing: [{ a: '' }], others: [{}] },
  // A shard's own.
  {
    filter: 'hasPrefix(attributes.room_hash, "01") OR NOT attributes:room_hash',
    passing: [{ room_hash: '0110' }, {}, { room: '01' }],
    others: [{ room_hash: '0010' }, { room_hash: '' }, { room_hash: '0' }],
  },
];

const LAX = 'it takes names and strings for conditions, which nothing meets';

/** What is malformed, and refused with INVALID_ARGUMENT. */
export const REFUSED: readonly { filter: string; unlikePstest?: string }[] = [
  {
    filter: 'attributes:a AND attributes:b OR attributes:c',
    unlikePstest: 'AND binds closer than OR, where Google wants parentheses',
  },
  { filter: 'attributes:a OR attributes:b AND attributes:c', unlikePstest: 'as above' },
  { filter: 'attributes:a and attributes:b' },
  { filter: 'not attributes:a' },
  { filter: 'data = "x"', unlikePstest: LAX },
  { filter: 'attributes', unlikePstest: LAX },
  { filter: 'attributes.a', unlikePstest: LAX },
  { filter: 'attributes.a == "x"' },
  { filter: "attributes.a = 'x'" },
  { filter: 'attributes.a = x', unlikePstest: LAX },
  { filter: 'attributes.a > "x"' },
  { filter: 'attributes.a = "x', unlikePstest: 'a string ends with the filter' },
  { filter: 'attributes.', unlikePstest: LAX },
  { filter: 'attributes:iana.org', unlikePstest: 'a key may have dots' },
  { filter: '(attributes:a' },
  { filter: 'attributes:a)' },
  { filter: '()' },
  { filter: 'attributes:a AND' },
  { filter: 'attributes:a attributes:b' },
  { filter: 'hasSuffix(attributes.a, "x")', unlikePstest: LAX },
  { filter: 'hasPrefix(attributes.a)' },
  { filter: 'hasPrefix(attributes:a, "x")', unlikePstest: LAX },
  { filter: ' ' },
];
