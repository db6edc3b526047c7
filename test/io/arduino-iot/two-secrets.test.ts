import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { iotCloud } from '../../../src/io/arduino-iot/things.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { ARDUINO, ARDUINO_TOKEN, failureOf, THINGS, useVendors } from '../vendors.ts';

const vendors = useVendors();
const ACCOUNT = { clientId: 'client', clientSecret: 'new', organizationId: undefined };

/** Arduino, which knows these secrets alone, and Things that are read with them; `status` answers the others. */
function anAccount(known: string[], previousSecret?: string, status = 401) {
  const shown: string[] = [];
  vendors.use(
    http.post(ARDUINO_TOKEN, async ({ request }) => {
      const form = new URLSearchParams(await request.text());
      const secret = form.get('client_secret')!;
      shown.push(`${form.get('client_id')} ${secret}`);
      if (!known.includes(secret)) return new HttpResponse('{}', { status });
      return HttpResponse.json({ access_token: `token-of-${secret}`, expires_in: 300 });
    }),
    http.get(THINGS, ({ request }) => {
      shown.push(`${request.headers.get('authorization')} ${request.headers.get('x-organization')}`);
      return HttpResponse.json([]);
    }),
  );
  const things = iotCloud({
    ...ACCOUNT,
    previousSecret,
    endpoint: ARDUINO,
    requestsPerSecond: 1_000,
    clock: new SimulatedClock('2026-11-23T08:00:00Z'),
  });
  return { things, shown };
}

describe('the Arduino account while its secret is changed', () => {
  it('is opened with the new secret', async () => {
    const { things, shown } = anAccount(['new', 'old'], 'old');
    await things.read();
    expect(shown).toEqual(['client new', 'Bearer token-of-new null']);
  });

  it('is opened with the one before, where Arduino refuses the new one still', async () => {
    const { things, shown } = anAccount(['old'], 'old');
    await things.read();
    expect(shown).toEqual(['client new', 'client old', 'Bearer token-of-old null']);
  });

  it('is closed where it refuses both, and where there is but one', async () => {
    expect(await failureOf('iot', anAccount([], 'old').things.read())).toMatchObject({ status: 401 });
    expect(await failureOf('iot', anAccount(['old']).things.read())).toMatchObject({ status: 401 });
  });

  it('is not asked for by the one before for what has nothing to do with secrets', async () => {
    const { things, shown } = anAccount(['old'], 'old', 503);
    expect(await failureOf('iot', things.read())).toMatchObject({ status: 503 });
    expect(shown).toEqual(['client new']);
  });

  it('is another from one call to the next', async () => {
    const { things, shown } = anAccount(['new', 'newer']);
    await things.read();
    things.use({ clientId: 'other', clientSecret: 'newer', organizationId: 'space' });
    await things.read();
    expect(shown.slice(2)).toEqual(['other newer', 'Bearer token-of-newer space']);
  });
});
