import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import {
  ARDUINO_TOKEN,
  arduinoTokens,
  failureOf,
  PUBLISH,
  THINGS,
  theThings,
  useVendors,
} from '../vendors.ts';

const { use, count, requests } = useVendors();

const PAGE = '<!DOCTYPE html>\n<html><title>Sign in</title></html>';
const publishing = () =>
  theThings().publish({
    thingId: 'thing',
    priority: 3,
    choose: () => ({ propertyId: 'property', value: 1 }),
    signal: new AbortController().signal,
  });

/** Answers 200; a text as it is, in JSON's type. */
const answering = (body: unknown) => () =>
  new HttpResponse(typeof body === 'string' ? body : JSON.stringify(body), {
    headers: { 'content-type': 'application/json' },
  });

const NONSENSE: [string, unknown][] = [
  ['a page', PAGE],
  ['nothing', ''],
  ['blanks', '  \n'],
  ['half a JSON', '[{"id":'],
  ['null', null],
  ['a number', 5],
  ['a text', '"Things"'],
];

async function misread(call: Promise<unknown>): Promise<string> {
  const failure = await failureOf('iot', call);
  expect(failure).toMatchObject({ status: undefined, operator: false });
  expect(failure.message).toMatch(/: unexpected (answer|shape)/);
  expect(failure.message).not.toMatch(/<html|\[object Object\]|undefined/);
  return failure.message;
}

describe("Things of Arduino's that are none", () => {
  const blue = { id: 'a', name: 'blue_room' };
  const busynow = { id: '1', name: 'busynow' };
  it.each([
    ...NONSENSE,
    ['an object', {}],
    ['an error', { code: 'internal', detail: 'no' }],
    ['a list of null', [null]],
    ['a list of lists', [[]]],
    ['a list of names', ['blue_room']],
    ['a Thing without an id', [{ name: 'blue_room' }]],
    ['a Thing with a number as id', [{ ...blue, id: 5 }]],
    ['a Thing with null as name', [{ ...blue, name: null }]],
    ['a Thing whose properties are an object', [{ ...blue, properties: { busynow } }]],
    ['a Thing whose properties are a text', [{ ...blue, properties: 'busynow' }]],
    ['a Thing with null as a property', [{ ...blue, properties: [null] }]],
    ['a property without a name', [{ ...blue, properties: [{ id: '1' }] }]],
    ['a property with an object as name', [{ ...blue, properties: [{ id: '1', name: {} }] }]],
    ['a property with a number as variable', [{ ...blue, properties: [{ ...busynow, variable_name: 5 }] }]],
    ['a good Thing and a bad one', [blue, { id: 'b' }]],
  ])('are a failure that may pass: %s', async (_, body) => {
    use(arduinoTokens(), http.get(THINGS, answering(body)));
    await misread(theThings().read());
  });

  it.each([
    ['none', [], 0],
    ['one without properties', [blue], 1],
    ['one with null as properties', [{ ...blue, properties: null }], 1],
    ['one with values of all kinds', [{ ...blue, properties: [{ ...busynow, last_value: { a: [1] } }] }], 1],
  ])('are Things all the same: %s', async (_, body, length) => {
    use(arduinoTokens(), http.get(THINGS, answering(body)));
    expect(await theThings().read()).toHaveLength(length);
  });

  it('have their names as variables where these are empty', async () => {
    const properties = [{ ...busynow, variable_name: '', last_value: 1 }];
    use(arduinoTokens(), http.get(THINGS, answering([{ ...blue, properties }])));
    const [thing] = await theThings().read();
    expect([...thing!.properties]).toEqual([['busynow', { id: '1', value: 1 }]]);
  });
});

describe("a token of Arduino's that is none", () => {
  it.each([
    ...NONSENSE,
    ['an object', {}],
    ['a list', []],
    ['an empty token', { access_token: '' }],
    ['a token of two lines', { access_token: 'arduino.access\nHost: evil' }],
    ['a token with blanks', { access_token: 'arduino.access x' }],
    ['a token that lives for no time', { access_token: 'arduino.access', expires_in: 0 }],
    ['a token that has ended', { access_token: 'arduino.access', expires_in: -300 }],
    ['a token that lives for null', { access_token: 'arduino.access', expires_in: null }],
  ])('is a failure that may pass, and nobody is called with it: %s', async (_, body) => {
    use(http.post(ARDUINO_TOKEN, answering(body)));
    await misread(publishing());
    expect(count('/iot/v2')).toBe(0);
  });

  it('is not told where it can not be read', async () => {
    use(http.post(ARDUINO_TOKEN, answering('{"access_token":"arduino.access-1",')));
    expect(await misread(publishing())).toMatch(/not JSON$/);
  });
});

describe("an acknowledgement of Arduino's", () => {
  const html = { 'content-type': 'text/html; charset=utf-8' };
  it.each([
    ['a page', PAGE, html],
    ['a page that is called JSON', PAGE, { 'content-type': 'application/json' }],
    ['a page behind blanks', `\n\t ${PAGE}`, { 'content-type': 'text/plain' }],
    ['a page behind a byte order mark', `\ufeff${PAGE}`, { 'content-type': 'application/json' }],
    ['a page of no type', PAGE, {}],
    ['an XML', '<?xml version="1.0"?><ok/>', { 'content-type': 'application/xml' }],
    ['an empty page', '', html],
    ['a page in capitals', 'OK', { 'content-type': 'Text/HTML' }],
  ])('is not %s: nobody knows what was published', async (_, body, headers) => {
    use(
      arduinoTokens(),
      http.put(PUBLISH, () => new HttpResponse(body, { headers: headers as Record<string, string> })),
    );
    expect(await misread(publishing())).toContain('a page instead of an acknowledgement');
    expect(count('/publish')).toBe(1);
  });

  it('is not a 304', async () => {
    use(
      arduinoTokens(),
      http.put(PUBLISH, () => new HttpResponse(null, { status: 304 })),
    );
    expect(await misread(publishing())).toContain('304');
  });

  it.each([
    ['nothing', () => new HttpResponse(null)],
    ['204', () => new HttpResponse(null, { status: 204 })],
    ['an empty text', () => new HttpResponse('')],
    ['null', () => HttpResponse.json(null)],
    ['an object', () => HttpResponse.json({ status: 'ok' })],
    ['a word', () => HttpResponse.text('OK')],
  ])('is %s', async (_, answer) => {
    use(arduinoTokens(), http.put(PUBLISH, answer));
    await publishing();
  });
});

describe("ids of Arduino's", () => {
  it('lead nowhere else, whatever they hold', async () => {
    const ok = () => HttpResponse.json([]);
    use(
      arduinoTokens(),
      http.get(`${THINGS}/:thing/properties`, ok),
      http.put(PUBLISH, ok),
      http.post(`${THINGS}/:thing`, ok),
    );
    const [things, thingId] = [theThings(), '../a?b'];
    const choose = () => ({ propertyId: '../c?d', value: 1 });
    await things.readOne(thingId);
    await things.publish({ thingId, priority: 3, choose, signal: new AbortController().signal });
    await things.setWebhook(thingId, 'https://roomcal.example.org');
    const paths = requests.slice(1).map(({ url }) => url.slice(THINGS.length));
    const thing = '/..%2Fa%3Fb';
    expect(paths).toEqual([`${thing}/properties`, `${thing}/properties/..%2Fc%3Fd/publish`, thing]);
  });
});
