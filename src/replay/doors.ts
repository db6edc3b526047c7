import type { ThingsPort } from '../io/ports.ts';
import type { Faults } from './faults.ts';

type Value = string | number;

export interface DoorsOptions {
  faults: Faults;
  /** Told of each Thing that is read. */
  read: () => void;
  /** Told of each publish before it is answered. */
  called: (thingId: string, variable: string, value: Value) => void;
  /** Told of each publish that was acknowledged. */
  shown: (thingId: string, variable: string, value: Value) => void;
}

/** Arduino IoT Cloud, in memory. */
export class Doors implements ThingsPort {
  readonly #options: DoorsOptions;
  readonly #doors = new Map<string, Map<string, Value>>();

  constructor(options: DoorsOptions) {
    this.#options = options;
  }

  /** Adds a Thing whose variables were never written. */
  add(thingName: string, variables: readonly string[]): void {
    this.#doors.set(thingName, new Map(variables.map((variable) => [variable, 'N/A'])));
  }

  /** What the door shows, by variable. */
  of(thingName: string): ReadonlyMap<string, Value> {
    return this.#doors.get(thingName)!;
  }

  async find(name: string) {
    this.#options.read();
    this.#options.faults.meet('iot');
    return this.#thing(name);
  }

  async read() {
    this.#options.read();
    this.#options.faults.meet('iot');
    return Array.from(this.#doors.keys(), (name) => this.#thing(name));
  }

  #thing(name: string) {
    const properties = [...this.of(name)].map(
      ([variable, value]) => [variable, { id: variable, value }] as const,
    );
    return { id: name, name, properties: new Map(properties) };
  }

  async publish({ thingId, choose }: Parameters<ThingsPort['publish']>[0]) {
    // The turn comes a little later, as it does where others are in line.
    await undefined;
    const chosen = choose();
    if (!chosen) return;
    const { propertyId, value } = chosen;
    this.#options.called(thingId, propertyId, value);
    this.#options.faults.meet('iot');
    this.#doors.get(thingId)!.set(propertyId, value);
    this.#options.shown(thingId, propertyId, value);
  }
}
