import type { AnyTransitionDefinition, InspectionEvent, StateValue } from 'xstate';
import type { GoogleEvent, Instant, Zone } from '../../agenda/agenda.ts';
import type { Fact } from '../../machines/facts.ts';
import { labelOf } from '../charts/arrows.ts';
import { edgeId } from '../charts/graph.ts';
import { MACHINES, type MachineName } from '../charts/shape.ts';
import { CalendarEvents } from './calendar-events.ts';
import { factNotes } from './notes.ts';
import type { Move, Note, Step } from './recording.ts';
import { activeStates, mergeSteps, newRoomEntry, type RoomEntry } from './room-entry.ts';
import { ValueTable } from './value-table.ts';

/** What is looked up in the world when something has happened in it. */
export interface Sources {
  now(): Instant;
  /** What a room's door shows, by variable. */
  door(roomName: string): Iterable<readonly [string, unknown]>;
  /** The events of a room's calendar, each the same object as long as it is not changed. */
  events(roomName: string): Iterable<GoogleEvent>;
  /** The room's zone. */
  zone(roomName: string): Zone;
}

/** Writes down, step by step, what happens to rooms. It changes nothing, and looks nothing up but when it is told of something. */
export class Recorder {
  readonly steps: Step[] = [];
  readonly stateSets = new ValueTable<string[]>();
  readonly moves = new ValueTable<Move>();
  readonly events: CalendarEvents;
  readonly #sources: Sources;
  readonly #rooms: ReadonlyMap<string, RoomEntry>;
  readonly #touched = new Set<RoomEntry>();
  readonly #notesOf = factNotes();

  constructor(roomNames: readonly string[], sources: Sources) {
    this.#sources = sources;
    this.events = new CalendarEvents(sources);
    this.#rooms = new Map(roomNames.map((roomName, room) => [roomName, newRoomEntry(roomName, room)]));
  }

  /** Hears of an actor; those that are not drawn are passed over. */
  inspect(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep' && event.type !== '@xstate.snapshot') return;
    const { id } = event.actorRef as { id?: string };
    const dot = id?.lastIndexOf('.') ?? -1;
    const machine = id?.slice(dot + 1) as MachineName;
    const entry = this.#rooms.get(id?.slice(0, dot) ?? '');
    if (!entry || !MACHINES.includes(machine)) return;
    this.#touched.add(entry);
    if (event.type === '@xstate.microstep') for (const one of event._transitions) this.#addMoves(entry, one);
    const { status, value } = event.snapshot as unknown as { status: string; value: StateValue };
    // One that has ended, as a booking does, or has died is in no state any more.
    if (status === 'active') entry.machines.set(machine, value);
    else entry.machines.delete(machine);
  }

  /** Something came of a room. */
  addFact(fact: Fact): void {
    const entry = this.#rooms.get(fact.room_name);
    if (!entry) return;
    this.#touched.add(entry);
    if (fact.type === 'reconciled') entry.because.add(fact.because);
    entry.notes.push(...this.#notesOf(fact));
  }

  /** What a room's calendar last called an event. */
  titleOf(roomName: string | undefined, id: string): string {
    return this.events.titleOf(roomName ?? '', id) ?? id;
  }

  /** Somebody did something to a room, or to all of them. */
  addNote(note: Note, roomName: string | undefined): void {
    const entry = this.#rooms.get(roomName ?? '');
    if (entry) {
      this.#touched.add(entry);
      entry.notes.push(note);
    } else {
      const all = { room: -1, because: [], states: -1, moves: [], set: {} };
      this.steps.push({ at: this.#sources.now(), ...all, notes: [note] });
    }
  }

  /** Makes a step of what happened to each room since the last time. */
  endSteps(): void {
    for (const entry of this.#touched) this.#endStep(entry);
    this.#touched.clear();
  }

  #addMoves(entry: RoomEntry, transition: AnyTransitionDefinition): void {
    for (const target of transition.target ?? [])
      entry.moves.push(
        this.moves.indexOf({ edge: edgeId(transition.source, target), label: labelOf(transition) }),
      );
  }

  #endStep(entry: RoomEntry): void {
    const { room, roomName, notes } = entry;
    const at = this.#sources.now();
    this.events.compare(roomName, room);
    const active = MACHINES.flatMap((name) => activeStates(name, entry.machines.get(name)));
    const states = this.stateSets.indexOf(active);
    const because = [...entry.because];
    const moves = [...new Set(entry.moves)];
    const set = this.#changesAtDoor(entry);
    const isStep =
      because.length + notes.length > 0 || states !== entry.states || Object.keys(set).length > 0;
    Object.assign(entry, { states, because: new Set(), moves: [], notes: [] });
    if (!isStep) return;
    const step: Step = { at, room, because, states, moves, set, notes };
    const { last } = entry;
    if (last?.at === at && !notes.some(({ kind }) => kind === 'change')) mergeSteps(last, step);
    else {
      this.steps.push(step);
      entry.last = step;
    }
  }

  #changesAtDoor({ roomName, door }: RoomEntry): Step['set'] {
    const set: Step['set'] = {};
    for (const [variable, value] of this.#sources.door(roomName)) {
      if (door.get(variable) === value || value === 'N/A') continue;
      door.set(variable, value);
      set[variable] = value as string | number;
    }
    return set;
  }
}
