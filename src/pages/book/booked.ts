import { forget, keep, nameOf, recall } from '../shared/secrets.ts';
import type { DoorState, Instant, ShownMeeting } from '../shared/state.ts';

/** A meeting that was booked from this telephone, and the pass that extends and ends it. */
export interface Booked {
  id: string;
  pass: string;
  /** ISO 8601. */
  end: string;
}

/** What was booked from this telephone, as it was kept. */
export function keptBooking(place: string): Booked | undefined {
  try {
    return bookedIn(JSON.parse(recall(nameOf('booked', place)) ?? 'null'));
  } catch {
    return undefined;
  }
}

export function keepBooking(place: string, booking: Booked | undefined): void {
  if (booking) keep(nameOf('booked', place), JSON.stringify(booking));
  else forget('booked', place);
}

/** What an answer to a booking says, if it says all of it. */
export function bookedIn(body: unknown): Booked | undefined {
  const { id, pass, end } = (body ?? {}) as Partial<Record<keyof Booked, unknown>>;
  if (typeof id !== 'string' || typeof pass !== 'string' || typeof end !== 'string') return undefined;
  return { id, pass, end };
}

/** The meeting as the room has it; undefined where it is over or gone. */
export function meetingOf({ id }: Booked, state: DoorState, now: Instant): ShownMeeting | undefined {
  const all = [...(state.current ? [state.current] : []), ...(state.day?.meetings ?? []), ...state.coming];
  return all.find((meeting) => meeting.id === id && Date.parse(meeting.end) > now);
}
