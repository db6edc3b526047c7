import type { Clock } from '../ports/clock.ts';
import type { Thing, ThingProperties } from '../ports/things.ts';
import { RateLimit } from '../sandbox/iot/rate-limit.ts';
import type { Thing as ThingResource } from '../sandbox/iot/thing-resource.ts';
import { IotCloud } from '../sandbox/iot/things.ts';
import { Refusal } from '../sandbox/refusal.ts';

export type Value = string | number;

/** The variables of a door that are numbers; others are texts. */
export const NUMBERS: ReadonlySet<string> = new Set(['busynow', 'stale', 'checkin']);
const READ_AND_WRITE = { permission: 'READ_WRITE', update_strategy: 'ON_CHANGE' };
const TOKEN_LIVES_MS = 300_000;

export interface ArduinoOptions {
  clock: Clock;
  /** Requests in any second, over all processes; undefined: as many as come. */
  requestsPerSecond: number | undefined;
  /** Told of each value that a Thing has taken; `by` is the process that wrote it, if it was one. */
  shown: (shown: { thingName: string; variable: string; value: Value; by: string | undefined }) => void;
  /** Called each time a property of a Thing was written that has a webhook. */
  call?: ((thingName: string) => void) | undefined;
}

/** Arduino IoT Cloud, in memory: the sandbox's store, its limit, and tokens that end. */
export class Arduino {
  readonly #options: ArduinoOptions;
  readonly #store: IotCloud;
  readonly #limit: RateLimit | undefined;
  readonly #known = new Map<string, Thing>();
  #read: readonly Thing[] | undefined;
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

  /** Adds a Thing whose variables were never written, and which tells `webhook` of each write. */
  add(thingName: string, variables: readonly string[], webhook = ''): void {
    const hook = { webhook_active: webhook !== '', webhook_uri: webhook };
    const thing = this.#store.createThing({ name: 'door', ...hook });
    // A day may call its rooms what Arduino would let nobody call a Thing.
    thing.name = thingName;
    this.#doors.set(thingName, new Map());
    this.#give(thing, variables);
  }

  /** Somebody gives a Thing more variables, which were never written. */
  give(thingName: string, variables: readonly string[]): void {
    this.#give(this.#named(thingName), variables);
  }

  /** Somebody deletes a Thing: the door goes on showing what it has. */
  remove(thingName: string): void {
    const { id } = this.#named(thingName);
    this.#store.deleteThing(id);
    this.#changed(id);
  }

  /** What the door shows, by variable. */
  of(thingName: string): ReadonlyMap<string, Value> {
    return this.#doors.get(thingName)!;
  }

  /** The board itself writes over its Thing, as it may when it boots. */
  push(thingName: string, values: Readonly<Record<string, Value>>): void {
    const thing = this.#named(thingName);
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
  things(): readonly Thing[] {
    this.#read ??= this.#store.things().map((thing) => this.#known.get(thing.id) ?? this.#asRead(thing));
    return this.#read;
  }

  /** One of them. Throws a Refusal of 404 where there is none. */
  properties(thingId: string): ThingProperties {
    const thing = this.#store.thing(thingId);
    return (this.#known.get(thingId) ?? this.#asRead(thing)).properties;
  }

  publish(thingId: string, propertyId: string, value: Value, by: string): void {
    this.#write(thingId, propertyId, value, by);
  }

  /** The name of a Thing; undefined where there is no such Thing. */
  nameOf(thingId: string): string | undefined {
    return this.#store.things().find(({ id }) => id === thingId)?.name;
  }

  /** The variable that a property is, and whose; undefined where there is no such property. */
  variable(thingId: string, propertyId: string): { thingName: string; variable: string } | undefined {
    try {
      const { variable_name: variable } = this.#store.property(thingId, propertyId);
      return { thingName: this.#store.thing(thingId).name, variable };
    } catch {
      return undefined;
    }
  }

  #asRead({ id, name, properties, webhook_active, webhook_uri }: ThingResource): Thing {
    const values = properties.map(
      ({ id, variable_name, last_value: value, value_updated_at: at }) =>
        [variable_name, { id, value, updatedAt: at === undefined ? at : Date.parse(at) }] as const,
    );
    const read = { id, name, properties: new Map(values), webhook: webhook_active ? webhook_uri : undefined };
    this.#known.set(id, read);
    return read;
  }

  #changed(thingId: string): void {
    this.#known.delete(thingId);
    this.#read = undefined;
  }

  #named(thingName: string): ThingResource {
    const thing = this.#store.things().find(({ name }) => name === thingName);
    if (!thing) throw new Error(`no Thing is named ${thingName}`);
    return thing;
  }

  #give({ id, name: thingName }: ThingResource, variables: readonly string[]): void {
    for (const name of variables) {
      const type = NUMBERS.has(name) ? 'INT' : 'CHARSTRING';
      this.#store.createProperty(id, { ...READ_AND_WRITE, name, type });
      this.#doors.get(thingName)?.set(name, 'N/A');
    }
    this.#changed(id);
  }

  #write(thingId: string, propertyId: string, value: Value, by: string | undefined): void {
    this.#store.publish(thingId, propertyId, value);
    this.#changed(thingId);
    const { name: thingName } = this.#store.thing(thingId);
    const { variable_name: variable } = this.#store.property(thingId, propertyId);
    this.#doors.get(thingName)?.set(variable, value);
    this.#options.shown({ thingName, variable, value, by });
    if (this.#store.thing(thingId).webhook_active) this.#options.call?.(thingName);
  }
}
