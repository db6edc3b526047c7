import { EventEmitter, once } from 'node:events';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { iotCloud } from '../../../src/io/arduino-iot/things.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { ARDUINO, arduinoTokens, failureOf, PUBLISH, THINGS, useVendors } from '../vendors.ts';

const vendors = useVendors();
const SECOND_MS = 1_000;

/** Things of an account with so many requests a second; `asked` are those that came, in order: `things`, a property, or `one Thing`. */
function anAccount(requestsPerSecond: number) {
  const asked: string[] = [];
  const refusals: number[] = [];
  const news = new EventEmitter();
  const came = (what: string, answer: object) => {
    asked.push(what);
    news.emit('came');
    const status = refusals.shift();
    return status ? new HttpResponse('no', { status }) : HttpResponse.json(answer);
  };
  vendors.use(
    arduinoTokens(),
    http.get(THINGS, () => came('things', [])),
    http.get(`${THINGS}/:thing/properties`, () => came('one Thing', [])),
    http.put(PUBLISH, ({ params }) => came(String(params.property), {})),
  );
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const things = iotCloud({
    clientId: 'client',
    clientSecret: 'hush-hush',
    organizationId: undefined,
    endpoint: ARDUINO,
    requestsPerSecond,
    clock,
  });
  const publish = (propertyId: string, priority = 0, signal = new AbortController().signal) =>
    things.publish({ thingId: 'thing', priority, choose: () => ({ propertyId, value: 1 }), signal });
  const until = async (count: number) => {
    while (asked.length < count) await once(news, 'came');
  };
  /** Steps to the timer that is due in a second, once it is set. */
  const second = async () => {
    await clock.armed(SECOND_MS);
    clock.step(SECOND_MS);
  };
  return { asked, refusals, clock, things, publish, until, second };
}

describe('the budget of an account at Arduino', () => {
  it.each([
    ['a 429', [429]],
    ['a 429 to what was asked once more with a new token', [401, 429]],
  ])('is halved after %s: somebody else spends from it', async (_, statuses) => {
    const { asked, refusals, clock, publish, until, second } = anAccount(4);
    refusals.push(...statuses);
    await failureOf('iot', publish('refused'));
    const refused = statuses.map(() => 'refused');
    const rest = ['a', 'b', 'c', 'd'].map((property) => publish(property));
    await clock.advance(SECOND_MS - 1);
    expect(asked).toEqual(refused);
    clock.step(1);
    await until(refused.length + 2);
    await Promise.all(rest.slice(0, 2));
    expect(asked).toEqual([...refused, 'a', 'b']);
    await second();
    await Promise.all(rest);
  });

  it.each([500, 503, 404])('stays whole after a %i', async (status) => {
    const { asked, refusals, publish } = anAccount(4);
    refusals.push(status);
    await failureOf('iot', publish('refused'));
    await Promise.all(['a', 'b', 'c'].map((property) => publish(property)));
    expect(asked).toHaveLength(4);
  });

  it('is spent first on the Thing that may have been pressed, then on what is seen from afar, then on readings of all, then on the rest', async () => {
    const { asked, clock, things, publish, second } = anAccount(1);
    await publish('first');
    const made = [publish('text', 2), things.read(), publish('busynow', 3), things.readOne('thing')];
    await clock.advance(0);
    for (const _ of made) await second();
    await Promise.all(made);
    expect(asked).toEqual(['first', 'one Thing', 'busynow', 'things', 'text']);
  });

  it('is not spent on what is no longer wanted: its signal takes it out of the line', async () => {
    const { asked, clock, publish, second } = anAccount(1);
    await publish('first');
    const leaving = new AbortController();
    const left = failureOf('iot', publish('left', 3, leaving.signal));
    const last = publish('last');
    await clock.advance(0);
    leaving.abort();
    await left;
    await second();
    await last;
    expect(asked).toEqual(['first', 'last']);
  });

  it('is not spent on it, either, where it waits for its turn with a new token', async () => {
    const { asked, refusals, publish, until, second } = anAccount(1);
    await publish('first');
    refusals.push(401);
    const leaving = new AbortController();
    const left = failureOf('iot', publish('left', 0, leaving.signal));
    const last = publish('last');
    await second();
    await until(2);
    // It was refused, and is behind the other one now.
    await second();
    await last;
    leaving.abort();
    await left;
    expect(asked).toEqual(['first', 'left', 'last']);
  });
});
