import type { Clock, Vendor } from '../io/ports.ts';
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

/**
 * The way of a call to a vendor and back, in memory: the request travels, it has its effect there, the answer travels; and
 * each of the three may fail. Where nothing is wrong all of it takes no time.
 */
export class Wire {
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #called: (call: Call, caller: Caller) => void;

  /** `clock` is the world's; `called` is told of each call before it is answered. */
  constructor(clock: Clock, faults: Faults, called: (call: Call, caller: Caller) => void) {
    this.#clock = clock;
    this.#faults = faults;
    this.#called = called;
  }

  /** What a call comes to; `effect` is what the vendor does, and is told of the fault in which it does so, if any. */
  call<T>(caller: Caller, call: Call, effect: (fault?: Fault) => T): Promise<T> {
    this.#called(call, caller);
    const struck = { ...call, process: caller.name };
    const ofCalls = ({ what }: Fault) => befallsCalls(call.vendor, what);
    let fault = this.#faults.strike(call.vendor, struck, ofCalls);
    if (fault?.what === 401 && call.mayRepeat) fault = this.#faults.strike(call.vendor, struck, ofCalls);
    const sentAt = caller.machine.now();
    if (!fault || fault.what === 'lag' || fault.what === 'lose') {
      return settled(() => {
        this.#stamp(caller, call, sentAt);
        return done(call.vendor, () => effect(fault));
      });
    }
    return this.#befall(caller, call, fault, sentAt, effect);
  }

  #befall<T>(
    caller: Caller,
    call: Call,
    fault: Fault,
    sentAt: number,
    effect: (fault?: Fault) => T,
  ): Promise<T> {
    const { vendor } = call;
    const { what, delayMs, afterEffect, reason } = fault;
    const act = () => done(vendor, () => effect(fault));
    if (typeof what === 'number') {
      return settled(() => {
        this.#stamp(caller, call, sentAt);
        if (afterEffect) act();
        throw answered(vendor, what, reason);
      });
    }
    if (what === 'unanswered') {
      return settled(() => {
        attempt(act);
        throw unanswered(vendor);
      });
    }
    if (what === 'drop') return Promise.reject(unanswered(vendor));
    return new Promise<T>((resolve, reject) => {
      let isOver = false;
      const end = (answer: () => void) => {
        if (isOver) return;
        isOver = true;
        caller.clock.clearTimeout(patience);
        caller.arrive(answer, () => reject(unanswered(vendor)));
      };
      const patience = caller.clock.setTimeout(
        () => end(() => reject(unanswered(vendor, `no answer within ${PATIENCE_MS[vendor] / 1_000} s`))),
        PATIENCE_MS[vendor],
      );
      if (what === 'late') this.#clock.setTimeout(() => attempt(act), delayMs);
      if (what !== 'slow') return;
      const travels = Math.floor(delayMs * this.#faults.draw(fault, { ...call, process: caller.name }));
      this.#clock.setTimeout(() => {
        const outcome = attempt(act);
        this.#clock.setTimeout(() => {
          end(() => {
            this.#stamp(caller, call, sentAt);
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.value);
          });
        }, delayMs - travels);
      }, travels);
    });
  }

  #stamp(caller: Caller, { vendor }: Call, sentAt: number): void {
    if (vendor !== 'calendar') return;
    // HTTP tells the time to the second.
    const date = Math.floor(this.#clock.now() / 1_000) * 1_000;
    caller.answered(date, sentAt, caller.machine.now());
  }
}

/** The rest befalls messages, notifications and streams. */
function befallsCalls(vendor: Vendor, what: Mishap): boolean {
  if (what === 'late') return vendor !== 'pubsub';
  return what !== 'duplicate' && what !== 'reorder' && what !== 'away';
}

function done<T>(vendor: Vendor, effect: () => T): T {
  try {
    return effect();
  } catch (error) {
    throw refused(vendor, error);
  }
}

function attempt<T>(act: () => T): { value: T } | { error: unknown } {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

/** As an async function, which has begun when it returns, but a tick sooner. */
function settled<T>(act: () => T): Promise<T> {
  try {
    return Promise.resolve(act());
  } catch (error) {
    return Promise.reject(error);
  }
}
