import type { Addition, CalendarEvent, Move, Recording, Step } from '../recording/recording.ts';

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
  readonly #byRoom: number[][] = [];
  readonly #all: number[] = [];
  /** By step: what the door of its room showed afterwards. */
  readonly #doors: Door[] = [];
  #events: Map<number, CalendarEvent[]> | undefined;

  constructor(recording: Recording) {
    this.recording = recording;
    this.until = recording.live ? recording.from : recording.to;
    for (const [index, step] of recording.steps.entries()) this.#addStep(step, index);
  }

  /** Takes in what has happened since. */
  add({ now, steps, stateSets, moves, events }: Addition): void {
    const { recording } = this;
    for (const step of steps) this.#addStep(step, recording.steps.push(step) - 1);
    recording.stateSets.push(...stateSets);
    recording.moves.push(...moves);
    recording.events = events;
    this.#events = undefined;
    this.until = now;
    recording.to = Math.max(recording.to, now + 3_600_000);
  }

  #addStep(step: Step, index: number): void {
    this.#all.push(index);
    if (step.room < 0) for (const room of this.recording.rooms.keys()) this.#stepsOf(room).push(index);
    else {
      const steps = this.#stepsOf(step.room);
      const before = steps.findLast((one) => this.step(one)?.room === step.room);
      const door = before === undefined ? {} : this.#doors[before];
      this.#doors[index] = { ...door, ...step.set };
      steps.push(index);
    }
  }

  #stepsOf(room: number): number[] {
    const steps = this.#byRoom[room] ?? [];
    this.#byRoom[room] = steps;
    return steps;
  }

  step(index: number): Step | undefined {
    return this.recording.steps[index];
  }

  /** The transitions that were taken at a step. */
  movesOf(step: Step | undefined): Move[] {
    return (step?.moves ?? []).flatMap((number) => this.recording.moves[number] ?? []);
  }

  /** The indices of a room's steps, or of all. */
  steps(room: number | undefined): readonly number[] {
    return room === undefined ? this.#all : (this.#byRoom[room] ?? NOTHING);
  }

  /** The last step, up to and including `index`, that was of the room itself; -1 where there was none. */
  lastOf(room: number, index: number): number {
    const steps = this.steps(room);
    let place = placeOf(steps, index);
    while (place >= 0 && this.step(steps[place] ?? -1)?.room !== room) place--;
    return steps[place] ?? -1;
  }

  /** The last step that has happened at an instant; -1 before the first. */
  indexAt(instant: number): number {
    return lastPlace(this.recording.steps, ({ at }) => at <= instant);
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
    const { until } = this;
    let last: Stretch = { from: this.recording.from, until, word: 'unknown' };
    const stretches = [last];
    for (const index of this.steps(room)) {
      const { at = until, set } = this.step(index) ?? {};
      const word = set?.busynow === undefined ? last.word : set.busynow === 1 ? 'busy' : 'free';
      if (word === last.word) continue;
      last.until = at;
      last = { from: at, until, word };
      stretches.push(last);
    }
    return stretches.filter(({ from, until }) => until > from);
  }
}

/** The place of the last of sorted `indices` that is not past `index`; -1 where all are. */
export function placeOf(indices: readonly number[], index: number): number {
  return lastPlace(indices, (one) => one <= index);
}

/** The place of the last of `values`, sorted so that `isIn` holds of the first of them; -1 where it holds of none. */
function lastPlace<T>(values: readonly T[], isIn: (value: T) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values.slice(middle, middle + 1).every(isIn)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
