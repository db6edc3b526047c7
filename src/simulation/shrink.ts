import type { Change, Day } from '../replay/day-shape.ts';
import { consistent } from './consistent.ts';
import type { Violation } from './violation.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export interface ShrinkOptions {
  /** Lets a day pass: which promises it breaks. */
  judge: (day: Day) => Promise<Violation[]>;
  /** How many days may be tried. */
  tries: number;
}

/** What is left of a day, and how it still breaks the promise. */
export interface Shrunk {
  day: Day;
  violation: Violation;
  tries: number;
}

/**
 * The shortest history found that still breaks the promise that `violation` tells of: its end, then rooms, changes and
 * faults, events, its beginning, and how long faults last, again and again as long as that takes something away
 * (Zeller's ddmin on each of the lists).
 */
export async function shrink(day: Day, violation: Violation, options: ShrinkOptions): Promise<Shrunk> {
  let best: Shrunk = { day, violation, tries: 0 };
  let tries = 0;

  /** Takes a day that still breaks the promise; false where it does not, or where there were enough tries. */
  async function attempt(candidate: Day | undefined): Promise<boolean> {
    if (!candidate || tries >= options.tries) return false;
    tries += 1;
    const whole = consistent(candidate);
    const found = (await options.judge(whole)).find(({ invariant }) => invariant === violation.invariant);
    if (found) best = { day: whole, violation: found, tries };
    return found !== undefined;
  }

  /** Takes away as many of a list's items as can be, in ever smaller parts. */
  async function lessen<T>(
    items: (day: Day) => readonly T[],
    put: (day: Day, kept: readonly T[]) => Day | undefined,
  ) {
    for (
      let size = Math.ceil(items(best.day).length / 2);
      size >= 1;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let from = 0; from < items(best.day).length; ) {
        const all = items(best.day);
        const isLess = await attempt(put(best.day, [...all.slice(0, from), ...all.slice(from + size)]));
        if (!isLess) from += size;
        if (tries >= options.tries) return;
      }
    }
  }

  await attempt(endingAt(day, violation.at + SECOND_MS));
  for (let before = -1; before !== sizeOf(best.day) && tries < options.tries; ) {
    before = sizeOf(best.day);
    // Rooms first: what is left is quicker to try.
    await lessen(roomsOf, withRooms);
    await lessen(changesOf, (one, changes) => ({ ...one, changes: [...changes] }));
    await lessen(eventsOf, withEvents);
    await attempt(beginningLate(best.day));
    await shortenFaults();
    await attempt(endingAt(best.day, best.violation.at + SECOND_MS));
  }
  return { ...best, tries };

  async function shortenFaults(): Promise<void> {
    for (const [index, { fault }] of changesOf(best.day).entries()) {
      if (!fault) continue;
      const { rate: _, ...certain } = fault;
      if (fault.rate !== undefined) await attempt(replaced(best.day, index, { fault: certain }));
      const now = changesOf(best.day)[index]?.fault;
      for (let ms = now?.for_ms ?? 0; ms > 2 * SECOND_MS; ms = Math.ceil(ms / 2)) {
        const shorter = Math.ceil(ms / 2);
        if (!(await attempt(replaced(best.day, index, { fault: { ...now, for_ms: shorter } })))) break;
      }
    }
  }
}

function changesOf({ changes = [] }: Day): Change[] {
  return changes;
}

function roomsOf({ rooms }: Day): Day['rooms'] {
  return rooms;
}

function withRooms(day: Day, rooms: readonly Day['rooms'][number][]): Day | undefined {
  return rooms.length === 0 ? undefined : { ...day, rooms: [...rooms] };
}

type Placed = { room_name: string; event: Day['rooms'][number]['events'][number] };

function eventsOf({ rooms }: Day): Placed[] {
  return rooms.flatMap(({ room_name, events }) => events.map((event) => ({ room_name, event })));
}

function withEvents(day: Day, kept: readonly Placed[]): Day {
  const own = new Set(kept.map(({ event }) => event));
  const rooms = day.rooms.map((room) => ({ ...room, events: room.events.filter((event) => own.has(event)) }));
  return { ...day, rooms };
}

/** The day up to an instant, without what would come later; undefined where it ends there already. */
function endingAt(day: Day, at: number): Day | undefined {
  const to = Math.min(Math.ceil(at / SECOND_MS) * SECOND_MS, Date.parse(day.to));
  if (to >= Date.parse(day.to)) return undefined;
  const changes = changesOf(day).filter((change) => Date.parse(change.at) <= to);
  return { ...day, to: new Date(to).toISOString(), changes };
}

/** The day from half an hour before the first thing that happens in it; undefined where it begins no earlier. */
function beginningLate(day: Day): Day | undefined {
  const from = Date.parse(day.from);
  const later = changesOf(day)
    .map(({ at }) => Date.parse(at))
    .filter((at) => at > from);
  const first = Math.min(...later, Date.parse(day.to)) - 30 * MINUTE_MS;
  if (first <= from) return undefined;
  const start = new Date(Math.floor(first / MINUTE_MS) * MINUTE_MS).toISOString();
  // What was there from the beginning is there from this one.
  const changes = changesOf(day).map((change) =>
    Date.parse(change.at) === from ? { ...change, at: start } : change,
  );
  return { ...day, from: start, changes };
}

function replaced(day: Day, index: number, by: Partial<Change>): Day {
  const changes = changesOf(day).map((change, at) => (at === index ? { ...change, ...by } : change));
  return { ...day, changes };
}

function sizeOf(day: Day): number {
  return changesOf(day).length + eventsOf(day).length + day.rooms.length;
}
