import type { Clock } from '../ports/clock.ts';
import type { Vendor } from '../ports/failure.ts';
import { VendorError } from './vendor-error.ts';

const NAMES: Record<Vendor, string> = {
  calendar: 'Google Calendar',
  iot: 'Arduino IoT Cloud',
  pubsub: 'Pub/Sub',
  storage: 'Cloud Storage',
};

/**
 * Makes a call that ends within `ms`. One that does not fails as whatever had no answer: by a `VendorError` without a
 * status, for it may have been done all the same. `signal` then tells it to give up, and what it comes to later is
 * nobody's.
 */
export function deadline<T>(
  clock: Clock,
  ms: number,
  vendor: Vendor,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const late = new AbortController();
  const timer = clock.setTimeout(() => {
    reject(new VendorError(vendor, `${NAMES[vendor]}: no answer within ${ms / 1_000} s`));
    late.abort();
  }, ms);
  const made = async () => call(late.signal);
  void made()
    .then(resolve, reject)
    .finally(() => clock.clearTimeout(timer));
  return promise;
}
