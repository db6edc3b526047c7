import type { Instant } from '../agenda/agenda.ts';
import { documentedName, type Properties, VARIABLES } from '../agenda/properties.ts';
import type { Because, Fact } from '../machines/facts.ts';

interface Unwritten {
  because: Because;
  since: Instant;
}

interface Door {
  wanted: Properties;
  /** By variable, what the Thing has not acknowledged yet. */
  unwritten: Map<string, Unwritten>;
}

/** Tells `late` of each publish how much later than the fact itself, in ms, the Thing acknowledged it. */
export class DoorLag {
  readonly #doors = new Map<string, Door>();
  readonly #late: (because: Because, ms: number) => void;

  constructor(late: (because: Because, ms: number) => void) {
    this.#late = late;
  }

  observe(fact: Fact): void {
    if (fact.type === 'room.left') this.#doors.delete(fact.room_name);
    const door = this.#doors.get(fact.room_name);
    if (fact.type === 'reconciled' && fact.properties) {
      if (door) markUnwritten(door, fact.properties, fact);
      // What a room wants first has been so for nobody knows how long: the process was not there. It is not measured.
      else this.#doors.set(fact.room_name, { wanted: fact.properties, unwritten: new Map() });
    }
    if (fact.type === 'published' && door) {
      const variable = documentedName(fact.variable) as keyof Properties;
      const entry = door.unwritten.get(variable);
      // Another value is what was wanted when it was sent, and no longer is.
      if (!entry || door.wanted[variable] !== fact.value) return;
      door.unwritten.delete(variable);
      this.#late(entry.because, Math.max(fact.at - entry.since, 0));
    }
    // The Thing lacks what is still unwritten, or shows it already: if it is written one day, that mends something else.
    if (fact.type === 'thing.settled') door?.unwritten.clear();
  }
}

function markUnwritten(door: Door, wanted: Properties, { because, since }: Unwritten): void {
  for (const variable of VARIABLES) {
    const value = wanted[variable];
    // What can't be told is left as it is.
    if (value !== undefined && value !== door.wanted[variable])
      door.unwritten.set(variable, { because, since });
  }
  door.wanted = wanted;
}
