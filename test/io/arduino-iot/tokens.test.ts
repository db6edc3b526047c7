import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
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
const lists = http.get(THINGS, () => HttpResponse.json([{ id: 'a', name: 'blue_room' }]));
const publishes = http.put(PUBLISH, () => new HttpResponse(null, { status: 200 }));
const one = {
  thingId: 'thing',
  priority: 3,
  choose: () => ({ propertyId: 'property', value: 1 }),
  signal: new AbortController().signal,
};

/** The tokens that the requests for Things and properties carried. */
const used = () =>
  requests.filter(({ url }) => !url.includes('/token')).map(({ headers }) => headers.get('authorization'));

describe("Arduino's token", () => {
  it('is asked for with the client credentials', async () => {
    use(arduinoTokens(), lists);
    await theThings().read();
    const [asked, listed] = requests;
    expect(asked?.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
    expect(asked?.headers.get('x-organization')).toBeNull();
    expect(Object.fromEntries(new URLSearchParams(await asked?.text()))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client',
      client_secret: 'hush-hush',
      audience: 'https://api2.arduino.cc/iot',
    });
    expect(listed?.headers.get('authorization')).toBe('Bearer arduino.access-1');
    expect(listed?.headers.get('x-organization')).toBeNull();
  });

  it('is asked for in the name of the organization, which stands on every call', async () => {
    use(arduinoTokens(), lists, publishes);
    const things = theThings({ organizationId: 'space' });
    await things.read();
    await things.publish(one);
    expect(requests.map(({ headers }) => headers.get('x-organization'))).toEqual(['space', 'space', 'space']);
    expect(new URLSearchParams(await requests[0]?.text()).get('organization_id')).toBe('space');
  });

  it('is fetched once for all rooms', async () => {
    use(arduinoTokens(), lists, publishes);
    const things = theThings();
    await Promise.all([things.read(), ...[1, 2, 3].map(() => things.publish(one))]);
    await things.publish(one);
    expect(count('/token')).toBe(1);
  });

  it.each([
    ['expires_in', { expires_in: 300 }],
    ['nothing of its end', {}],
  ])('is renewed before its 300 s are over where Arduino says %s', async (_, more) => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    use(arduinoTokens(more), publishes);
    const things = theThings({ clock });
    await things.publish(one);
    clock.step(240_000);
    await things.publish(one);
    clock.step(55_000);
    await things.publish(one);
    expect(used()).toEqual([1, 1, 2].map((number) => `Bearer arduino.access-${number}`));
  });

  it('is renewed once for everyone who needs it then', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    use(arduinoTokens(), publishes);
    const things = theThings({ clock });
    await things.publish(one);
    clock.step(299_000);
    await Promise.all([1, 2, 3, 4].map(() => things.publish(one)));
    expect(count('/token')).toBe(2);
  });

  it('is fetched anew, once for all, where Arduino no longer takes it, and the calls are made again', async () => {
    use(
      arduinoTokens(),
      http.put(PUBLISH, ({ request }) =>
        request.headers.get('authorization') === 'Bearer arduino.access-1'
          ? new HttpResponse(null, { status: 401 })
          : new HttpResponse(null, { status: 200 }),
      ),
    );
    const things = theThings();
    await Promise.all([1, 2, 3].map(() => things.publish(one)));
    expect(count('/token')).toBe(2);
    expect(used().filter((token) => token === 'Bearer arduino.access-2')).toHaveLength(3);
  });
});

describe('where Arduino gives no token', () => {
  it.each([
    [400, true],
    [401, true],
    [403, true],
    [429, false],
    [500, false],
    [503, false],
  ])('%d says whether an operator is needed: %s', async (status, operator) => {
    use(http.post(ARDUINO_TOKEN, () => HttpResponse.json({ error: 'access_denied' }, { status })));
    expect(await failureOf('iot', theThings().publish(one))).toMatchObject({ status, operator });
    expect(count('/iot/v2')).toBe(0);
  });

  it('it was asked once', async () => {
    use(http.post(ARDUINO_TOKEN, () => new HttpResponse('no', { status: 401 })));
    await failureOf('iot', theThings().publish(one));
    expect(count('/token')).toBe(1);
  });

  it.each([
    ['a page', '<html>Sign in</html>'],
    ['no token', '{"expires_in":300}'],
    ['a number as token', '{"access_token":5}'],
    ['a text as end', '{"access_token":"arduino.access-1","expires_in":"soon"}'],
  ])('it may have answered with %s', async (_, body) => {
    use(http.post(ARDUINO_TOKEN, () => new HttpResponse(body)));
    expect(await failureOf('iot', theThings().publish(one))).toMatchObject({ operator: false });
  });

  it('the next call asks again', async () => {
    use(
      http.post(ARDUINO_TOKEN, () => HttpResponse.error(), { once: true }),
      arduinoTokens(),
      publishes,
    );
    const things = theThings();
    await failureOf('iot', things.publish(one));
    await things.publish(one);
    expect(count('/token')).toBe(2);
  });
});
