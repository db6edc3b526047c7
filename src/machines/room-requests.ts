import {
  type Agenda,
  agendaOf,
  asMeeting,
  type GoogleEvent,
  type Instant,
  type Listing,
  type Meeting,
  meetingOf,
  updatedOf,
  withMeeting,
  withoutMeeting,
} from '../agenda/agenda.ts';
import { asBooked, asExtended, extensionMark, instantEvent, isOurs, movedEvent } from '../agenda/ours.ts';
import { extendedEnd, type Slot, USUAL_MS, whyLost } from '../agenda/slots.ts';
import type { VendorFailure, Withdrawal } from '../io/ports.ts';
import { asFailure } from './failure.ts';
import type { RoomAnswer, RoomContext, RoomRefusal, RoomRequest } from './room-types.ts';

/** No process takes longer to verify what it has booked. */
const VERIFIED_WITHIN_MS = 60_000;

type Kind<T extends RoomRequest['type']> = Extract<RoomRequest, { type: T }>;

/** The first in line. */
function first({ waiting }: RoomContext): RoomRequest {
  return waiting[0]!;
}

/** What to insert for the first in line. */
export function insertion(context: RoomContext) {
  const { calendarId, agenda, slot, disowned } = context;
  const { id, title } = first(context) as Kind<'book'>;
  const event = instantEvent(slot as Slot, agenda!.timeZone, id, title);
  return { calendarId, event, revive: disowned.includes(id) };
}

/** What to answer where an invoked actor failed. */
export function asFailed({ event }: { event: { error: unknown } }): RoomAnswer {
  return { type: 'failed', failure: asFailure(event.error) };
}

/** Whether whoever asks first in line may have asked before. */
export function mayBeRepeated({ waiting }: RoomContext): boolean {
  const [request] = waiting;
  return request?.type === 'book' && request.mayBeRepeated === true;
}

/** Whether Google may have done what it did not acknowledge. */
export function isInDoubt({ status }: VendorFailure): boolean {
  return status === undefined || status >= 500;
}

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

/** Which event to read for the first in line. */
export function eventWanted(context: RoomContext) {
  const request = first(context);
  const eventId = request.type === 'book' ? request.id : request.eventId;
  return { calendarId: context.calendarId, eventId };
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

/**
 * What to answer the first in line once its meeting is found to stand: what was booked, also where it has been ended or
 * extended since.
 */
export function booked(context: RoomContext): RoomAnswer {
  const { found, agenda } = context;
  const meeting = asBooked(found!, agenda!.timeZone);
  if (!meeting) return { type: 'refused', refusal: { code: 'NOT_READY' } };
  const { durationMins } = first(context) as Kind<'book'>;
  return { type: 'booked', meeting, shortened: durationMins === undefined && lengthOf(meeting) < USUAL_MS };
}

/** What to answer the first in line once its wish is fulfilled. */
export function fulfilled(context: RoomContext): RoomAnswer {
  const { found, agenda } = context;
  switch (first(context).type) {
    case 'book':
      return booked(context);
    case 'extend':
      return { type: 'extended', meeting: asMeeting(found!, agenda!.timeZone)! };
    case 'end':
      return { type: 'ended' };
  }
}

/** What a request to extend or to end the meeting that was found comes to: something to write, or an answer. */
export function weighed(context: RoomContext): Partial<RoomContext> {
  const { found, agenda, mayEnd, now } = context;
  const request = first(context) as Kind<'extend' | 'end'>;
  if (!agenda) return refused('NOT_READY');
  if (!found) return refused('UNKNOWN_MEETING');
  // Whoever repeats a request to end it must hear that it is ended, as the first time.
  const over = request.type === 'end' ? { verdict: { type: 'ended' as const } } : refused('MEETING_OVER');
  // Of what is deleted Google may tell no more than the id.
  const isGone = found.status === 'cancelled';
  if (isGone && request.type === 'end') return over;
  if (mayEnd === 'own' && !isOurs(found)) return refused(isGone ? 'UNKNOWN_MEETING' : 'NOT_OURS');
  const extended =
    request.type === 'extend' ? asExtended(found, nameOf(request), agenda.timeZone) : undefined;
  if (extended) return { verdict: { type: 'extended', meeting: extended } };
  const meeting = asMeeting(found, agenda.timeZone);
  if (isGone || !meeting || meeting.end <= now()) return over;
  if (request.type === 'end') return ending(context, meeting);
  const by = nameOf(request);
  const end = extendedEnd(agenda, meeting, request.extendMins);
  if (typeof end !== 'number') return { verdict: { type: 'refused', refusal: end } };
  return moved(context, meeting, end, by);
}

function ending(context: RoomContext, meeting: Meeting): Partial<RoomContext> {
  const { found, now } = context;
  if (meeting.start > now()) {
    return {
      change: { eventId: meeting.id, etag: found!.etag ?? undefined, patch: undefined, end: undefined },
    };
  }
  // A second that has begun is not over: the meeting must not outlast now.
  return moved(context, meeting, Math.max(meeting.start, Math.floor(now() / 1_000) * 1_000));
}

function moved({ found, agenda }: RoomContext, { id, start }: Meeting, end: Instant, by?: string) {
  const mark = by === undefined ? {} : extensionMark(found!, by, end);
  const patch = { ...movedEvent(found!, { start, end }, agenda!.timeZone), ...mark };
  return { change: { eventId: id, etag: found!.etag ?? undefined, patch, end } };
}

function refused(code: Exclude<RoomRefusal['code'], 'ROOM_BUSY' | 'NOT_ENOUGH_TIME'>) {
  return { verdict: { type: 'refused' as const, refusal: { code } } };
}

/** What to answer where Google does not let us change the event that was found. */
export function changeFailed(failure: VendorFailure): RoomAnswer {
  const { status, reason } = failure;
  const code =
    status === 412
      ? 'MEETING_CHANGED'
      : status === 404 || status === 410
        ? 'UNKNOWN_MEETING'
        : reason === 'forbiddenForNonOrganizer'
          ? 'NOT_OURS'
          : undefined;
  return code ? { type: 'refused', refusal: { code } } : { type: 'failed', failure };
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

/** What an extension is known by to the event, and to whoever repeats the request with a name of theirs. */
function nameOf({ id, by = id }: Kind<'extend'>): string {
  return by;
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

function lengthOf({ start, end }: Meeting): number {
  return end - start;
}
