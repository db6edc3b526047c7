import type { GoogleEvent } from '../../agenda/agenda.ts';
import { extendedBy, isWithdrawn } from '../../agenda/ours.ts';
import { pendingOf } from '../../agenda/pending.ts';
import type { RoomRequest } from '../door.ts';
import type { Task } from './types.ts';

/** The event that the request is about. */
export function eventIdOf({ request }: Task): string {
  return request.type === 'book' ? request.id : request.eventId;
}

/**
 * What an event that was found under the request's id comes to:
 * - `missing`: there is none;
 * - `mine`: this attempt has written it;
 * - `promised`: an earlier request was told that it is done;
 * - `free`: it was taken back, and the id may be used once more;
 * - `used`: somebody has deleted what was promised;
 * - `others`: another attempt has written it, and has not come to an end.
 */
export type Finding = 'missing' | 'mine' | 'promised' | 'free' | 'used' | 'others';

export function findingOf({ request, attempt }: Task, event: GoogleEvent | undefined): Finding {
  if (!event) return 'missing';
  if (isWithdrawn(event)) return 'free';
  if (event.status === 'cancelled') return 'used';
  const pending = pendingOf(event);
  if (pending?.attempt === attempt) return 'mine';
  if (pending) return 'others';
  if (request.type !== 'extend') return 'promised';
  return extendedBy(event, nameOf(request)) === undefined ? 'missing' : 'promised';
}

/** What an extension is known by to the event, and to whoever repeats the request with a name of theirs. */
export function nameOf({ id, by = id }: Extract<RoomRequest, { type: 'extend' }>): string {
  return by;
}
