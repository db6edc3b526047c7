import type { Refusal } from './refusal.ts';
import type { Instant } from './state.ts';

/** How things are between a page and its service. `since` is when something was heard last. */
export type Link =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'lost'; since: Instant | undefined }
  | { kind: 'refused'; refusal: Refusal };
