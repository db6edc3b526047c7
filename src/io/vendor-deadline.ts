import type { Clock } from '../ports/clock.ts';
import type { Vendor } from '../ports/failure.ts';
import { deadline } from '../timing/deadline.ts';
import { VendorError } from './vendor-error.ts';

const NAMES: Record<Vendor, string> = {
  calendar: 'Google Calendar',
  iot: 'Arduino IoT Cloud',
  pubsub: 'Pub/Sub',
  storage: 'Cloud Storage',
};

/**
 * Makes a call of a vendor's that ends within `ms`. One that does not fails as whatever had no answer: by a `VendorError`
 * without a status, for it may have been done all the same.
 */
export function vendorDeadline<T>(
  clock: Clock,
  ms: number,
  vendor: Vendor,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = () => new VendorError(vendor, `${NAMES[vendor]}: no answer within ${ms / 1_000} s`);
  return deadline(clock, ms, call, late);
}
