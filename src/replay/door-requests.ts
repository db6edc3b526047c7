import type { Instant } from '../agenda/agenda.ts';
import {
  bookingRequest,
  checkInRequest,
  codeOf,
  endRequest,
  extensionRequest,
} from '../http/door/booking-requests.ts';
import { ERRORS, type ErrorCode } from '../http/errors.ts';
import type { RoomAnswer, RoomRequest } from '../machines/door.ts';
import { bookingId, eventIdOf } from './day.ts';
import type { Change } from './day-shape.ts';

/** What somebody at a door asks for. */
export interface DoorRequest {
  /** Its place among those of its kind, from 1: `booking1`, `extension1`, `end1`, `checkin1`. */
  id: string;
  at: Instant;
  room_name: string;
  /** Which process is asked; undefined: whichever answers. */
  process: string | undefined;
  key: string | undefined;
  /** The event that is booked, extended, ended or checked in to; empty where that is the meeting that runs, and none does. */
  eventId: string;
  request: RoomRequest;
}

/** How it ended: without a `status` no answer came. */
export interface DoorResponse {
  asked: DoorRequest;
  at: Instant;
  process: string | undefined;
  status: number | undefined;
  code: ErrorCode | undefined;
  answer: RoomAnswer | undefined;
}

/** Makes the requests of a day, as src/http/door/bookings.ts does. */
export class DoorRequests {
  readonly #booked: { room_name: string; eventId: string }[] = [];
  readonly #counts = { extension: 0, end: 0, checkin: 0 };

  /**
   * What a change asks for; undefined where it asks for nothing, or for a meeting that nobody has booked. `currentId` is of
   * the meeting that runs.
   */
  of(change: Change, at: Instant, currentId?: string): DoorRequest | undefined {
    const { room_name = '', book, extend, end, check_in: checkIn } = change;
    if (book) {
      const id = bookingId(this.#booked.length + 1);
      const eventId = eventIdOf(room_name, book, this.#booked.length + 1);
      this.#booked.push({ room_name, eventId });
      const { duration_mins: durationMins, title = 'Meeting', key, process } = book;
      const asked = { roomName: room_name, key, mint: () => eventId };
      const request = bookingRequest(asked, { title, durationMins });
      return { id, at, room_name, process, key, eventId, request };
    }
    if (checkIn !== undefined) {
      this.#counts.checkin += 1;
      const id = `checkin${this.#counts.checkin}`;
      const eventId = checkIn === 'current' ? (currentId ?? '') : checkIn;
      const request = checkInRequest({ mint: () => id }, eventId);
      return { id, at, room_name, process: undefined, key: undefined, eventId, request };
    }
    const named = extend ?? end;
    const eventId = named && (named.event ?? this.#booked[(named.booking ?? 0) - 1]?.eventId);
    if (!named || eventId === undefined) return undefined;
    const kind = extend ? 'extension' : 'end';
    this.#counts[kind] += 1;
    const id = `${kind}${this.#counts[kind]}`;
    const { process } = named;
    const mint = () => id;
    if (!extend)
      return { id, at, room_name, process, key: undefined, eventId, request: endRequest({ mint }, eventId) };
    const { key, extend_mins: extendMins } = extend;
    const request = extensionRequest({ roomName: room_name, key, mint }, { eventId, extendMins });
    return { id, at, room_name, process, key, eventId, request };
  }
}

const DONE = { booked: 201, extended: 200, ended: 204, checked_in: 200 } as const;

/** The status and the code that a client is told. */
export function responseOf(answer: RoomAnswer): Pick<DoorResponse, 'status' | 'code' | 'answer'> {
  const code = codeOf(answer);
  if (code !== undefined) return { status: ERRORS[code].status, code, answer };
  return { status: DONE[answer.type as keyof typeof DONE], code, answer };
}
