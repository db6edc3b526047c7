import { describe, expect, it } from 'vitest';
import { SimulatedClock, settle } from '../../src/replay/simulated-clock.ts';
import { deadline } from '../../src/timing/deadline.ts';
import { atMost, sleep } from '../../src/timing/sleep.ts';

const aClock = () => new SimulatedClock('2026-11-23T12:00:00Z');

/** Whether it has come to an end, once all that waits for no timer had its turn. */
async function isOver(work: Promise<unknown>): Promise<boolean> {
  let over = false;
  const end = () => {
    over = true;
  };
  work.then(end, end);
  await settle();
  return over;
}

describe('a sleep', () => {
  it('ends after its time, and not before', async () => {
    const clock = aClock();
    const slept = sleep(clock, 1_000);
    await clock.advance(999);
    expect(await isOver(slept)).toBe(false);
    await clock.advance(1);
    expect(await isOver(slept)).toBe(true);
  });

  it('ends as soon as it is no longer wanted, and leaves no timer', async () => {
    const clock = aClock();
    const unwanted = new AbortController();
    const slept = sleep(clock, 1_000, unwanted.signal);
    expect(clock.pending).toBe(1);
    unwanted.abort();
    expect(await isOver(slept)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('that was never wanted sets no timer', async () => {
    const clock = aClock();
    expect(await isOver(sleep(clock, 1_000, AbortSignal.abort()))).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('what is waited for at most for a while', () => {
  it('is waited for until it is done, and leaves no timer', async () => {
    const clock = aClock();
    const work = Promise.withResolvers<void>();
    const waited = atMost(clock, 1_000, work.promise);
    await clock.advance(999);
    expect(await isOver(waited)).toBe(false);
    work.resolve();
    expect(await isOver(waited)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('is waited for no longer than that', async () => {
    const clock = aClock();
    const waited = atMost(clock, 1_000, new Promise(() => {}));
    await clock.advance(999);
    expect(await isOver(waited)).toBe(false);
    await clock.advance(1);
    expect(await isOver(waited)).toBe(true);
  });

  it('throws what it throws', async () => {
    const clock = aClock();
    await expect(atMost(clock, 1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(clock.pending).toBe(0);
  });
});

describe('a call with a deadline', () => {
  const late = () => new Error('late');

  it('is what it comes to, and leaves no timer', async () => {
    const clock = aClock();
    expect(await deadline(clock, 1_000, async () => 'done', late)).toBe('done');
    await expect(deadline(clock, 1_000, () => Promise.reject(new Error('no')), late)).rejects.toThrow('no');
    const thrown = () => {
      throw new Error('at once');
    };
    await expect(deadline(clock, 1_000, thrown, late)).rejects.toThrow('at once');
    await settle();
    expect(clock.pending).toBe(0);
  });

  it('is told to give up once its time is over, and not before', async () => {
    const clock = aClock();
    let told: AbortSignal | undefined;
    const made = deadline(
      clock,
      1_000,
      (signal) => {
        told = signal;
        return new Promise(() => {});
      },
      late,
    );
    await clock.advance(999);
    expect([await isOver(made), told!.aborted]).toEqual([false, false]);
    await clock.advance(1);
    await expect(made).rejects.toThrow('late');
    expect(told!.aborted).toBe(true);
  });

  it('leaves no timer once nobody waits for it any more', async () => {
    const clock = aClock();
    const unwanted = new AbortController();
    void deadline(clock, 1_000, () => new Promise(() => {}), late, unwanted.signal);
    expect(clock.pending).toBe(1);
    unwanted.abort();
    expect(clock.pending).toBe(0);
  });
});
