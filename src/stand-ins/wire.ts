import type { Clock } from '../ports/clock.ts';
import type { Vendor } from '../ports/failure.ts';
import { answered, refused, unanswered } from './failures.ts';
import type { Fault, Faults, Mishap, Struck } from './faults.ts';

/** Whoever calls: a process, which may be gone or asleep when the answer comes. */
export interface Caller {
  readonly name: string;
  /** What it takes for the time, and timers that stand still while its machine sleeps. */
  readonly clock: Clock;
  /** The machine's own time, which may be wrong. */
  readonly machine: Clock;
  /** Lets an answer arrive: at once, broken off once the machine is awake again, or never. */
  arrive(answer: () => void, broken: () => void): void;
  /** Told of each answer of Google's: its `Date`, and when by the machine's time it was asked for and came. */
  answered(date: number, sentAt: number, receivedAt: number): void;
  /** By how much the machine's time is corrected. */
  skewMs(): number;
}

/**
 * A call on its way; `mayRepeat` says that its adapter asks once more with a new token, `awaited` that it is not held
 * back, for somebody stands at the door.
 */
export interface Call extends Struck {
  vendor: Vendor;
  mayRepeat?: boolean;
  awaited?: boolean;
}

/** How long the adapters wait for an answer, in ms. */
const PATIENCE_MS: Record<Vendor, number> = { calendar: 10_000, iot: 10_000, storage: 10_000, pubsub: 5_000 };

/** What a call came to at the vendor, and when that was by the vendor's clock, where it answered. */
type Outcome<T> = ({ value: T } | { error: unknown }) & { answeredAt?: number };

export interface WireOptions {
  /** The world's. */
  clock: Clock;
  faults: Faults;
  /** How long a call takes there and back where nothing is wrong, in ms. */
  latencyMs: (vendor: Vendor) => number;
  /** Told of each call before it is answered. */
  called: (call: Call, caller: Caller) => void;
}

/**
 * The way of a call to a vendor and back, in memory: the request travels, it has its effect there, the answer travels; and
 * each of the three may fail.
 */
export class Wire {
  readonly #options: WireOptions;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** What a call comes to; `effect` is what the vendor does, and is told of the fault in which it does so, if any. */
  call<T>(caller: Caller, call: Call, effect: (fault?: Fault) => T): Promise<T> {
    const { called, latencyMs } = this.#options;
    called(call, caller);
    const fault = this.#faultOf(caller, call);
    const reach = () => this.#reach(call.vendor, fault, effect);
    const sentAt = caller.machine.now();
    switch (fault?.what) {
      case 'hang':
        return this.#travel(caller, call, { sentAt });
      case 'late':
        return this.#travel(caller, call, { sentAt, reach, out: fault.delayMs });
      case 'slow': {
        const out = Math.floor(fault.delayMs * this.#options.faults.draw(fault, struckBy(caller, call)));
        return this.#travel(caller, call, { sentAt, reach, out, back: fault.delayMs - out });
      }
      default: {
        const latency = latencyMs(call.vendor);
        if (latency === 0) return atOnce(reach(), (one) => this.#stamp(caller, call, sentAt, one));
        const out = Math.floor(latency / 2);
        return this.#travel(caller, call, { sentAt, reach, out, back: latency - out });
      }
    }
  }

  #faultOf(caller: Caller, call: Call): Fault | undefined {
    const { faults } = this.#options;
    const strike = () =>
      faults.strike(call.vendor, struckBy(caller, call), ({ what }) => befallsCalls(call.vendor, what));
    const fault = strike();
    // The adapter asks once more with a new token.
    return fault?.what === 401 && call.mayRepeat ? strike() : fault;
  }

  /** What happens at the vendor. */
  #reach<T>(vendor: Vendor, fault: Fault | undefined, effect: (fault?: Fault) => T): Outcome<T> {
    const { what } = fault ?? {};
    if (what === 'drop') return { error: unanswered(vendor) };
    const isUndone = typeof what === 'number' && fault?.afterEffect === false;
    const outcome = isUndone ? undefined : attempt(() => effect(fault));
    if (what === 'unanswered') return { error: unanswered(vendor) };
    const answeredAt = this.#options.clock.now();
    if (typeof what === 'number') return { error: answered(vendor, what, fault?.reason), answeredAt };
    if (outcome && 'value' in outcome) return { ...outcome, answeredAt };
    return { error: refused(vendor, outcome?.error), answeredAt };
  }

  /** A call that takes its time; without `out` it never gets there, without `back` no answer comes. Times in ms. */
  #travel<T>(
    caller: Caller,
    call: Call,
    { sentAt, reach, out, back }: { sentAt: number; reach?: () => Outcome<T>; out?: number; back?: number },
  ): Promise<T> {
    const { vendor } = call;
    const { clock } = this.#options;
    const patienceMs = PATIENCE_MS[vendor];
    return new Promise<T>((resolve, reject) => {
      let isOver = false;
      let patience: unknown;
      const end = (answer: () => void) => {
        if (isOver) return;
        isOver = true;
        caller.clock.clearTimeout(patience);
        caller.arrive(answer, () => reject(unanswered(vendor)));
      };
      if (back === undefined || (out ?? 0) + back >= patienceMs) {
        const why = `no answer within ${patienceMs / 1_000} s`;
        patience = caller.clock.setTimeout(() => end(() => reject(unanswered(vendor, why))), patienceMs);
      }
      if (!reach) return;
      clock.setTimeout(() => {
        const outcome = reach();
        if (back === undefined) return;
        clock.setTimeout(() => {
          end(() => {
            this.#stamp(caller, call, sentAt, outcome);
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.value);
          });
        }, back);
      }, out ?? 0);
    });
  }

  /** Google's answers tell the time, to the second. */
  #stamp(caller: Caller, { vendor }: Call, sentAt: number, { answeredAt }: Outcome<unknown>): void {
    if (vendor !== 'calendar' || answeredAt === undefined) return;
    caller.answered(Math.floor(answeredAt / 1_000) * 1_000, sentAt, caller.machine.now());
  }
}

function struckBy({ name }: Caller, call: Call): Struck {
  return { ...call, process: name };
}

/** The rest befalls messages, notifications and streams. */
function befallsCalls(vendor: Vendor, what: Mishap): boolean {
  if (what === 'late') return vendor !== 'pubsub';
  return what !== 'duplicate' && what !== 'reorder' && what !== 'away' && what !== 'deaf';
}

function attempt<T>(act: () => T): { value: T } | { error: unknown } {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

/** An answer that takes no time: a promise that is settled already. */
function atOnce<T>(outcome: Outcome<T>, arrived: (outcome: Outcome<T>) => void): Promise<T> {
  arrived(outcome);
  return 'error' in outcome ? Promise.reject(outcome.error) : Promise.resolve(outcome.value);
}
