import { describe, expect, it } from 'vitest';
import { calendarBudget, RANK } from '../../../src/io/google-calendar/budget.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { sleep } from '../../../src/timing/sleep.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const MINUTES = 6;
const ANSWERED_AFTER_MS = 10;

/** 300 calls a minute, of which those that nobody waits for would take all; when each of those was made, in s. */
function aBacklog() {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const begun = clock.now();
  const budget = calendarBudget(300, clock);
  const made: number[] = [];
  const call = async () => {
    made.push((clock.now() - begun) / SECOND_MS);
    await sleep(clock, ANSWERED_AFTER_MS);
  };
  const goOn = async (): Promise<void> => {
    await budget.schedule(call, RANK.unhurried);
    return goOn();
  };
  for (let line = 0; line < 5; line++) void goOn();
  return { clock, budget, made };
}

/** Of which nothing was asked; calls that nobody waits for are made by `ask`, and counted in `made`. */
function aQuietBudget(requestsPerMinute: number) {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const budget = calendarBudget(requestsPerMinute, clock);
  let made = 0;
  const ask = (calls: number) => {
    for (let call = 0; call < calls; call++) void budget.schedule(async () => made++, RANK.unhurried);
  };
  return { clock, budget, ask, made: () => made };
}

describe('calls that nobody waits for, where there are more than Google allows', () => {
  it('are made evenly, once the first minute has shown it', async () => {
    const { clock, made } = aBacklog();
    await clock.advance(MINUTES * 60 * SECOND_MS);
    expect(made.filter((at) => at < 10)).toHaveLength(225);
    for (let from = 60; from < MINUTES * 60; from += 10)
      expect(made.filter((at) => at >= from && at < from + 10).length).toBeLessThanOrEqual(60);
    // Hardly any of what they may is lost by that.
    expect(made.length).toBeGreaterThan(225 * (MINUTES - 1));
  });

  it('never are more than three quarters of a minute, and a change goes at once', async () => {
    const { clock, budget, made } = aBacklog();
    const waits: number[] = [];
    for (let second = 0; second < MINUTES * 60; second++) {
      await clock.advance(SECOND_MS);
      const asked = clock.now();
      void budget.schedule(async () => waits.push(clock.now() - asked), RANK.change);
    }
    expect(waits).toHaveLength(MINUTES * 60);
    expect(Math.max(...waits)).toBe(0);
    for (const from of made)
      expect(made.filter((at) => at >= from && at < from + 60).length).toBeLessThanOrEqual(225);
  });

  it('are made as they come again, once none has had to wait for a minute', async () => {
    const { clock, budget, ask, made } = aQuietBudget(60);
    ask(50);
    await clock.advance(MINUTE_MS);
    expect(made()).toBe(50);
    ask(20);
    // Also those that wait to be made evenly.
    expect(budget.waiting).toBe(17);
    await clock.advance(MINUTE_MS + 5 * SECOND_MS);
    expect([made(), budget.waiting]).toEqual([70, 0]);
    ask(20);
    await clock.advance(SECOND_MS);
    expect(made()).toBe(90);
  });

  it('are made after a sweep, which tells of which calendars they need not be made', async () => {
    const { clock, budget, ask } = aQuietBudget(4);
    const made: string[] = [];
    const both = () => {
      void budget.schedule(async () => made.push('list'), RANK.unhurried);
      void budget.schedule(async () => made.push('sweep'), RANK.sweep);
    };
    ask(3);
    both();
    await clock.advance(MINUTE_MS);
    expect(made).toEqual(['sweep', 'list']);
    // From now on they are made evenly.
    ask(1);
    both();
    await clock.advance(2 * MINUTE_MS);
    expect(made.slice(2)).toEqual(['sweep', 'list']);
  });

  it('are made, too, where they are too few to be made evenly', async () => {
    const { clock, ask, made } = aQuietBudget(4);
    ask(4);
    await clock.advance(MINUTE_MS);
    ask(2);
    await clock.advance(MINUTE_MS);
    expect(made()).toBe(6);
  });
});
