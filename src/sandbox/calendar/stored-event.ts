import type { calendar_v3 } from '@googleapis/calendar';
import type { Zone } from '../../agenda/zone.ts';

/** Google's event resource; a field may also be undefined. */
export type Event = {
  [Field in keyof calendar_v3.Schema$Event]: calendar_v3.Schema$Event[Field] | undefined;
};

/** An event as the store keeps it: `start` and `end` as instants, and its places in the orders of lists. */
export interface StoredEvent {
  readonly event: Event & { id: string; status: string };
  readonly start: number;
  readonly end: number;
  readonly updated: number;
  /** Position in the order of creation. */
  readonly created: number;
  /** Position in the order of changes, over all calendars: what sync tokens count. */
  readonly revision: number;
}

/** Google's rule of who may do what with a calendar. */
export interface Rule {
  readonly role: string;
  readonly scope: { readonly type: string; readonly value?: string };
}

export interface Calendar {
  readonly id: string;
  readonly summary: string;
  readonly timeZone: string;
  /** The same with Google's rules, which may be newer than this machine's. */
  readonly zone: Zone;
  /** What everybody may do of whom no rule tells. */
  readonly accessRole: string;
  /** By their ids, such as `user:ada@example.org`. */
  readonly rules: Map<string, Rule>;
  readonly events: Map<string, StoredEvent>;
  /** Instant of the last change. */
  updated: number;
}
