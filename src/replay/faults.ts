import type { Clock } from '../io/ports.ts';
import { VendorError } from '../io/vendor-error.ts';
import type { Fault } from './day-shape.ts';

type Faulty = 'calendar' | 'iot' | 'push';

/** Which vendors answer an error, or nothing, and until when. */
export class Faults {
  readonly #clock: Clock;
  readonly #faults: { vendor: Faulty; status: number | 'drop'; until: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on, for a while. */
  begin({ for_mins, ...vendors }: Fault): void {
    const until = this.#clock.now() + for_mins * 60_000;
    for (const [vendor, status] of Object.entries(vendors))
      this.#faults.push({ vendor: vendor as Faulty, status, until });
  }

  /** What a vendor answers in place of the truth, the latest fault first; undefined where it says the truth. */
  of(wanted: Faulty): number | 'drop' | undefined {
    const now = this.#clock.now();
    return this.#faults.findLast(({ vendor, until }) => vendor === wanted && now < until)?.status;
  }

  /** Throws what an adapter would throw, while a vendor is at fault. */
  meet(vendor: 'calendar' | 'iot'): void {
    const status = this.of(vendor);
    if (status === undefined) return;
    if (status === 'drop') throw new VendorError(vendor, `${vendor}: the connection was dropped`);
    const operator = status < 500 && status !== 408 && status !== 429;
    throw new VendorError(vendor, `${vendor}: ${status}`, { status, operator });
  }
}
