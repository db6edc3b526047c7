import type { Instant } from '../agenda/agenda.ts';
import { PRESS_LIVES_MS, pressId, pressIn } from '../agenda/press.ts';
import type { RoomRequest } from '../machines/door.ts';
import { eventIdOf } from './day.ts';
import type { Day } from './day-shape.ts';
import type { DoorRequest } from './door-requests.ts';

/** Of what a process knows, so much may be older, in ms. */
const KNOWN_SINCE_MS = 60 * 60_000;

/** What was asked for may be made so much later, and Google tells when to the second. */
const [BEFORE_MS, AFTER_MS] = [60_000, 2_000];

/** An event as it lies in a calendar. */
interface Stored {
  event: { id: string };
  start: Instant;
  end: Instant;
}

/** The rooms at whose boards somebody presses: their Things are buttons. */
export function pressedIn({ changes = [] }: Day): Set<string | undefined> {
  return new Set(changes.flatMap(({ room_name, press }) => (press === undefined ? [] : [room_name])));
}

/** The events of what is asked for in the room so shortly before or after `at` that a press may find it there and mean it. */
export function bookedAbout(roomName: string, at: Instant, { changes = [] }: Day): string[] {
  let booked = 0;
  return changes
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .flatMap(
      ({ at: when, room_name, book, press: text }): { when: Instant; room_name: string; id: string }[] => {
        const asked = { when: Date.parse(when), room_name: room_name ?? '' };
        if (book) return [{ ...asked, id: eventIdOf(asked.room_name, book, ++booked) }];
        const press = text === undefined ? undefined : pressIn({ value: text, updatedAt: asked.when });
        return press ? [{ ...asked, id: pressId(asked.room_name, press) }] : [];
      },
    )
    .filter(({ when, room_name }) => room_name === roomName && when > at - BEFORE_MS && when < at + AFTER_MS)
    .map(({ id }) => id);
}

/**
 * What may come of a press at `at`: a booking of the press's own name, or an extension or the end of any meeting that runs at
 * about that time, or is about to be booked: which one it is, is for the process to say that reads it.
 */
export function requestsOfPress(
  room_name: string,
  text: string,
  at: Instant,
  { stored, booking }: { stored: readonly Stored[]; booking: readonly string[] },
): DoorRequest[] {
  const press = pressIn({ value: text, updatedAt: at });
  if (!press) return [];
  const id = pressId(room_name, press);
  const { wish } = press;
  const asked = (eventId: string, request: RoomRequest): DoorRequest => ({
    ...{ id, at, room_name, process: undefined, eventId, request },
    key: request.type === 'end' ? undefined : id,
  });
  if (wish.type === 'book')
    return [asked(id, { type: 'book', id, title: 'Meeting', durationMins: wish.mins, mayBeRepeated: true })];
  if (wish.type !== 'extend' && wish.type !== 'end') return [];
  const running = stored
    .filter(({ start, end }) => start <= at + PRESS_LIVES_MS && end > at - KNOWN_SINCE_MS)
    .map(({ event }) => event.id);
  return [...new Set([...running, ...booking])].map((eventId) =>
    asked(
      eventId,
      wish.type === 'end'
        ? { type: 'end', id, eventId }
        : { type: 'extend', id, eventId, extendMins: wish.mins, by: id },
    ),
  );
}
