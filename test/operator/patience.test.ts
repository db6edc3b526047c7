import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { look, ok } from '../../src/operator/check.ts';
import { openThings } from '../../src/operator/clouds.ts';
import { SimulatedClock, settle } from '../../src/replay/simulated-clock.ts';
import { ARDUINO, arduinoTokens, failureOf, THINGS, useVendors } from '../io/vendors.ts';

const vendors = useVendors();
const SECOND_MS = 1_000;
const LOOK_MS = 15 * SECOND_MS;

describe('an operator whose account somebody else spends from', () => {
  /** Things of an account that is answered so many times 429, and then what it asks for. */
  function open(refusals: number, status = 429) {
    let left = refusals;
    const answer = () => (left-- > 0 ? new HttpResponse('no', { status }) : HttpResponse.json([]));
    vendors.use(arduinoTokens(), http.get(THINGS, answer));
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const account = {
      name: undefined,
      clientId: 'client',
      clientSecret: 'hush-hush',
      organizationId: undefined,
      endpoint: ARDUINO,
      requestsPerSecond: 1_000,
    };
    /** Resolves once a request was refused: then the budget rests, and whoever asked waits. */
    const refused = async () => {
      await clock.armed(SECOND_MS);
      await settle();
    };
    return { clock, refused, things: openThings(account, clock).things };
  }

  it('asks again four times, each time later, and no more', async () => {
    const { clock, refused, things } = open(Number.POSITIVE_INFINITY);
    const failing = failureOf('iot', things());
    for (const [asked, seconds] of [1, 2, 4, 8].entries()) {
      await refused();
      expect(vendors.count('/things')).toBe(asked + 1);
      await clock.advance(seconds * SECOND_MS - 1);
      expect(vendors.count('/things')).toBe(asked + 1);
      clock.step(1);
    }
    expect((await failing).status).toBe(429);
    expect(vendors.count('/things')).toBe(5);
  });

  it('is given what was asked for once it is answered', async () => {
    const { clock, refused, things } = open(1);
    const asked = things();
    await refused();
    clock.step(SECOND_MS);
    expect(await asked).toEqual([]);
  });

  it.each([401, 404, 503])('asks but once where the answer is another: %i', async (status) => {
    const { things } = open(Number.POSITIVE_INFINITY, status);
    expect((await failureOf('iot', things())).status).toBe(status);
    expect(vendors.count('/things')).toBe(status === 401 ? 2 : 1);
  });
});

describe('a look of the doctor', () => {
  it('has its end after 15 s, and leaves no timer where it ends before', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const late = look('thing', 'blue_room', clock, () => new Promise(() => undefined));
    clock.step(LOOK_MS - 1);
    expect(clock.pending).toBe(1);
    clock.step(1);
    expect(await late).toMatchObject({
      check: 'thing',
      subject: 'blue_room',
      status: 'failed',
      says: 'no answer within 15 s',
      mend: expect.stringMatching(/^run it again/),
    });
    expect(await look('thing', 'blue_room', clock, async () => ok('is there'))).toEqual({
      check: 'thing',
      subject: 'blue_room',
      status: 'ok',
      says: 'is there',
    });
    expect(clock.pending).toBe(0);
  });
});
