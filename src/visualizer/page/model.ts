import type { Addition, CalendarEvent, Recording, Step } from '../recording.ts';

export type Door = Readonly<Record<string, string | number>>;

/** A stretch of time in which a door said the same word. */
export interface Stretch {
  from: number;
  until: number;
  word: 'busy' | 'free' | 'unknown';
}

const NOTHING: readonly number[] = [];

/** A recording, with what the page asks of it at hand. */
export class Model {
  readonly recording: Recording;
  /** How far it is known what happened: the end of the day, or what a live service last told. */
  until: number;
  /** By room: the indices of its steps, in order. */
  readonly #stepsOf: number[][] = [];
  readonly #every: number[] = [];
  /** By step: what the door of its room showed afterwards. */
  readonly #doors: Door[] = [];
  #events: Map<number, CalendarEvent[]> | undefined;

  constructor(recording: Recording) {
    this.recording = recording;
    this.until = recording.live ? recording.from : recording.to;
    for (const [index, step] of recording.steps.entries()) this.#enter(step, index);
  }

  /** Takes in what has happened since. */
  add({ now, steps, lights, moves, events }: Addition): void {
    const { recording } = this;
    for (const step of steps) this.#enter(step, recording.steps.push(step) - 1);
    recording.lights.push(...lights);
    recording.moves.push(...moves);
    recording.events = events;
    this.#events = undefined;
    this.until = now;
    recording.to = Math.max(recording.to, now + 3_600_000);
  }

  #enter(step: Step, index: number): void {
    this.#every.push(index);
    if (step.room < 0) for (const room of this.recording.rooms.keys()) this.#of(room).push(index);
    else {
      const steps = this.#of(step.room);
      const before = steps.findLast((one) => this.recording.steps[one]!.room === step.room);
      const door = before === undefined ? {} : this.#doors[before];
      this.#doors[index] = { ...door, ...step.set };
      steps.push(index);
    }
  }

  #of(room: number): number[] {
    const steps = this.#stepsOf[room] ?? [];
    this.#stepsOf[room] = steps;
    return steps;
  }

  step(index: number): Step | undefined {
    return this.recording.steps[index];
  }

  /** The indices of a room's steps, or of all. */
  steps(room: number | undefined): readonly number[] {
    return room === undefined ? this.#every : (this.#stepsOf[room] ?? NOTHING);
  }

  /** The last step, up to and including `index`, that was of the room itself; -1 where there was none. */
  lastOf(room: number, index: number): number {
    const steps = this.steps(room);
    let place = placeOf(steps, index);
    while (place >= 0 && this.recording.steps[steps[place]!]!.room !== room) place--;
    return steps[place] ?? -1;
  }

  /** The last step that has happened at an instant; -1 before the first. */
  indexAt(instant: number): number {
    const { steps } = this.recording;
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle]!.at <= instant) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** All that a room's calendar ever had. */
  events(room: number): readonly CalendarEvent[] {
    this.#events ??= Map.groupBy(this.recording.events, (event) => event.room);
    return this.#events.get(room) ?? [];
  }

  /** What a door showed after a step of its room. */
  door(index: number): Door {
    return this.#doors[index] ?? {};
  }

  /** What a door said over the day. */
  stretches(room: number): Stretch[] {
    const { from, steps } = this.recording;
    const { until } = this;
    const stretches: Stretch[] = [{ from, until, word: 'unknown' }];
    for (const index of this.steps(room)) {
      const { at, set } = steps[index]!;
      const last = stretches.at(-1)!;
      const word = set.busynow === undefined ? last.word : set.busynow === 1 ? 'busy' : 'free';
      if (word === last.word) continue;
      last.until = at;
      stretches.push({ from: at, until, word });
    }
    return stretches.filter(({ from, until }) => until > from);
  }
}

/** The place of the last of sorted `indices` that is not past `index`; -1 where all are. */
export function placeOf(indices: readonly number[], index: number): number {
  let [low, high] = [0, indices.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (indices[middle]! <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
