import type { AnyTransitionDefinition, InspectionEvent, StateValue } from 'xstate';
import type { GoogleEvent, Instant } from '../agenda/agenda.ts';
import type { Fact } from '../machines/facts.ts';
import { labelOf } from './arrows.ts';
import { CalendarEvents } from './calendar-events.ts';
import { edgeId } from './chart-graph.ts';
import { Numbered } from './numbered.ts';
import { MACHINES, type MachineName, type Move, type Note, type Step } from './recording.ts';
import { teller } from './told.ts';

/** What is looked up in the world when something has happened in it. */
export interface Sources {
  now(): Instant;
  /** What a room's door shows, by variable. */
  door(roomName: string): Iterable<readonly [string, unknown]>;
  /** The events of a room's calendar, each the same object as long as it is not changed. */
  events(roomName: string): Iterable<GoogleEvent>;
  /** The room's zone (IANA). */
  zone(roomName: string): string;
}

/** What happened to a room since the last step. */
interface Page {
  room: number;
  roomName: string;
  states: Map<MachineName, StateValue>;
  door: Map<string, unknown>;
  lit: number;
  because: Set<string>;
  moves: number[];
  notes: Note[];
  last: Step | undefined;
}

/** Writes down, step by step, what happens to rooms. It changes nothing, and looks nothing up but when it is told of something. */
export class Recorder {
  readonly steps: Step[] = [];
  readonly lights = new Numbered<string[]>();
  readonly moves = new Numbered<Move>();
  readonly events: CalendarEvents;
  readonly #sources: Sources;
  readonly #pages: ReadonlyMap<string, Page>;
  readonly #touched = new Set<Page>();
  readonly #tell = teller();

  constructor(roomNames: readonly string[], sources: Sources) {
    this.#sources = sources;
    this.events = new CalendarEvents(sources);
    this.#pages = new Map(roomNames.map((roomName, room) => [roomName, emptyPage(roomName, room)]));
  }

  /** Hears of an actor; those that are not drawn are passed over. */
  inspect(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep' && event.type !== '@xstate.snapshot') return;
    const { id } = event.actorRef as { id?: string };
    const dot = id?.lastIndexOf('.') ?? -1;
    const machine = id?.slice(dot + 1) as MachineName;
    const page = this.#pages.get(id?.slice(0, dot) ?? '');
    if (!page || !MACHINES.includes(machine)) return;
    this.#touched.add(page);
    if (event.type === '@xstate.microstep') for (const one of event._transitions) this.#moved(page, one);
    const { status, value } = event.snapshot as unknown as { status: string; value: StateValue };
    // One that has ended, as a booking does, or has died is in no state any more.
    if (status === 'active') page.states.set(machine, value);
    else page.states.delete(machine);
  }

  hear(fact: Fact): void {
    const page = this.#pages.get(fact.room_name);
    if (!page) return;
    this.#touched.add(page);
    if (fact.type === 'reconciled') page.because.add(fact.because);
    page.notes.push(...this.#tell(fact));
  }

  /** What a room's calendar last called an event. */
  titleOf(roomName: string | undefined, id: string): string {
    return this.events.titleOf(roomName ?? '', id) ?? id;
  }

  /** Somebody did something to a room, or to all of them. */
  see(note: Note, roomName: string | undefined): void {
    const page = this.#pages.get(roomName ?? '');
    if (page) {
      this.#touched.add(page);
      page.notes.push(note);
    } else {
      const all = { room: -1, because: [], lit: -1, moves: [], set: {} };
      this.steps.push({ at: this.#sources.now(), ...all, notes: [note] });
    }
  }

  /** Makes a step of what happened to each room since the last time. */
  settled(): void {
    for (const page of this.#touched) this.#turn(page);
    this.#touched.clear();
  }

  #moved(page: Page, transition: AnyTransitionDefinition): void {
    for (const target of transition.target ?? [])
      page.moves.push(this.moves.of({ edge: edgeId(transition.source, target), label: labelOf(transition) }));
  }

  #turn(page: Page): void {
    const { room, roomName, notes } = page;
    const at = this.#sources.now();
    this.events.look(roomName, room);
    const lit = this.lights.of(MACHINES.flatMap((name) => activeIn(name, page.states.get(name))));
    const because = [...page.because];
    const moves = [...new Set(page.moves)];
    const set = this.#newAtDoor(page);
    const isStep = because.length + notes.length > 0 || lit !== page.lit || Object.keys(set).length > 0;
    Object.assign(page, { lit, because: new Set(), moves: [], notes: [] });
    if (!isStep) return;
    const step: Step = { at, room, because, lit, moves, set, notes };
    const { last } = page;
    if (last?.at === at && !notes.some(({ kind }) => kind === 'change')) merge(last, step);
    else {
      this.steps.push(step);
      page.last = step;
    }
  }

  #newAtDoor({ roomName, door }: Page): Step['set'] {
    const set: Step['set'] = {};
    for (const [variable, value] of this.#sources.door(roomName)) {
      if (door.get(variable) === value || value === 'N/A') continue;
      door.set(variable, value);
      set[variable] = value as string | number;
    }
    return set;
  }
}

function emptyPage(roomName: string, room: number): Page {
  return {
    ...{ room, roomName, states: new Map(), door: new Map(), lit: -1 },
    ...{ because: new Set(), moves: [], notes: [], last: undefined },
  };
}

/** What timers of one instant do is one step. */
function merge(step: Step, more: Step): void {
  step.because = [...new Set([...step.because, ...more.because])];
  step.moves = [...new Set([...step.moves, ...more.moves])];
  step.notes.push(...more.notes);
  step.lit = more.lit;
  Object.assign(step.set, more.set);
}

/** The ids of the states in which a machine is, outer ones included. */
function activeIn(id: string, value: StateValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [`${id}.${value}`];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${id}.${key}`,
    ...activeIn(`${id}.${key}`, inner),
  ]);
}
