import type { Instant } from '../../agenda/agenda.ts';
import type { Clock } from '../../ports/clock.ts';

/** A `Date` header is whole seconds, and no machine is right to the second: what is less than this apart is the same. */
export const TOLERANCE_MS = 2_000;
/** No answer takes longer. Where one seems to, the machine's clock was set meanwhile, and says nothing of when. */
const LONGEST_MS = 10_000;
const SECOND_MS = 1_000;

/** What time it is, as Google tells it beside the machine. */
export interface GoogleTime {
  /** The machine's time, corrected; its timers are the machine's. */
  clock: Clock;
  /** The machine's own clock: `answered` takes its instants. */
  machine: Clock;
  /**
   * Google has answered: `date` is the answer's `Date` header, `sentAt` and `receivedAt` are the machine's time when the
   * request went out and when the answer was here.
   */
  answered(date: string | null | undefined, sentAt: Instant, receivedAt: Instant): void;
  /** By how many ms the machine's time is corrected: 0 where it is right to two seconds, or nobody has told. */
  skewMs(): number;
}

/**
 * Google's time; `corrected` is told when it turns out to have been another, `crossed` when the machine turns out to be off by
 * more than the tolerance, with the correction in ms, and with 0 when it is right again. An answer was made between its request and its arrival, at some instant of the second that it names:
 * that bounds how far the machine is off, and answer after answer narrows it. The correction is moved no further than
 * into these bounds, so that a machine that is just beyond the tolerance does not go back and forth.
 */
export function googleTime(
  machine: Clock,
  corrected: () => void = () => undefined,
  crossed: (skewMs: number) => void = () => undefined,
): GoogleTime {
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let skew = 0;

  /** The correction that is in force, as near to what it was as the bounds allow. */
  function nearest(): number {
    const mayBeRight = least <= 0 && most >= 0;
    const isRight = least >= -TOLERANCE_MS && most <= TOLERANCE_MS;
    if (mayBeRight || isRight) return 0;
    if (skew !== 0) return Math.min(Math.max(skew, least), most);
    const isOff = least > TOLERANCE_MS || most < -TOLERANCE_MS;
    return isOff ? Math.round((least + most) / 2) : 0;
  }

  return {
    machine,
    clock: {
      now: () => machine.now() + skew,
      setTimeout: (callback, ms) => machine.setTimeout(callback, ms),
      clearTimeout: (id) => machine.clearTimeout(id),
    },

    answered(date, sentAt, receivedAt) {
      const told = Date.parse(date ?? '');
      const took = receivedAt - sentAt;
      if (Number.isNaN(told) || !(took >= 0 && took <= LONGEST_MS)) return;
      const [from, to] = [told - receivedAt, told + SECOND_MS - sentAt];
      [least, most] = [Math.max(least, from), Math.min(most, to)];
      // The machine's clock was set, or has drifted away: what was known before is of another clock.
      if (least > most) [least, most] = [from, to];
      const before = skew;
      skew = nearest();
      if ((skew === 0) !== (before === 0)) crossed(skew);
      if (Math.abs(skew - before) >= TOLERANCE_MS) corrected();
    },

    skewMs: () => skew,
  };
}
