import type { Meeting } from '../agenda/agenda.ts';
import type { Refusal } from '../agenda/slots.ts';
import type { Failure } from '../ports/failure.ts';

/**
 * What a room is asked for at its door, by `id`, which is the request's alone. Minutes are rounded up to quarter hours.
 * A booking's id is the event's id to be; `durationMins` is left out for the usual hour, and `mayBeRepeated` says that
 * whoever asks may have done so before. Where `isAtMost`, a duration that does not fit is cut to what does. An ending that
 * `isRemoval` leaves nothing of a meeting that was booked at the door, also by the Python service. `who` asks, the event keeps.
 */
export type RoomRequest =
  | {
      type: 'book';
      id: string;
      title: string;
      durationMins?: number | undefined;
      isAtMost?: boolean;
      mayBeRepeated?: boolean;
      who?: string | undefined;
    }
  /** `by` names the request to whoever repeats it. */
  | {
      type: 'extend';
      id: string;
      eventId: string;
      extendMins: number;
      by?: string | undefined;
      who?: string | undefined;
    }
  | { type: 'end'; id: string; eventId: string; isRemoval?: boolean; who?: string | undefined }
  /** Somebody has come to the meeting. */
  | { type: 'check_in'; id: string; eventId: string; who?: string | undefined };

/** Which meetings can be extended and ended at the door: those that roomcal made, or all. */
export type MayEnd = 'own' | 'any';

/**
 * Why a request was refused; `NOT_READY` while nothing is known of the room, or while another process is about to answer the
 * same request: ask again.
 */
export type RoomRefusal =
  | Refusal
  | {
      code:
        | 'NOT_READY'
        | 'UNKNOWN_MEETING'
        | 'NOT_OURS'
        | 'NOT_BEGUN'
        | 'NO_CHECK_IN'
        | 'MEETING_OVER'
        | 'MEETING_CHANGED'
        | 'KEY_USED';
    };

/** How a request ended. */
export type RoomAnswer =
  | { type: 'booked'; meeting: Meeting; shortened: boolean }
  | { type: 'extended'; meeting: Meeting }
  | { type: 'ended' }
  | { type: 'checked_in'; meeting: Meeting }
  | { type: 'refused'; refusal: RoomRefusal }
  | { type: 'failed'; failure: Failure };

/** How a press at a Thing ended: as what it asked for did, or why nothing was asked for. `says` is what the Thing is told. */
export type PressAnswer =
  | RoomAnswer
  | { type: 'refused'; refusal: { code: 'TOO_LATE' | 'NO_MEETING' } }
  | { type: 'refused'; refusal: { code: 'NOT_UNDERSTOOD'; says: string } };
