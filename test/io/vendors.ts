import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { HttpResponse, http, type RequestHandler } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { iotCloud } from '../../src/io/arduino-iot/things.ts';
import { googleCalendar } from '../../src/io/google-calendar/calendar.ts';
import type { Measures } from '../../src/io/measures.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Vendor } from '../../src/ports/failure.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';

export const GOOGLE = 'http://google.test';
export const ARDUINO = 'http://arduino.test';

export const EVENTS = `${GOOGLE}/calendar/v3/calendars/:calendar/events`;
export const WATCH = `${EVENTS}/watch`;
export const THINGS = `${ARDUINO}/iot/v2/things`;
export const PUBLISH = `${THINGS}/:thing/properties/:property/publish`;
export const GOOGLE_TOKEN = `${GOOGLE}/token`;
export const ARDUINO_TOKEN = `${ARDUINO}/iot/v1/clients/token`;

/** What no error may tell. */
const SECRETS = ['ya29.access', 'arduino.access', 'hush-hush', 'channel-token'];

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export const KEY_FILE = {
  type: 'service_account',
  client_email: 'roomcal@acme.iam.gserviceaccount.com',
  private_key: privateKey,
  private_key_id: 'key-1',
  token_uri: GOOGLE_TOKEN,
};

/** Vendors on msw, for the tests of a file: what is not asked for here is an error. `requests` are all, in order. */
export function useVendors() {
  const requests: Request[] = [];
  const server = setupServer();
  server.events.on('request:start', ({ request }) => {
    requests.push(request.clone());
  });
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    server.resetHandlers();
    requests.length = 0;
  });
  afterAll(() => server.close());
  return {
    requests,
    use: (...handlers: RequestHandler[]) => server.use(...handlers),
    /** How many requests went to addresses that hold `part`. */
    count: (part: string) => requests.filter(({ url }) => url.includes(part)).length,
  };
}

/** Google's token endpoint, where a service account gets its token. */
export function googleTokens(address = GOOGLE_TOKEN) {
  let last = 0;
  return http.post(address, () =>
    HttpResponse.json({ access_token: `ya29.access-${++last}`, expires_in: 3_599, token_type: 'Bearer' }),
  );
}

/** Arduino's token endpoint; tokens live 300 s unless `more` says otherwise. */
export function arduinoTokens(more: object = { expires_in: 300 }) {
  let last = 0;
  return http.post(ARDUINO_TOKEN, () =>
    HttpResponse.json({ access_token: `arduino.access-${++last}`, token_type: 'Bearer', ...more }),
  );
}

/** The calendar adapter; keys of the key file may differ. */
export function aCalendar(keys: object = {}, measures?: Measures) {
  return googleCalendar({
    credentials: JSON.stringify({ ...KEY_FILE, ...keys }),
    endpoint: GOOGLE,
    eventsPerRefresh: 10,
    requestsPerMinute: 6_000,
    clock: new SimulatedClock('2026-11-23T08:00:00Z'),
    measures,
  });
}

/** The Things adapter, whose budget is out of the way. */
export function theThings(more: { organizationId?: string; clock?: Clock; measures?: Measures } = {}) {
  return iotCloud({
    clientId: 'client',
    clientSecret: 'hush-hush',
    organizationId: undefined,
    endpoint: ARDUINO,
    requestsPerSecond: 1_000,
    clock: new SimulatedClock('2026-11-23T08:00:00Z'),
    ...more,
  });
}

/** The failure of a call, which must be the vendor's, in one line, and tell no secret however it is printed. */
export async function failureOf(vendor: Vendor, call: Promise<unknown>): Promise<VendorError> {
  const error = await call.then(
    () => expect.unreachable('this should have failed'),
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(VendorError);
  expect(error.vendor).toBe(vendor);
  expect(error.message).toMatch(/^(Google Calendar|Arduino IoT Cloud): \S[^\n]*$/);
  const printed = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 20 })].join();
  for (const secret of [...SECRETS, ...privateKey.split('\n').slice(1, -2)]) {
    expect(printed).not.toContain(secret);
  }
  return error;
}
