import type { Instant } from '../agenda/agenda.ts';

/** A promise that was broken: which, when, of which room if of one, and how, in words. */
export interface Violation {
  invariant: string;
  at: Instant;
  room_name?: string | undefined;
  says: string;
}
