import { asMeeting, type GoogleEvent, type Instant, type Meeting, meetingOf } from '../../agenda/agenda.ts';
import { checkInMark } from '../../agenda/attendance.ts';
import { checkInOf } from '../../agenda/check-in.ts';
import {
  asExtended,
  askedBy,
  changedBy,
  confirmedMark,
  extensionMark,
  isWithdrawn,
  movedEvent,
} from '../../agenda/ours.ts';
import { pendingOf } from '../../agenda/pending.ts';
import { extendedEnd } from '../../agenda/slots.ts';
import type { RoomAnswer } from '../door.ts';
import { nameOf } from './finding.ts';
import { ASK_AGAIN, isChangeable, leavesNothing, refusedWith, zoneOf } from './task.ts';
import type { BookingContext, Task } from './types.ts';

/** What a request to extend or to end the meeting that was found comes to: something to write, or an answer. */
export function decideChange(context: BookingContext): Partial<Task> {
  const { task, agenda, now } = context;
  const { request, found, attempt } = task;
  if (request.type === 'book') return { verdict: ASK_AGAIN };
  if (request.type === 'check_in') return decideCheckIn(context, found);
  if (!found) return { verdict: refusedWith('UNKNOWN_MEETING') };
  // Whoever repeats a request to end it must hear that it is ended, as the first time.
  const over: RoomAnswer = request.type === 'end' ? { type: 'ended' } : refusedWith('MEETING_OVER');
  // Google may return only the id of a deleted event.
  const isGone = found.status === 'cancelled';
  if (isGone && request.type === 'end') return { verdict: over };
  if (!isChangeable(context, found)) return { verdict: refusedWith(isGone ? 'UNKNOWN_MEETING' : 'NOT_OURS') };
  const zone = zoneOf(context);
  const pending = pendingOf(found);
  if (request.type === 'extend') {
    const extended = asExtended(found, nameOf(request), zone);
    if (extended && !pending) return { verdict: { type: 'extended', meeting: extended } };
  }
  const meeting = asMeeting(found, zone);
  if (isGone || !meeting || meeting.end <= now()) return { verdict: over };
  if (request.type === 'end') return { change: ending(context, found, meeting) };
  // Somebody is about to be answered: what comes of that nobody can know.
  if (pending || !agenda) return { verdict: ASK_AGAIN };
  const end = extendedEnd(agenda, meeting, request.extendMins);
  if (typeof end !== 'number') return { verdict: { type: 'refused', refusal: end } };
  const mark = extensionMark(found, { by: nameOf(request), end, from: meeting.end, attempt });
  return { change: moved(context, found, meeting, end, mark) };
}

/** What somebody's having come to the meeting that was found comes to. */
function decideCheckIn(context: BookingContext, found: GoogleEvent | undefined): Partial<Task> {
  const { checkIn, now, task } = context;
  if (!checkIn) return { verdict: refusedWith('NO_CHECK_IN') };
  if (!found) return { verdict: refusedWith('UNKNOWN_MEETING') };
  const meeting = meetingOf(found, zoneOf(context));
  // One that the room has declined goes on elsewhere.
  if (!meeting || meeting.end <= now()) return { verdict: refusedWith('MEETING_OVER') };
  if (meeting.start > now()) return { verdict: refusedWith('NOT_BEGUN') };
  if (checkInOf(meeting, checkIn) !== 'wanted') return { verdict: { type: 'checked_in', meeting } };
  if (meeting.pending) return { verdict: ASK_AGAIN };
  const marks = { ...checkInMark(meeting.start), ...askedBy('check_in', task.request.who) };
  return { change: { eventId: meeting.id, etag: found.etag ?? undefined, patch: changedBy({}, marks) } };
}

function ending(context: BookingContext, found: GoogleEvent, meeting: Meeting): Task['change'] {
  const now = context.now();
  const pending = pendingOf(found);
  // What nobody was promised leaves nothing behind: its key is to be told no more than that it came to nothing.
  const isPromised = !isWithdrawn(found) && (!pending || pending.from !== undefined);
  if (meeting.start > now || !isPromised || leavesNothing(context, found))
    return { eventId: meeting.id, etag: found.etag ?? undefined, patch: undefined };
  // A second that has begun is not over: the meeting must not outlast now.
  const end = Math.max(meeting.start, Math.floor(now / 1_000) * 1_000);
  return moved(context, found, meeting, end, pending ? confirmedMark() : {});
}

function moved(
  context: BookingContext,
  found: GoogleEvent,
  { id, start }: Meeting,
  end: Instant,
  mark: GoogleEvent,
): Task['change'] {
  const { checkIn, task } = context;
  const { type, who } = task.request;
  // Whoever makes it longer is there.
  const isCheckIn = checkIn !== undefined && type === 'extend';
  const patch = {
    ...movedEvent(found, { start, end }, zoneOf(context)),
    ...changedBy(mark, { ...askedBy(type, who), ...(isCheckIn && checkInMark(start)) }),
  };
  return { eventId: id, etag: found.etag ?? undefined, patch };
}
