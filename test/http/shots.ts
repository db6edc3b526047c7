import fc from 'fast-check';
import { anyCharacter } from '../helpers/any-text.ts';
import { BASIC, BEARER, basic, CLIENT_ID } from './a-building.ts';

/** A request as a client may think it up. */
export interface Shot {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const junk = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 30 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '..',
    '.',
    '%',
    '%00',
    '%zz',
    '%E0%A4%A',
    '%2e%2e%2f',
    '🚪',
    '*',
    ':id',
  ),
  fc.constant('x'.repeat(2_000)),
);
const segment = fc.oneof(
  junk,
  junk.map(encodeURIComponentOfAny),
  fc.constantFrom('theirs', 'blue_room', 'events'),
);
const known = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('/meetings', '/meetings/theirs', '/meetings/nobody', '/meeting/theirs'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/webhook',
      '/start_watching',
      '/stop_watching',
      '/rooms',
      '/rooms/nowhere/events',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/healthz', '/readyz', '/docs', '/docs/static/../../package.json'),
  },
);
const path = fc.oneof(
  { weight: 5, arbitrary: known },
  { weight: 2, arbitrary: fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('/meetings', '/meeting', '/rooms', '/docs'), segment)
      .map(([before, after]) => `${before}/${after}`),
  },
);

const roomName = fc.oneof({ weight: 4, arbitrary: fc.constant('blue_room') }, { weight: 1, arbitrary: junk });
const number = fc.oneof(
  fc.constantFrom(15, 30, 60, 480, 0, -1, 481, 1e308, Number.MAX_SAFE_INTEGER, -0, 0.1),
  fc.double(),
  fc.integer(),
);
const deep = fc.integer({ min: 1, max: 7_000 }).map((levels) => `${'['.repeat(levels)}${']'.repeat(levels)}`);
const fields = fc.record(
  {
    client_id: fc.oneof(fc.constant(CLIENT_ID), junk, fc.anything()),
    room_name: fc.oneof({ weight: 8, arbitrary: roomName }, { weight: 1, arbitrary: fc.anything() }),
    duration_mins: fc.oneof({ weight: 4, arbitrary: number }, { weight: 1, arbitrary: fc.anything() }),
    extend_mins: fc.oneof({ weight: 4, arbitrary: number }, { weight: 1, arbitrary: fc.anything() }),
    title: fc.oneof(fc.string({ unit: anyCharacter }), fc.constant('x'.repeat(2_000)), fc.anything()),
  },
  { requiredKeys: [] },
);
const sane = fc.oneof(
  fc.record({ room_name: fc.constant('blue_room'), duration_mins: fc.constantFrom(1, 15, 30) }),
  fc.record({ room_name: fc.constant('blue_room'), extend_mins: fc.constantFrom(1, 15) }),
  fc.record({ room_name: fc.constant('blue_room') }),
);
const body = fc.oneof(
  { weight: 3, arbitrary: sane.map((value) => JSON.stringify(value)) },
  { weight: 3, arbitrary: fields.map(textOf) },
  { weight: 1, arbitrary: fc.json({ stringUnit: anyCharacter }) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{"__proto__":{"room_name":"blue_room"}}',
      '{"room_name":"blue_room","constructor":{"prototype":{"a":1}}}',
      '{"room_name":"blue_room","duration_mins":1e999}',
      '{"room_name":"blue_room","room_name":"red_room"}',
      'null',
      '',
      `"${'x'.repeat(17_000)}"`,
    ),
  },
  { weight: 2, arbitrary: fc.constant(undefined) },
);

const authorization = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Record<string, string>>(BASIC, BEARER) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>({}, basic('a:b'), { authorization: 'Bearer' }),
  },
  { weight: 1, arbitrary: fc.base64String().map((text) => ({ authorization: `Basic ${text}` })) },
);
const name = fc.constantFrom(
  'content-type',
  'idempotency-key',
  'x-goog-channel-id',
  'x-goog-resource-uri',
  'last-event-id',
  'origin',
  'accept',
  'host',
  'x-request-id',
  'access-control-request-method',
  'content-length',
);
const value = fc.oneof(
  fc.constantFrom(
    'application/json',
    'text/plain',
    'application/json; charset=utf-8',
    '0',
    '-1',
    '1e9',
    'nonsense',
  ),
  fc.string({ maxLength: 300 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
);
const headers = fc.dictionary(name, value, { maxKeys: 3 });
const query = fc.oneof(
  fc.constant('client_id=arduino-client&room_name=blue_room'),
  fc.constant(''),
  fc
    .array(fc.tuple(fc.constantFrom('client_id', 'room_name', 'a', '__proto__', 'a[b]'), segment), {
      maxLength: 4,
    })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
);
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE') },
  { weight: 1, arbitrary: fc.constantFrom('PUT', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND') },
);

const JSON_TYPE = { 'content-type': 'application/json' };

/** Whatever comes to somebody's mind. */
const wild: fc.Arbitrary<Shot> = fc
  .record({ method, path, query, authorization, headers, body, isJson: fc.integer({ min: 0, max: 4 }) })
  .map(({ authorization, headers, isJson, ...shot }) => ({
    ...shot,
    headers: { ...authorization, ...(isJson > 0 && JSON_TYPE), ...headers },
  }));

/** What a display sends, on a bad day. */
const aimed: fc.Arbitrary<Shot> = fc
  .record({
    call: fc.constantFrom(
      ['POST', '/meetings'],
      ['PATCH', '/meetings/theirs'],
      ['DELETE', '/meetings/theirs'],
      ['POST', '/stop_watching'],
      ['POST', '/start_watching'],
    ),
    body: fc.oneof({ weight: 3, arbitrary: sane.map((value) => JSON.stringify(value)) }, body),
    key: fc.option(fc.constantFrom('button-1', 'button-2', 'x'.repeat(300)), { nil: undefined }),
  })
  .map(({ call: [method, path], body, key }) => ({
    method: method!,
    path: path!,
    query: '',
    headers: { ...BASIC, ...JSON_TYPE, ...(key && { 'idempotency-key': key }) },
    body,
  }));

/** Three of four know next to nothing of the API. */
export const request = fc.oneof({ weight: 1, arbitrary: aimed }, { weight: 3, arbitrary: wild });

function encodeURIComponentOfAny(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** JSON of what may not be JSON: such values are left out. */
function textOf(value: object): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '{"circular":';
  }
}
