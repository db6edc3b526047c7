import {
  type Agenda,
  agendaOf,
  asMeeting,
  type GoogleEvent,
  type Listing,
  meetingOf,
  updatedOf,
  withMeeting,
  withoutMeeting,
} from '../agenda/agenda.ts';
import { extendedEnd, whyLost } from '../agenda/slots.ts';
import type { Withdrawal } from '../io/ports.ts';
import { first, nameOf } from './room-requests.ts';
import type { RoomAnswer, RoomContext } from './room-types.ts';

/** No process takes longer to verify what it has booked. */
const VERIFIED_WITHIN_MS = 60_000;

/** A meeting in the agenda that was disowned. */
export function disownedIn({ agenda, disowned }: RoomContext): string | undefined {
  if (disowned.length === 0) return undefined;
  return agenda?.meetings.find(({ id }) => disowned.includes(id))?.id;
}

/** What stays disowned once the first in line is to have its meeting. */
export function withoutOwn(context: RoomContext): readonly string[] {
  const { id } = first(context);
  return context.disowned.filter((one) => one !== id);
}

/** Whether the event that was found stands there since so long that whoever made it has verified it. */
export function hasStood({ found, isNew, now }: RoomContext): boolean {
  return !isNew && now() - Date.parse(found?.created ?? '') > VERIFIED_WITHIN_MS;
}

/** Whether a list shows what Google has acknowledged: one that lags behind it would not show someone else's, either. */
export function isSeen({ claim, found, timeZone }: RoomContext, listing: Listing): boolean {
  const agenda = agendaOf(listing, timeZone);
  if (found && !meetingOf(found, agenda.timeZone)) return true;
  const { id, end } = claim!;
  return agenda.meetings.some((meeting) => meeting.id === id && meeting.end >= end);
}

/** What must be verified of the event as Google has just acknowledged it. */
export function claimed(context: RoomContext, event: GoogleEvent): Partial<RoomContext> {
  const { agenda, withdrawal, disowned } = context;
  const meeting = asMeeting(event, agenda!.timeZone)!;
  const { id, end } = meeting;
  const start = withdrawal?.extended?.from ?? meeting.start;
  // What is longer now, or was brought back, was created long before it took this time.
  const created = withdrawal?.extended || disowned.includes(id) ? updatedOf(event) : meeting.created;
  return { found: event, claim: { id, start, end, created } };
}

/** How what the first in line asks for is undone. */
export function undoing(context: RoomContext): Withdrawal | undefined {
  const { change, found, agenda, withdrawal } = context;
  if (withdrawal) return withdrawal;
  const request = first(context);
  if (request.type === 'book') return { eventId: request.id };
  if (request.type === 'end') return undefined;
  const from = asMeeting(found!, agenda!.timeZone)!.end;
  return { eventId: change!.eventId, extended: { to: change!.end!, from, by: nameOf(request) } };
}

/** Why our claim does not hold, as a list tells that sees someone else's. */
export function lost(context: RoomContext, listing: Listing): RoomAnswer {
  const { claim, found, now, timeZone } = context;
  const agenda = agendaOf(listing, timeZone);
  const request = first(context);
  if (!isSeen(context, listing)) return { type: 'refused', refusal: { code: 'MEETING_CHANGED' } };
  if (request.type !== 'extend') {
    return { type: 'refused', refusal: whyLost(agenda, claim!, now()) };
  }
  const meeting = asMeeting(found!, agenda.timeZone)!;
  const end = extendedEnd(agenda, { ...meeting, end: claim!.start }, request.extendMins);
  const refusal = typeof end === 'number' ? { code: 'NOT_ENOUGH_TIME' as const, availableMins: 0 } : end;
  return { type: 'refused', refusal };
}

/** The agenda with what Google has just acknowledged: the event as it is now, or without it. */
export function withFound({ agenda, found, change, now }: RoomContext): Agenda {
  const meeting = found && meetingOf(found, agenda!.timeZone);
  return meeting
    ? withMeeting(agenda!, meeting, now())
    : withoutMeeting(agenda!, (found?.id ?? change?.eventId)!, now());
}

/** The agenda once what was claimed is undone; undefined while nothing is known of the room. */
export function withoutClaim({ agenda, withdrawal, now }: RoomContext): Agenda | undefined {
  if (!agenda) return undefined;
  const { eventId, extended } = withdrawal!;
  if (!extended) return withoutMeeting(agenda, eventId, now());
  const longer = agenda.meetings.find(({ id, end }) => id === eventId && end === extended.to);
  return longer ? withMeeting(agenda, { ...longer, end: extended.from }, now()) : agenda;
}
