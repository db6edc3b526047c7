import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { ARDUINO_TOKEN, arduinoTokens, failureOf, THINGS, theThings, useVendors } from '../vendors.ts';

const { use, count } = useVendors();

/** Things whose readings are answered when the test says so: each tells the number of its request. */
function slowThings() {
  const came: (() => void)[] = [];
  const gates: (() => void)[] = [];
  let number = 0;
  const arrivals = [deferred<void>(), deferred<void>(), deferred<void>()];
  for (const { resolve } of arrivals) came.push(resolve);
  use(
    arduinoTokens(),
    http.get(THINGS, async () => {
      const mine = ++number;
      came[mine - 1]?.();
      const gate = deferred<void>();
      gates.push(gate.resolve);
      await gate.promise;
      return HttpResponse.json([{ id: String(mine), name: 'blue_room' }]);
    }),
  );
  return {
    things: theThings(),
    /** Resolves once the reading of that number has arrived at Arduino. */
    arrived: (which: number) => arrivals[which - 1]!.promise,
    answer: (which: number) => gates[which - 1]!(),
  };
}

const numberOf = async (reading: Promise<readonly { id: string }[]>) => (await reading)[0]!.id;

describe('a reading of all Things', () => {
  it('is one for all who ask before it is sent', async () => {
    const { things, arrived, answer } = slowThings();
    const readings = [things.read(), things.read(), things.read(), things.read()];
    await arrived(1);
    answer(1);
    await Promise.all(readings);
    expect(count('/things')).toBe(1);
  });

  it('is never older than the question: who asks after it was sent waits for the next one, with all others', async () => {
    const { things, arrived, answer } = slowThings();
    const first = numberOf(things.read());
    await arrived(1);
    const later = [things.read(), things.read()].map(numberOf);
    await arrived(2);
    answer(2);
    expect(await Promise.all(later)).toEqual(['2', '2']);
    answer(1);
    expect(await first).toBe('1');
    expect(count('/things')).toBe(2);
  });

  it('is asked for anew after one that failed, and after one for which there was no token', async () => {
    const { things, arrived, answer } = slowThings();
    use(http.post(ARDUINO_TOKEN, () => HttpResponse.error(), { once: true }));
    await Promise.all([things.read(), things.read()].map((reading) => failureOf('iot', reading)));
    expect(count('/things')).toBe(0);
    use(http.get(THINGS, () => new HttpResponse('no', { status: 503 }), { once: true }));
    await failureOf('iot', things.read());
    const reading = numberOf(things.read());
    await arrived(1);
    answer(1);
    expect(await reading).toBe('1');
  });

  it('has the webhook of a Thing where that is called, and not where it is switched off', async () => {
    const webhook_uri = 'https://roomcal.example.org/iot-webhook/token';
    const things = [true, false].map((webhook_active) => ({
      id: 'a',
      name: 'a',
      webhook_active,
      webhook_uri,
    }));
    use(
      arduinoTokens(),
      http.get(THINGS, () => HttpResponse.json(things)),
    );
    expect((await theThings().read()).map(({ webhook }) => webhook)).toEqual([webhook_uri, undefined]);
  });
});
