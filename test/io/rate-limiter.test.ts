import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimiter } from '../../src/io/rate-limiter.ts';
import { SimulatedClock, settle } from '../../src/replay/simulated-clock.ts';

const PER_SECOND = 3;

/** Sends a request whose ways there and back take so long, in ms, and notes when it arrived. */
function request(clock: SimulatedClock, arrivals: number[], [there, back]: readonly [number, number]) {
  return () =>
    new Promise<void>((resolve) => {
      clock.setTimeout(() => {
        arrivals.push(clock.now());
        clock.setTimeout(resolve, back);
      }, there);
    });
}

describe('the budget of requests', () => {
  it('lets no second see more of them arrive than it has places, whatever their ways are like', async () => {
    const way = fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 3_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(way, { minLength: 1, maxLength: 25 }), async (ways) => {
        const clock = new SimulatedClock('2026-11-23T08:00:00Z');
        const budget = rateLimiter(PER_SECOND, 1_000, clock);
        const arrivals: number[] = [];
        const all = ways.map((one) => budget.schedule(request(clock, arrivals, one), 0));
        await clock.advance(200_000);
        await Promise.all(all);
        arrivals.sort((a, b) => a - b);
        for (let index = PER_SECOND; index < arrivals.length; index++) {
          expect(arrivals[index]! - arrivals[index - PER_SECOND]!).toBeGreaterThanOrEqual(1_000);
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('has no more than fifty on their way, however many an interval has, and counts those that wait', async () => {
    const budget = rateLimiter(1_000, 1_000, new SimulatedClock('2026-11-23T08:00:00Z'));
    let made = 0;
    for (let call = 0; call < 60; call++)
      void budget.schedule(() => {
        made += 1;
        return new Promise(() => undefined);
      }, 0);
    await settle();
    expect([made, budget.waiting]).toEqual([50, 10]);
  });

  it('waits for the clock where a timer fires a millisecond early', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    let early = 0;
    const hasty = {
      now: () => clock.now(),
      setTimeout: (callback: () => void, ms: number) => {
        if (ms > 1) early += 1;
        return clock.setTimeout(callback, ms > 1 ? ms - 1 : ms);
      },
      clearTimeout: (id: unknown) => clock.clearTimeout(id as number),
    };
    const budget = rateLimiter(1, 1_000, hasty);
    const arrivals: number[] = [];
    const all = [1, 2, 3].map(() => budget.schedule(request(clock, arrivals, [0, 0]), 0));
    await clock.advance(10_000);
    await Promise.all(all);
    expect(early).toBeGreaterThan(0);
    expect(arrivals.map((at) => at - (arrivals[0] ?? 0))).toEqual([0, 1_000, 2_000]);
  });

  it('makes the urgent ones first, and at once where there is a place', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const budget = rateLimiter(1, 1_000, clock);
    const made: string[] = [];
    const make = (name: string) => async () => void made.push(name);
    const all = [
      budget.schedule(make('first'), 0),
      budget.schedule(make('later'), 0),
      budget.schedule(make('urgent'), 2),
    ];
    await clock.advance(0);
    expect(made).toEqual(['first']);
    expect(budget.waiting).toBe(2);
    await clock.advance(2_000);
    await Promise.all(all);
    expect(made).toEqual(['first', 'urgent', 'later']);
  });

  it('gives the place back of a request that failed, and rests when it is told to', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const budget = rateLimiter(1, 1_000, clock);
    await expect(budget.schedule(() => Promise.reject(new Error('no')), 0)).rejects.toThrow('no');
    budget.halve();
    const next = budget.schedule(async () => clock.now(), 0);
    const before = clock.now();
    await clock.advance(1_000);
    expect((await next) - before).toBe(1_000);
    expect(clock.pending).toBe(1);
  });

  it('costs nothing what turns out not to be needed, nor what has left the line', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const budget = rateLimiter(1, 1_000, clock);
    const leaving = new AbortController();
    const made: string[] = [];
    const make = (name: string) => async () => void made.push(name);
    const first = budget.schedule(make('first'), 0);
    const left = budget.schedule(make('left'), 5, leaving.signal);
    const needless = budget.schedule(() => undefined, 3);
    const last = budget.schedule(make('last'), 0);
    leaving.abort();
    await expect(left).rejects.toThrow();
    await clock.advance(1_000);
    expect(await needless).toBeUndefined();
    await Promise.all([first, last]);
    expect(made).toEqual(['first', 'last']);
  });

  it('keeps the place of what was sent, though nobody waits for it any more', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const budget = rateLimiter(1, 1_000, clock);
    const arrivals: number[] = [];
    const leaving = new AbortController();
    const began = clock.now();
    const sent = budget.schedule(request(clock, arrivals, [100, 100]), 0, leaving.signal);
    const next = budget.schedule(request(clock, arrivals, [100, 100]), 0);
    await clock.advance(150);
    leaving.abort();
    await clock.advance(10_000);
    await Promise.all([sent, next]);
    expect(arrivals.map((at) => at - began)).toEqual([100, 1_300]);
  });

  it('is halved where somebody else spends, and grows by one each interval until it is whole', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const budget = rateLimiter(8, 1_000, clock);
    budget.halve();
    // However many were turned away in that interval.
    budget.halve();
    const seconds: number[] = [];
    const started = clock.now();
    const all = Array.from({ length: 60 }, () =>
      budget.schedule(async () => void seconds.push((clock.now() - started) / 1_000), 0),
    );
    await clock.advance(20_000);
    await Promise.all(all);
    const made = [0, 1, 2, 3, 4, 5, 6].map(
      (second) => seconds.filter((at) => Math.floor(at) === second).length,
    );
    expect(made).toEqual([0, 4, 5, 6, 7, 8, 8]);
  });

  it('is halved again while it grows, and then grows as slowly', async () => {
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const budget = rateLimiter(8, 1_000, clock);
    budget.halve();
    const seconds: number[] = [];
    const started = clock.now();
    const all = Array.from({ length: 60 }, () =>
      budget.schedule(async () => void seconds.push((clock.now() - started) / 1_000), 0),
    );
    await clock.advance(2_500);
    budget.halve();
    await clock.advance(20_000);
    await Promise.all(all);
    const made = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (second) => seconds.filter((at) => Math.floor(at) === second).length,
    );
    expect(made).toEqual([0, 4, 5, 2, 3, 4, 5, 6]);
  });
});
