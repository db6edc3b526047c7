import type { Clock } from '../ports/clock.ts';
import type { Thing } from '../ports/things.ts';
import { RateLimit } from '../sandbox/iot/rate-limit.ts';
import { IotCloud } from '../sandbox/iot/things.ts';
import { Refusal } from '../sandbox/refusal.ts';

export type Value = string | number;

/** Variables that hold whole numbers; the others hold texts. */
const NUMBERS = new Set(['busynow', 'stale', 'checkin']);
const TOKEN_LIVES_MS = 300_000;

export interface ArduinoOptions {
  clock: Clock;
  /** Requests in any second, over all processes; undefined: as many as come. */
  requestsPerSecond: number | undefined;
  /** Told of each value that a Thing has taken; `by` is the process that wrote it, if it was one. */
  shown: (shown: { thingName: string; variable: string; value: Value; by: string | undefined }) => void;
}

/** Arduino IoT Cloud, in memory: the sandbox's store, its limit, and tokens that end. */
export class Arduino {
  readonly #options: ArduinoOptions;
  readonly #store: IotCloud;
  readonly #limit: RateLimit | undefined;
  readonly #known = new Map<string, Thing>();
  readonly #tokens = new Map<string, number>();
  readonly #doors = new Map<string, Map<string, Value>>();
  #minted = 0;

  constructor(options: ArduinoOptions) {
    const { clock, requestsPerSecond } = options;
    this.#options = options;
    this.#store = new IotCloud(clock);
    this.#limit =
      requestsPerSecond === undefined ? undefined : new RateLimit(requestsPerSecond, 1_000, clock);
  }

  /** Adds a Thing whose variables were never written. */
  add(thingName: string, variables: readonly string[]): void {
    const typed = variables.map((name) => ({ name, type: NUMBERS.has(name) ? 'INT' : 'CHARSTRING' }));
    // A day may call its rooms what Arduino would let nobody call a Thing.
    this.#store.addThing({ name: 'door', variables: typed }).name = thingName;
    this.#doors.set(thingName, new Map(variables.map((variable) => [variable, 'N/A'])));
  }

  /** What the door shows, by variable. */
  of(thingName: string): ReadonlyMap<string, Value> {
    return this.#doors.get(thingName)!;
  }

  /** The board itself writes over its Thing, as it may when it boots. */
  push(thingName: string, values: Readonly<Record<string, Value>>): void {
    const thing = this.#store.things().find(({ name }) => name === thingName)!;
    for (const [variable, value] of Object.entries(values)) {
      const property = thing.properties.find(({ variable_name }) => variable_name === variable);
      if (property) this.#write(thing.id, property.id, value, undefined);
    }
  }

  /** A token, as the token endpoint answers it. */
  token(): { access_token: string; expires_in: number } {
    this.#minted += 1;
    const token = `token-${this.#minted}`;
    this.#tokens.set(token, this.#options.clock.now() + TOKEN_LIVES_MS);
    return { access_token: token, expires_in: TOKEN_LIVES_MS / 1_000 };
  }

  /** Whether a request is let in. Throws a Refusal of 429 where there are too many, of 401 where its token has ended. */
  admit(token: string): void {
    if (this.#limit?.admits() === false) throw new Refusal(429);
    if ((this.#tokens.get(token) ?? 0) <= this.#options.clock.now()) throw new Refusal(401);
  }

  /** All Things, each the same object as long as nothing of it is another. */
  things(): Thing[] {
    return this.#store.things().map((thing) => {
      const known = this.#known.get(thing.id);
      if (known) return known;
      const { id, name, properties } = thing;
      const values = properties.map(
        ({ id, variable_name, last_value: value }) => [variable_name, { id, value }] as const,
      );
      const read = { id, name, properties: new Map(values) };
      this.#known.set(id, read);
      return read;
    });
  }

  publish(thingId: string, propertyId: string, value: Value, by: string): void {
    this.#write(thingId, propertyId, value, by);
  }

  /** The variable that a property is, and whose; undefined where there is no such property. */
  variable(thingId: string, propertyId: string): { thingName: string; variable: string } | undefined {
    const thing = this.#store.things().find(({ id }) => id === thingId);
    const property = thing?.properties.find(({ id }) => id === propertyId);
    return thing && property && { thingName: thing.name, variable: property.variable_name };
  }

  #write(thingId: string, propertyId: string, value: Value, by: string | undefined): void {
    this.#store.publish(thingId, propertyId, value);
    this.#known.delete(thingId);
    const { name: thingName } = this.#store.thing(thingId);
    const { variable_name: variable } = this.#store.property(thingId, propertyId);
    this.#doors.get(thingName)?.set(variable, value);
    this.#options.shown({ thingName, variable, value, by });
  }
}
