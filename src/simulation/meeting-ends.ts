import type { Instant } from '../agenda/agenda.ts';
import type { DoorRequest, DoorResponse } from '../replay/door-requests.ts';
import { isDone } from './history.ts';

const QUARTER_MS = 15 * 60_000;

/** An extension that may have been done: by how much, and how many requests for it are not answered. */
interface Longer {
  ms: number;
  open: number;
  isGranted: boolean;
}

/** How long meetings of roomcal's may last: as they were booked, and as every extension that may have been granted says. */
export class Ends {
  readonly #booked = new Map<string, Instant>();
  readonly #longer = new Map<string, Map<string, Longer>>();

  asked({ request, room_name, eventId, key, id }: DoorRequest): void {
    if (request.type !== 'extend') return;
    const event = `${room_name} ${eventId}`;
    const all = this.#longer.get(event) ?? new Map<string, Longer>();
    this.#longer.set(event, all);
    const ms = Math.ceil(request.extendMins / 15) * QUARTER_MS;
    const one = all.get(key ?? id) ?? { ms, open: 0, isGranted: false };
    all.set(key ?? id, { ...one, open: one.open + 1 });
  }

  told(told: DoorResponse): void {
    const { asked, answer, status } = told;
    const { room_name, key, id, eventId } = asked;
    const event = `${room_name} ${eventId}`;
    if (answer?.type === 'booked' && !this.#booked.has(event)) this.#booked.set(event, answer.meeting.end);
    const all = this.#longer.get(event);
    const one = all?.get(key ?? id);
    if (!all || !one) return;
    one.open -= 1;
    one.isGranted ||= isDone(told);
    const isRefused = status !== undefined && status >= 300 && status < 500;
    if (isRefused && one.open === 0 && !one.isGranted) all.delete(key ?? id);
  }

  /** Somebody has changed the meeting in the calendar: its end is theirs to say. */
  forget(roomName: string, eventId: string): void {
    this.#booked.delete(`${roomName} ${eventId}`);
  }

  /** The latest end that a meeting may have; undefined where nobody was told that it was booked. */
  latest(roomName: string, eventId: string): Instant | undefined {
    const event = `${roomName} ${eventId}`;
    const booked = this.#booked.get(event);
    const longer = [...(this.#longer.get(event)?.values() ?? [])];
    return booked === undefined ? undefined : longer.reduce((sum, { ms }) => sum + ms, booked);
  }
}
