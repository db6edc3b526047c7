import type { Agenda, Zone } from '../../agenda/agenda.ts';
import {
  agendaOf,
  asMeeting,
  type GoogleEvent,
  type Listing,
  meetingOf,
  updatedOf,
  withoutMeeting,
} from '../../agenda/agenda.ts';
import { isOurs, isPythons } from '../../agenda/origin.ts';
import {
  asBooked,
  asExtended,
  confirmedMark,
  instantEvent,
  isWithdrawn,
  restoredEvent,
  withAttempt,
} from '../../agenda/ours.ts';
import { pendingOf } from '../../agenda/pending.ts';
import {
  type Claim,
  extendedEnd,
  fitSlot,
  keepsSlot,
  USUAL_MS,
  wholeQuarters,
  whyLost,
} from '../../agenda/slots.ts';
import type { Failure } from '../../ports/failure.ts';
import type { RoomAnswer, RoomRefusal, RoomRequest } from '../door.ts';
import { eventIdOf, nameOf } from './finding.ts';
import type { BookingContext, Compensation, Task } from './types.ts';

/** How often an event may turn out to be another than expected before whoever asks is to ask again. */
const MOST_SURPRISES = 6;
/** How often Google may leave a write without an answer: each time somebody at the door waits for it. */
const MOST_LOST = 2;
/** How long a list may lag behind what Google has acknowledged. */
const MOST_UNSEEN = 2;

type Plain = Exclude<RoomRefusal['code'], 'ROOM_BUSY' | 'NOT_ENOUGH_TIME'>;

/** A refusal that needs no further words. */
export function refusedWith(code: Plain): RoomAnswer {
  return { type: 'refused', refusal: { code } };
}

export const ASK_AGAIN = refusedWith('NOT_READY');

/** Nobody asks for anything. */
export const NO_TASK: Task = {
  request: { type: 'end', id: '', eventId: '' },
  attempt: '',
  slot: { code: 'NOT_READY' },
  hasExplored: false,
  found: undefined,
  change: undefined,
  claim: undefined,
  hasWritten: false,
  unseen: 0,
  surprises: 0,
  verdict: ASK_AGAIN,
};

/** The task that the first in line is; none where nobody waits. */
export function newTask({ waiting: [request], newAttempt }: BookingContext): Task {
  return request ? { ...NO_TASK, request, attempt: newAttempt() } : NO_TASK;
}

/** The zone in which the room tells the time. */
export function zoneOf({ agenda, timeZone }: BookingContext): Zone {
  return agenda?.timeZone ?? timeZone ?? 'UTC';
}

/** The slot for the booking that is asked for, or why there is none. What it has left there before is not in its way. */
export function slotFor({ agenda, task: { request }, now }: BookingContext): Task['slot'] {
  if (!agenda || request.type !== 'book') return { code: 'NOT_READY' };
  const others = request.mayBeRepeated ? withoutMeeting(agenda, request.id) : agenda;
  return fitSlot(others, now(), request.durationMins, { atMost: request.isAtMost ?? false });
}

/** Whether the room is known to be taken by what the same request has made before, whatever has become of that. */
export function isThereAlready({ agenda, task }: BookingContext): boolean {
  return mayBeRepeated(task) && agenda?.meetings.some(({ id }) => id === eventIdOf(task)) === true;
}

/** Whether whoever asks may have asked before. */
export function mayBeRepeated({ request }: Task): boolean {
  return request.type === 'book' && request.mayBeRepeated === true;
}

/** The event to insert for the slot; undefined where there is none. */
export function insertionOf(context: BookingContext): GoogleEvent | undefined {
  const { slot, request, attempt } = context.task;
  if ('code' in slot || request.type !== 'book') return undefined;
  return instantEvent(slot, zoneOf(context), {
    id: request.id,
    title: request.title,
    attempt,
    who: request.who,
    isCheckIn: context.checkIn !== undefined,
  });
}

/** What was asked for as it was promised once, also where it was ended or changed since. */
export function promised(context: BookingContext): RoomAnswer {
  const { request, found } = context.task;
  const zone = zoneOf(context);
  if (!found || request.type === 'end' || request.type === 'check_in') return ASK_AGAIN;
  if (request.type === 'extend') {
    const meeting = asExtended(found, nameOf(request), zone) ?? asMeeting(found, zone);
    return meeting ? { type: 'extended', meeting } : ASK_AGAIN;
  }
  const meeting = asBooked(found, zone);
  if (!meeting) return ASK_AGAIN;
  const wanted = request.durationMins === undefined ? USUAL_MS : wholeQuarters(request.durationMins);
  return { type: 'booked', meeting, shortened: meeting.end - meeting.start < wanted };
}

/** What to answer where somebody has deleted what was promised. */
export function deletedAnswer({ task }: BookingContext): RoomAnswer {
  return refusedWith(task.request.type === 'book' ? 'KEY_USED' : 'MEETING_CHANGED');
}

