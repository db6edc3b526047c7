import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { arduinoTokens, failureOf, PUBLISH, THINGS, theThings, useVendors } from '../vendors.ts';

const { use, count } = useVendors();

const publishing = () =>
  theThings().publish({
    thingId: 'thing',
    priority: 3,
    choose: () => ({ propertyId: 'property', value: 1 }),
    signal: new AbortController().signal,
  });
const reading = () => theThings().read();

/** An error as Arduino's framework writes it. */
function goa(status: number, code: string, detail: string) {
  const body = JSON.stringify({ id: 'Xz3k', code, status, detail, meta: {} });
  return new HttpResponse(body, { status, headers: { 'content-type': 'application/vnd.goa.error+json' } });
}

function answering(answer: () => Response) {
  use(arduinoTokens(), http.get(THINGS, answer), http.put(PUBLISH, answer));
}

describe.each([
  ['publish', publishing],
  ['reading of all Things', reading],
] as const)('what Arduino says of a %s', (_, call) => {
  it('429 in plain text may pass by itself', async () => {
    answering(() => new HttpResponse('You have reached maximum request limit.', { status: 429 }));
    expect(await failureOf('iot', call())).toMatchObject({ status: 429, operator: false });
  });

  it.each([
    [408, 'request_timeout', 'too slow'],
    [500, 'internal', 'internal error'],
    [503, 'unavailable', 'try again'],
  ])('%d %s may pass by itself', async (status, code, detail) => {
    answering(() => goa(status, code, detail));
    expect(await failureOf('iot', call())).toMatchObject({ status, operator: false });
  });

  it.each([
    [400, 'invalid_request', 'value is not an INT'],
    [403, 'forbidden', 'not your Thing'],
    [404, 'not_found', 'there is no such Thing'],
  ])('%d %s needs an operator, and is told in its words', async (status, code, detail) => {
    answering(() => goa(status, code, detail));
    const failure = await failureOf('iot', call());
    expect(failure).toMatchObject({ status, reason: code, operator: true });
    expect(failure.message).toContain(detail);
  });

  it('401 needs an operator, once a new token was refused as well', async () => {
    answering(() => goa(401, 'unauthorized', 'the token is not valid'));
    expect(await failureOf('iot', call())).toMatchObject({ status: 401, operator: true });
    expect(count('/iot/v2/things')).toBe(2);
    expect(count('/token')).toBe(2);
  });

  it.each(['30', 'Mon, 23 Nov 2026 09:00:30 GMT'])('a Retry-After of %s is heeded', async (header) => {
    const headers = { 'retry-after': header, date: 'Mon, 23 Nov 2026 09:00:00 GMT' };
    answering(() => new HttpResponse('no', { status: 429, headers }));
    expect(await failureOf('iot', call())).toMatchObject({ retryAfterMs: 30_000 });
  });

  it.each([429, 500, 403, 404])('%d is not asked again by the adapter', async (status) => {
    answering(() => new HttpResponse('no', { status }));
    await failureOf('iot', call());
    expect(count('/iot/v2/things')).toBe(1);
    expect(count('/token')).toBe(1);
  });

  it.each([
    ['a page of a proxy', '<html>\n<body>\nBad gateway</body></html>'],
    ['nothing', ''],
    ['half a JSON', '{"code":'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('may be %s: the status tells', async (_, body) => {
    answering(
      () =>
        new HttpResponse(body, {
          status: 502,
          headers: { 'content-type': 'application/vnd.goa.error+json' },
        }),
    );
    const failure = await failureOf('iot', call());
    expect(failure).toMatchObject({ status: 502, reason: undefined, operator: false });
    expect(failure.message).not.toMatch(/<html|undefined/);
  });

  it('may be nothing at all, and then it has no status', async () => {
    answering(() => HttpResponse.error());
    expect(await failureOf('iot', call())).toMatchObject({ status: undefined, operator: false });
  });
});

describe('what Arduino gives as its Things', () => {
  it.each([
    ['a page', '<html>Sign in</html>'],
    ['nothing', ''],
    ['an object', '{}'],
    ['a Thing without a name', '[{"id":"a"}]'],
    ['a property without an id', '[{"id":"a","name":"blue_room","properties":[{"name":"busynow"}]}]'],
  ])('is a failure that may pass where it is %s', async (_, body) => {
    use(
      arduinoTokens(),
      http.get(THINGS, () => new HttpResponse(body, { headers: { 'content-type': 'application/json' } })),
    );
    expect(await failureOf('iot', reading())).toMatchObject({ operator: false });
  });

  it('is read with a null variable_name, without properties, and never written', async () => {
    const properties = [
      { id: '1', name: 'busynow', variable_name: null, last_value: 'N/A' },
      { id: '2', name: 'Title', variable_name: 'curevmtg' },
    ];
    use(
      arduinoTokens(),
      http.get(THINGS, () =>
        HttpResponse.json([
          { id: 'a', name: 'bare' },
          { id: 'b', name: 'blue_room', properties },
        ]),
      ),
    );
    const [bare, blue] = await reading();
    expect([...blue!.properties]).toEqual([
      ['busynow', { id: '1', value: 'N/A' }],
      ['curevmtg', { id: '2', value: undefined }],
    ]);
    expect(bare!.properties.size).toBe(0);
  });
});
