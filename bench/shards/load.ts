import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { blocks } from '../../src/simulation/model/door.ts';
import { isOurs, isPending } from '../../src/simulation/own-events.ts';
import type { Doors } from './doors.ts';
import { AUTHORIZATION, type Estate, meeting, rest } from './estate.ts';

const MINUTE_MS = 60_000;
/** How long a client asks again, and how long it waits before. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 1_000;
const ANSWER_MS = 40_000;
/** How long a booked meeting lasts until somebody ends it, in ms. */
const LASTS_MS = [2_000, 8_000] as const;

export interface LoadOptions {
  estate: Estate;
  doors: Doors;
  /** How many of each there are in a second. */
  changes: number;
  bookings: number;
}

/** How often each answer was given, to requests for a booking; 0 where none came. */
export type Answers = Record<number, number>;

const pick = <T>(some: readonly T[]) => some[Math.floor(Math.random() * some.length)]!;

/** People who change calendars, and clients that book at any process and ask again where they are told to, or nothing comes. */
export class Load {
  readonly #options: LoadOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #outcomes = new Map<string, number>();
  readonly answers: Answers = {};
  readonly broken: string[] = [];
  changes = 0;
  booked = 0;
  #asked = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  start(): void {
    const { changes, bookings } = this.#options;
    this.#timers.push(setInterval(() => this.#change(), 1_000 / changes));
    this.#timers.push(
      setInterval(() => {
        const booking = this.#book().finally(() => this.#underWay.delete(booking));
        this.#underWay.add(booking);
      }, 1_000 / bookings),
    );
  }

  /** Resolves when every client has its answer. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#underWay);
    this.#count();
  }

  /** Somebody begins a meeting, renames the one that runs, or deletes it. */
  #change(): void {
    const { estate, doors } = this.#options;
    const { calendar } = estate.clouds;
    const room = pick(estate.rooms);
    const now = Date.now();
    const number = ++this.changes;
    const running = doors
      .stored(room)
      .filter(
        (one) => blocks(one) && one.start <= now && now < one.end && one.event.summary?.startsWith('Change'),
      )
      .at(-1);
    const id = calendarOf(room);
    doors.people(() => {
      if (!running) calendar.insert(id, meeting(`Change ${number}`, now - 1_000, 20 * MINUTE_MS));
      else if (Math.random() < 0.4) calendar.patch(id, running.event.id, { summary: `Change ${number}` });
      else calendar.delete(id, running.event.id);
    });
  }

  /** Somebody books a room, and ends the meeting after a while. */
  async #book(): Promise<void> {
    const room = pick(this.#options.estate.rooms);
    const title = `Booking ${++this.#asked}`;
    const body = { room_name: room, duration_mins: 15, title };
    const { status, answer } = await this.#ask('POST', '/meetings', body, title);
    this.#outcomes.set(title, status);
    if (status !== 201) return;
    this.booked += 1;
    this.#mustStand(room, String(answer.id), title, 'as it is told');
    await rest(LASTS_MS[0] + Math.random() * (LASTS_MS[1] - LASTS_MS[0]));
    this.#mustStand(room, String(answer.id), title, 'before it is ended');
    await this.#ask(
      'DELETE',
      `/meetings/${answer.id}?room_name=${room}`,
      { room_name: room },
      `${title}, over`,
    );
  }

  /** Asks any process, and again where it must. */
  async #ask(method: string, path: string, body: object, key: string) {
    const headers = {
      authorization: AUTHORIZATION,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const begun = Date.now();
    for (;;) {
      const url = pick(this.#options.estate.addresses);
      const { status, answer } = await fetch(`${url}${path}`, {
        ...{ method, headers, body: JSON.stringify(body) },
        signal: AbortSignal.timeout(ANSWER_MS),
      }).then(
        async (response) => ({ status: response.status, answer: await jsonOf(response) }),
        () => ({ status: 0, answer: {} as Record<string, unknown> }),
      );
      if (method === 'POST') this.answers[status] = (this.answers[status] ?? 0) + 1;
      const isOver = status > 0 && status < 500;
      if (isOver || Date.now() - begun > PATIENCE_MS) return { status, answer };
      await rest(AGAIN_MS);
    }
  }

  /** A meeting that a client was told of is there, and has taken nobody's time. */
  #mustStand(room: string, id: string, title: string, when: string): void {
    const events = this.#options.doors.stored(room).filter(blocks);
    const one = events.find(({ event }) => event.id === id);
    if (!one || isPending(one) || one.event.summary !== title)
      return void this.broken.push(`${room}: 201 for ${title}, which is not in the calendar ${when}`);
    const before = events.find(
      (other) =>
        !isOurs(other) && other.created < one.created && other.start < one.end && one.start < other.end,
    );
    if (before) this.broken.push(`${room}: ${title} takes the time of ${before.event.summary}`);
  }

  /** One key has one meeting, and what was refused has none. */
  #count(): void {
    const { estate, doors } = this.#options;
    const ids = new Map<string, Set<string>>();
    for (const room of estate.rooms)
      for (const one of doors.stored(room).filter(isOurs)) {
        const title = one.event.summary ?? '';
        ids.set(title, (ids.get(title) ?? new Set()).add(one.event.id));
        if (this.#outcomes.get(title) === 409 && blocks(one) && !isPending(one))
          this.broken.push(`${room}: ${title} was refused, and is in the calendar`);
      }
    for (const [title, { size }] of ids) if (size > 1) this.broken.push(`${title} was booked ${size} times`);
  }

  /** Meetings that nobody was promised yet. */
  get unconfirmed(): string[] {
    const { estate, doors } = this.#options;
    return estate.rooms.flatMap((room) =>
      doors
        .stored(room)
        .flatMap((one) => (blocks(one) && isPending(one) ? [`${room}: ${one.event.summary}`] : [])),
    );
  }

  /** How many requests came to nothing in a minute. */
  get gaveUp(): number {
    return [...this.#outcomes.values()].filter((status) => status === 0 || status >= 500).length;
  }
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  return text ? JSON.parse(text) : {};
}