/** The change that makes what another attempt has left, or has taken back, ours to verify. */
export function takeoverChange(context: BookingContext): Task['change'] {
  const { found, attempt } = context.task;
  if (!found) return undefined;
  const insertion = isWithdrawn(found) ? insertionOf(context) : undefined;
  const patch = insertion ? restoredEvent(insertion) : withAttempt(found, attempt);
  return { eventId: eventIdOf(context.task), etag: found.etag ?? undefined, patch };
}

/** The change after which the event is promised. */
export function confirmation({ task }: BookingContext): Task['change'] {
  return { eventId: eventIdOf(task), etag: task.found?.etag ?? undefined, patch: confirmedMark() };
}

/** What must be verified of the event that was found: a whole new meeting, or what an extension adds to one. */
export function claimOf(context: BookingContext, event: GoogleEvent): Claim | undefined {
  const meeting = asMeeting(event, zoneOf(context));
  if (!meeting) return undefined;
  const from = pendingOf(event)?.from;
  const { id, start, end, created } = meeting;
  // What is longer now, or was brought back, was created long before it took this time.
  const isNew = from === undefined && context.task.change === undefined;
  return { id, start: from ?? start, end, created: isNew ? created : Math.max(created, updatedOf(event)) };
}

/** Whether a list shows what Google has acknowledged: one that lags behind would not show someone else's, either. */
export function isSeen({ task: { claim }, agenda, timeZone }: BookingContext, listing: Listing): boolean {
  if (!claim) return false;
  const event = listing.events.find(({ id }) => id === claim.id);
  const zone = agenda?.timeZone ?? timeZone ?? listing.timeZone;
  // One of ours that the room has declined takes no time, and can't be in anybody's way.
  if (event && !meetingOf(event, zone)) return event.status !== 'cancelled';
  const meeting = event && asMeeting(event, zone);
  return meeting !== undefined && meeting.end >= claim.end;
}

export function mayLag({ task }: BookingContext): boolean {
  return task.unseen < MOST_UNSEEN;
}

export function mayBeLost({ task }: BookingContext): boolean {
  return task.surprises < MOST_LOST;
}

export function isHopeful({ task }: BookingContext): boolean {
  return task.surprises < MOST_SURPRISES;
}

/** The agenda that a list tells of the room. */
export function listedAgenda({ agenda, timeZone }: BookingContext, listing: Listing): Agenda {
  return agendaOf(listing, timeZone, agenda?.timeZone);
}

/** Whether nobody else's meeting stands in the way of ours. */
export function holds(context: BookingContext, listing: Listing): boolean {
  const { claim } = context.task;
  return claim !== undefined && isSeen(context, listing) && keepsSlot(listedAgenda(context, listing), claim);
}

/** Why our claim does not hold, as a list tells that sees someone else's. */
export function lossReason(context: BookingContext, listing: Listing): RoomAnswer {
  const { claim, found, request } = context.task;
  const agenda = listedAgenda(context, listing);
  if (!claim || !isSeen(context, listing)) return refusedWith('MEETING_CHANGED');
  if (request.type !== 'extend') return { type: 'refused', refusal: whyLost(agenda, claim, context.now()) };
  const meeting = found && asMeeting(found, agenda.timeZone);
  const end = meeting && extendedEnd(agenda, { ...meeting, end: claim.start }, request.extendMins);
  const refusal =
    end === undefined || typeof end === 'number'
      ? { code: 'NOT_ENOUGH_TIME' as const, availableMins: 0 }
      : end;
  return { type: 'refused', refusal };
}

/** What to answer once the event is as it was to be, and nobody else can be in the way. */
export function changedAnswer(context: BookingContext, event: GoogleEvent): RoomAnswer {
  if (context.task.request.type !== 'check_in') return { type: 'ended' };
  const meeting = asMeeting(event, zoneOf(context));
  return meeting ? { type: 'checked_in', meeting } : refusedWith('MEETING_CHANGED');
}

/** What to answer where Google does not let us write to the event that was found. */
export function changeFailed(failure: Failure): RoomAnswer {
  const { status, reason } = failure;
  if (status === 412) return refusedWith('MEETING_CHANGED');
  if (status === 404 || status === 410) return refusedWith('UNKNOWN_MEETING');
  if (reason === 'forbiddenForNonOrganizer') return refusedWith('NOT_OURS');
  return { type: 'failed', failure };
}

/** What this attempt may have left in the calendar. */
export function ownCompensation({ task }: BookingContext): Compensation {
  return { eventId: eventIdOf(task), attempt: task.attempt };
}

/** Whether the meeting can be changed at the door. */
export function isChangeable({ mayEnd, task: { request } }: BookingContext, event: GoogleEvent): boolean {
  return mayEnd === 'any' || isOurs(event) || (isRemoval(request) && isPythons(event));
}

/** Whether nothing is to be left of the meeting: it was booked at a door. */
export function leavesNothing({ task: { request } }: BookingContext, event: GoogleEvent): boolean {
  return isRemoval(request) && (isOurs(event) || isPythons(event));
}

function isRemoval(request: RoomRequest): boolean {
  return request.type === 'end' && request.isRemoval === true;
}
