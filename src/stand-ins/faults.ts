import type { Clock } from '../ports/clock.ts';
import { chance } from './chance.ts';

export type Faulty = 'calendar' | 'iot' | 'push' | 'pubsub' | 'storage';

/**
 * What goes wrong with a call. A number is the status that is answered (of Pub/Sub the gRPC code). `drop`: it never
 * arrives. `hang`: it never arrives, and nothing comes back. `unanswered`: it is done, and the connection breaks.
 * `late`: it is done long after the client has given up. `slow`: all of it takes a while. `lag`: it reads what was true a
 * while ago. `lose`: it is acknowledged and not done. The rest befalls notifications, messages and streams.
 */
export type Mishap =
  | number
  | 'drop'
  | 'hang'
  | 'unanswered'
  | 'late'
  | 'slow'
  | 'lag'
  | 'lose'
  | 'duplicate'
  | 'reorder'
  | 'away'
  | 'deaf';

export interface Fault {
  vendor: Faulty;
  what: Mishap;
  until: number;
  /** The share of the calls that are hit. */
  rate: number;
  /** Of what the mishap delays, or shows late, in ms. */
  delayMs: number;
  /** Where a status is answered: the call was done all the same. */
  afterEffect: boolean;
  /** The vendor's word beside a status. */
  reason: string | undefined;
  /** Only these calls, this room's, this account's, this process's. */
  call: string | undefined;
  roomName: string | undefined;
  account?: string | undefined;
  process: string | undefined;
  /** What its chances hang on, the same in each run. */
  name: string;
}

/** A call, as faults choose it. */
export interface Struck {
  call: string;
  roomName?: string | undefined;
  /** Of Arduino, where it has a name. */
  account?: string | undefined;
  process?: string | undefined;
}

/** The faults in force, and which calls they hit. */
export class Faults {
  readonly #clock: Clock;
  #faults: Fault[] = [];
  readonly #struck = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(fault: Fault): void {
    this.#faults = this.#faults.filter(({ until }) => until > this.#clock.now());
    this.#faults.push(fault);
  }

  /** The fault that hits this call, the latest first; undefined where all goes well. */
  strike(vendor: Faulty, call: Struck, fits: (fault: Fault) => boolean = () => true): Fault | undefined {
    if (this.#faults.length === 0) return undefined;
    const now = this.#clock.now();
    return this.#faults.findLast(
      (fault) =>
        fault.vendor === vendor &&
        now < fault.until &&
        isMeant(fault, call) &&
        fits(fault) &&
        this.#hits(fault, call),
    );
  }

  /** Whether any fault is in force. */
  get any(): boolean {
    const now = this.#clock.now();
    return this.#faults.some(({ until }) => now < until);
  }

  /** A number in [0, 1) for one more thing that happens to a call. */
  draw({ name }: Fault, { call, roomName = '', process = '' }: Struck): number {
    const key = `${name} ${call} ${roomName} ${process}`;
    const times = (this.#struck.get(key) ?? 0) + 1;
    this.#struck.set(key, times);
    return chance(`${key} ${times}`);
  }

  #hits(fault: Fault, call: Struck): boolean {
    return fault.rate === 1 || this.draw(fault, call) < fault.rate;
  }
}

function isMeant(fault: Fault, { call, roomName, account, process }: Struck): boolean {
  return (
    (fault.call === undefined || fault.call === call) &&
    (fault.roomName === undefined || fault.roomName === roomName) &&
    (fault.account === undefined || fault.account === account) &&
    (fault.process === undefined || fault.process === process)
  );
}
