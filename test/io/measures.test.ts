import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Measures } from '../../src/io/measures.ts';
import {
  ARDUINO_TOKEN,
  aCalendar,
  arduinoTokens,
  EVENTS,
  GOOGLE,
  GOOGLE_TOKEN,
  googleTokens,
  PUBLISH,
  THINGS,
  theThings,
  useVendors,
  WATCH,
} from './vendors.ts';

const { use } = useVendors();
const calendarId = 'blue@example.org';

/** What was told of calls, in order: `list 200`. */
let told: string[];
let queues: Map<string, () => number>;

beforeEach(() => {
  told = [];
  queues = new Map();
});

const measures: Measures = {
  called(call, status, ms) {
    expect(ms).toBeGreaterThanOrEqual(0);
    told.push(`${call} ${status}`);
  },
  queue: (name, length) => queues.set(name, length),
};

const answering = (status: number, body: object | null = null) =>
  body ? () => HttpResponse.json(body, { status }) : () => new HttpResponse(null, { status });
const failed = () => undefined;

describe("Google's calls", () => {
  const calendar = () => aCalendar({}, measures);
  const listed = answering(200, { items: [], timeZone: 'Europe/Rome' });
  const one = `${EVENTS}/:event`;

  it.each([
    ['list 200', http.get(EVENTS, listed), () => calendar().list({ calendarId })],
    ['insert 200', http.post(EVENTS, answering(200, { id: 'a' })), () => calendar().insert(calendarId, {})],
    ['delete 410', http.delete(one, answering(410)), () => calendar().remove(calendarId, 'list')],
    [
      'freeBusy 503',
      http.post(`${GOOGLE}/calendar/v3/freeBusy`, answering(503)),
      () => calendar().freeBusy({ calendarIds: [calendarId], from: 0, until: 1 }),
    ],
    [
      'watch 200',
      http.post(WATCH, answering(200, { resourceId: 'r' })),
      () => calendar().watch(calendarId, { id: 'a', token: 'b' }, 'https://roomcal.example.org'),
    ],
    [
      'stop 204',
      http.post(`${GOOGLE}/calendar/v3/channels/stop`, answering(204)),
      () => calendar().stopChannel({ id: 'a', resource_id: 'b' }),
    ],
    ['list undefined', http.get(EVENTS, () => HttpResponse.error()), () => calendar().list({ calendarId })],
  ])('are told as %s', async (call, handler, make) => {
    use(googleTokens(), handler);
    await make().catch(failed);
    expect(told).toEqual(['token 200', call]);
  });

  it('are told one by one where there are several', async () => {
    use(
      googleTokens(),
      http.post(EVENTS, answering(409)),
      http.get(one, answering(200, { id: 'a', status: 'cancelled' })),
    );
    const measure = calendar();
    await measure.insert(calendarId, { id: 'a' }).catch(failed);
    await measure.get(calendarId, 'a').catch(failed);
    expect(told).toEqual(['token 200', 'insert 409', 'get 200']);
  });

  it('are told twice where a token is refused', async () => {
    use(googleTokens(), http.get(EVENTS, answering(401, { error: { code: 401 } })));
    await calendar().list({ calendarId }).catch(failed);
    expect(told).toEqual(['token 200', 'list 401', 'token 200', 'list 401']);
  });

  it('are not told where there was no token to make them with', async () => {
    use(http.post(GOOGLE_TOKEN, answering(400, { error: 'invalid_grant' })));
    await calendar().list({ calendarId }).catch(failed);
    expect(told).toEqual(['token 400']);
  });

  it('wait in two queues', () => {
    calendar();
    expect([...queues].map(([name, length]) => [name, length()])).toEqual([
      ['calendar', 0],
      ['lists', 0],
    ]);
  });
});

describe("Arduino's calls", () => {
  const one = {
    thingId: 'thing',
    priority: 3,
    choose: () => ({ propertyId: 'property', value: 1 }),
    signal: new AbortController().signal,
  };
  const read = () => theThings({ measures }).read();
  const publish = () => theThings({ measures }).publish(one);

  it.each([
    ['things 200', http.get(THINGS, answering(200, [{ id: 'a', name: 'blue_room' }])), read],
    ['things undefined', http.get(THINGS, () => HttpResponse.error()), read],
    ['publish 200', http.put(PUBLISH, answering(200)), publish],
    ['publish 429', http.put(PUBLISH, answering(429)), publish],
  ])('are told as %s', async (call, handler, make) => {
    use(arduinoTokens(), handler);
    await make().catch(failed);
    expect(told).toEqual(['token 200', call]);
  });

  it('are told twice where a token is refused', async () => {
    use(arduinoTokens(), http.put(PUBLISH, answering(401)));
    await publish().catch(failed);
    expect(told).toEqual(['token 200', 'publish 401', 'token 200', 'publish 401']);
  });

  it('are not told where there was no token to make them with', async () => {
    use(http.post(ARDUINO_TOKEN, answering(401)));
    await publish().catch(failed);
    expect(told).toEqual(['token 401']);
  });

  it('wait in one queue', () => {
    theThings({ measures });
    expect([...queues].map(([name, length]) => [name, length()])).toEqual([['iot', 0]]);
  });
});
