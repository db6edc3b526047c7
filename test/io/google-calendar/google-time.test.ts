import fc from 'fast-check';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { googleCalendar } from '../../../src/io/google-calendar/calendar.ts';
import { googleTime, TOLERANCE_MS } from '../../../src/io/google-calendar/google-time.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { EVENTS, failureOf, GOOGLE, GOOGLE_TOKEN, googleTokens, KEY_FILE, useVendors } from '../vendors.ts';

const NOON = '2026-11-23T12:00:00.000Z';
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const MOST_MS = 10_000;

/** As HTTP writes it: without the rest of the second. */
const header = (instant: number) => new Date(instant).toUTCString();

/** A machine whose clock is `skew` ms behind, and a Google that answers over ways of so many ms there and back. */
function aMachine(skew: number) {
  const machine = new SimulatedClock(NOON);
  let ahead = skew;
  const corrections: number[] = [];
  const crossings: number[] = [];
  const time = googleTime(
    machine,
    () => corrections.push(time.skewMs()),
    (skewMs) => crossings.push(skewMs),
  );
  const truth = () => machine.now() + ahead;
  return {
    machine,
    time,
    corrections,
    crossings,
    error: () => Math.abs(time.clock.now() - truth()),
    exchange(there: number, back: number) {
      const sentAt = machine.now();
      machine.step(there);
      const date = header(truth());
      machine.step(back);
      time.answered(date, sentAt, machine.now());
    },
    /** Somebody sets the machine's clock. */
    set(by: number) {
      machine.jumpTo(new Date(machine.now() + by).toISOString());
      ahead -= by;
    },
  };
}

const skew = fc.integer({ min: -HOUR_MS, max: HOUR_MS });
const way = fc.integer({ min: 0, max: MOST_MS / 2 });
const exchanges = fc.array(fc.tuple(way, way, fc.integer({ min: 0, max: HOUR_MS })), {
  minLength: 1,
  maxLength: 20,
});

describe("Google's time", () => {
  it('is that of the machine as long as nobody has told another', () => {
    const { time, machine } = aMachine(HOUR_MS);
    expect(time.clock.now()).toBe(machine.now());
    expect(time.skewMs()).toBe(0);
  });

  it('tells once that the machine is off by more than the tolerance, and once that it no longer is', () => {
    const { exchange, crossings, set, machine } = aMachine(37 * SECOND_MS);
    for (let times = 0; times < 5; times++) {
      exchange(100, 100);
      machine.step(SECOND_MS);
    }
    expect(crossings).toHaveLength(1);
    expect(Math.abs(crossings[0]! - 37 * SECOND_MS)).toBeLessThan(TOLERANCE_MS);
    set(37 * SECOND_MS - TOLERANCE_MS / 4);
    for (let times = 0; times < 5; times++) exchange(100, 100);
    expect(crossings.slice(1)).toEqual([0]);
  });

  it('is told of where it is corrected, and not where it is but narrowed', () => {
    const { exchange, corrections, set, machine } = aMachine(5 * 60_000);
    for (let times = 0; times < 5; times++) {
      exchange(20, 20);
      machine.step(700);
    }
    expect(corrections).toHaveLength(1);
    set(5 * 60_000);
    exchange(20, 20);
    expect(corrections).toHaveLength(2);
    expect(corrections[1]).toBe(0);
  });

  it('is told by the first answer, to the second that it names', () => {
    const { time, exchange, error } = aMachine(5 * 60_000);
    exchange(20, 20);
    expect(error()).toBeLessThanOrEqual(520);
    expect(time.skewMs()).toBeGreaterThan(299_000);
  });

  it('narrows from answer to answer', () => {
    const { exchange, error, machine } = aMachine(-5 * 60_000);
    for (let index = 0; index < 40; index++) {
      exchange(10, 10);
      machine.step(1_037);
    }
    expect(error()).toBeLessThan(60);
  });

  it('is that of a machine that is right to two seconds, whatever comes', () => {
    const right = fc.integer({ min: -TOLERANCE_MS, max: TOLERANCE_MS });
    fc.assert(
      fc.property(right, exchanges, (off, all) => {
        const { time, machine, exchange } = aMachine(off);
        for (const [there, back, pause] of all) {
          exchange(there, back);
          expect(time.skewMs()).toBe(0);
          machine.step(pause);
        }
      }),
      { seed: 1 },
    );
  });

  it('is never farther from the truth than an answer may be, and the tolerance', () => {
    fc.assert(
      fc.property(skew, exchanges, (off, all) => {
        const { machine, exchange, error } = aMachine(off);
        for (const [there, back, pause] of all) {
          exchange(there, back);
          expect(error()).toBeLessThanOrEqual(TOLERANCE_MS + SECOND_MS + there + back);
          machine.step(pause);
        }
      }),
      { seed: 1 },
    );
  });

  it('follows a machine whose clock is set, back or forth', () => {
    fc.assert(
      fc.property(skew, skew, exchanges, (off, by, all) => {
        const { exchange, set, error } = aMachine(off);
        for (const [there, back] of all) exchange(there, back);
        set(by);
        exchange(50, 50);
        exchange(50, 50);
        expect(error()).toBeLessThanOrEqual(TOLERANCE_MS + SECOND_MS + 100);
      }),
      { seed: 1 },
    );
  });

  it('does not go back and forth where the machine is just beyond the tolerance', () => {
    const { time, machine, exchange } = aMachine(TOLERANCE_MS + 300);
    const told = new Set<boolean>();
    for (let index = 0; index < 60; index++) {
      exchange(index % 2 ? 10 : 900, 10);
      machine.step(1_037);
      if (time.skewMs() !== 0) told.add(true);
      else expect(told.has(true)).toBe(false);
    }
    expect(told.has(true)).toBe(true);
  });

  it('is that of the machine again once that is mended', () => {
    const { time, exchange, set } = aMachine(HOUR_MS);
    exchange(20, 20);
    set(HOUR_MS);
    exchange(20, 20);
    expect(time.skewMs()).toBe(0);
  });

  it.each([
    ['without a date', null],
    ['without one at all', undefined],
    ['of an unreadable date', 'yesterday'],
    ['of an empty date', ''],
  ])('is not told by an answer %s', (_, date) => {
    const { time, machine } = aMachine(HOUR_MS);
    time.answered(date, machine.now(), machine.now());
    expect(time.skewMs()).toBe(0);
  });

  it.each([
    ['came before it was asked for', -1],
    ['came an hour earlier', -HOUR_MS],
    ['took longer than any answer may', MOST_MS + 1],
    ['took an hour, as the machine has it', HOUR_MS],
    ['took nobody knows how long', Number.NaN],
  ])('is not told by an answer that %s: the clock was set meanwhile', (_, took) => {
    const { time, machine } = aMachine(0);
    const sentAt = machine.now();
    time.answered(header(sentAt + HOUR_MS), sentAt, sentAt + took);
    expect(time.skewMs()).toBe(0);
  });

  it('has the timers of the machine', () => {
    const { time, machine, exchange } = aMachine(HOUR_MS);
    exchange(1, 1);
    const fired: string[] = [];
    time.clock.setTimeout(() => fired.push('kept'), 1_000);
    time.clock.clearTimeout(time.clock.setTimeout(() => fired.push('cleared'), 1_000));
    machine.step(1_000);
    expect(fired).toEqual(['kept']);
  });
});

