import { asMeeting, type Instant, type Meeting } from '../agenda/agenda.ts';
import { asBooked, asExtended, extensionMark, instantEvent, isOurs, movedEvent } from '../agenda/ours.ts';
import { extendedEnd, type Slot, USUAL_MS } from '../agenda/slots.ts';
import type { VendorFailure } from '../io/ports.ts';
import { asFailure } from './failure.ts';
import type { RoomAnswer, RoomContext, RoomRefusal, RoomRequest } from './room-types.ts';

export type Kind<T extends RoomRequest['type']> = Extract<RoomRequest, { type: T }>;

/** The first in line. */
export function first({ waiting }: RoomContext): RoomRequest {
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

/** Which event to read for the first in line. */
export function eventWanted(context: RoomContext) {
  const request = first(context);
  const eventId = request.type === 'book' ? request.id : request.eventId;
  return { calendarId: context.calendarId, eventId };
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
  if (status === 412) return refused('MEETING_CHANGED').verdict;
  if (status === 404 || status === 410) return refused('UNKNOWN_MEETING').verdict;
  if (reason === 'forbiddenForNonOrganizer') return refused('NOT_OURS').verdict;
  return { type: 'failed', failure };
}

/** What an extension is known by to the event, and to whoever repeats the request with a name of theirs. */
export function nameOf({ id, by = id }: Kind<'extend'>): string {
  return by;
}

function lengthOf({ start, end }: Meeting): number {
  return end - start;
}
