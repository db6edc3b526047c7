import type { Instant } from '../agenda/agenda.ts';

/**
 * Time, for everyone: `now()` beside the timers that XState asks for, so that both have one source.
 * Delays are in ms. `clearTimeout` takes what `setTimeout` gave.
 */
export interface Clock {
  now(): Instant;
  setTimeout(callback: (...args: unknown[]) => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}