describe("what Google's answers tell of the time", () => {
  const { use, requests } = useVendors();
  const calendarId = 'blue@example.org';

  function aCalendar() {
    const time = googleTime(new SimulatedClock(NOON));
    const calendar = googleCalendar({
      credentials: JSON.stringify(KEY_FILE),
      endpoint: GOOGLE,
      eventsPerRefresh: 10,
      requestsPerMinute: 6_000,
      clock: time.clock,
      time,
    });
    return { time, calendar, list: () => calendar.list({ calendarId }) };
  }
  const at = (instant: string) => ({ date: header(Date.parse(instant)) });
  const lists = (date: string) =>
    http.get(EVENTS, () => HttpResponse.json({ timeZone: 'Europe/Rome', items: [] }, { headers: at(date) }));
  const asked = () => requests.flatMap(({ url }) => new URL(url).searchParams.get('timeMin') ?? []);

  it('is known from a list, and a list of another time is asked for anew', async () => {
    use(googleTokens(), lists('2026-11-23T13:20:00Z'));
    const { time, list } = aCalendar();
    const { asOf } = await list();
    expect(time.skewMs()).toBe(80 * 60_000 + 500);
    expect(asOf).toBe(time.clock.now());
    expect(asked()).toEqual(['2026-11-23T12:00:00.000Z', '2026-11-23T13:15:00.000Z']);
    await list();
    expect(asked()).toHaveLength(3);
  });

  it('is known from a token', async () => {
    use(
      http.post(GOOGLE_TOKEN, () =>
        HttpResponse.json(
          { access_token: 'ya29.access', expires_in: 3_599 },
          { headers: at('2026-11-23T13:20:00Z') },
        ),
      ),
      http.get(EVENTS, () => HttpResponse.error()),
    );
    const { time, list } = aCalendar();
    await failureOf('calendar', list());
    expect(time.skewMs()).toBe(80 * 60_000 + 500);
  });

  it.each([
    ['a token', GOOGLE_TOKEN, 400],
    ['a list', EVENTS, 403],
    ['a list that nobody can make', EVENTS, 503],
  ])('is known from a refusal of %s, too', async (_, url, status) => {
    const refusal = () => HttpResponse.json({}, { status, headers: at('2026-11-23T10:40:00Z') });
    use(http.all(url, refusal), googleTokens(), lists(NOON));
    const { time, list } = aCalendar();
    await failureOf('calendar', list());
    expect(time.skewMs()).toBe(-80 * 60_000 + 500);
  });

  it('is that of the machine where both are the same', async () => {
    use(googleTokens(), lists(NOON));
    const { time, list } = aCalendar();
    await list();
    expect(time.skewMs()).toBe(0);
    expect(asked()).toHaveLength(1);
  });
});
