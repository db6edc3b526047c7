import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { Refusal } from '../refusal.ts';
import type { Property, Thing } from './thing-resource.ts';
import { accepts, propertyIn, thingIn } from './thing-rules.ts';

const NEVER_WRITTEN = 'N/A';
/** Whose all Things are. Arduino's own clients want a UUID. */
const USER_ID = '6d1c5f0e-5b6a-4f0e-9d3c-2a1b7c8d9e0f';

/** Things and API keys of the IoT Cloud, in memory. Throws a Refusal where Arduino would answer an error. */
export class IotCloud {
  readonly #clock: Clock;
  readonly #written: (thing: Thing, property: Property) => void;
  readonly #things = new Map<string, Thing>();
  /** Secrets by client id. */
  readonly clients = new Map<string, string>();

  /** `written` is told of each value that a property has taken. */
  constructor(clock: Clock, written: (thing: Thing, property: Property) => void = () => undefined) {
    this.#clock = clock;
    this.#written = written;
  }

  addClient(clientId: string, clientSecret: string): void {
    this.clients.set(clientId, clientSecret);
  }

  /** Adds a Thing with READ_WRITE variables of the types named (`INT`, `CHARSTRING`, `STATUS`, `FLOAT`, …). */
  addThing({ name, variables }: { name: string; variables: { name: string; type: string }[] }): Thing {
    const thing = this.createThing({ name });
    for (const variable of variables) {
      this.createProperty(thing.id, { ...variable, permission: 'READ_WRITE', update_strategy: 'ON_CHANGE' });
    }
    return thing;
  }

  things(): Thing[] {
    return [...this.#things.values()];
  }

  thing(id: string): Thing {
    const thing = this.#things.get(id);
    if (!thing) throw new Refusal(404, undefined, 'thing not found');
    return thing;
  }

  createThing(definition: Partial<Thing>): Thing {
    const {
      name = 'Untitled',
      timezone = 'UTC',
      webhook_active = false,
      webhook_uri = '',
    } = thingIn(definition);
    const id = randomUUID();
    const created_at = this.#now();
    const thing: Thing = {
      id,
      href: `/iot/v1/things/${id}`,
      user_id: USER_ID,
      created_at,
      updated_at: created_at,
      name,
      timezone,
      webhook_active,
      webhook_uri,
      properties: [],
    };
    this.#things.set(id, thing);
    return thing;
  }

  updateThing(id: string, definition: Partial<Thing>): Thing {
    const { name, timezone, webhook_active, webhook_uri } = thingIn(definition);
    const thing = this.thing(id);
    return Object.assign(thing, {
      name: name ?? thing.name,
      timezone: timezone ?? thing.timezone,
      webhook_active: webhook_active ?? thing.webhook_active,
      webhook_uri: webhook_uri ?? thing.webhook_uri,
      updated_at: this.#now(),
    });
  }

  deleteThing(id: string): void {
    this.#things.delete(this.thing(id).id);
  }

  property(thingId: string, id: string): Property {
    const property = this.thing(thingId).properties.find((candidate) => candidate.id === id);
    if (!property) throw new Refusal(404, undefined, 'property not found');
    return property;
  }

  createProperty(thingId: string, definition: Partial<Property>): Property {
    const thing = this.thing(thingId);
    const { name, type, permission, update_strategy, variable_name, persist } = propertyIn(
      definition,
      thing.properties,
    );
    const id = randomUUID();
    const created_at = this.#now();
    const property: Property = {
      id,
      href: `/iot/v1/things/${thingId}/properties/${id}`,
      thing_id: thingId,
      created_at,
      updated_at: created_at,
      name,
      variable_name,
      type,
      permission,
      update_strategy,
      persist,
      last_value: NEVER_WRITTEN,
    };
    thing.properties.push(property);
    return property;
  }

  updateProperty(thingId: string, id: string, definition: Partial<Property>): Property {
    const property = this.property(thingId, id);
    const others = this.thing(thingId).properties.filter((other) => other !== property);
    const { name, variable_name, type, permission, update_strategy, persist } = propertyIn(
      { ...property, ...definition },
      others,
    );
    const updated_at = this.#now();
    return Object.assign(property, {
      name,
      variable_name,
      type,
      permission,
      update_strategy,
      persist,
      updated_at,
    });
  }

  deleteProperty(thingId: string, id: string): void {
    const { properties } = this.thing(thingId);
    properties.splice(properties.indexOf(this.property(thingId, id)), 1);
  }

  publish(thingId: string, id: string, value: unknown): void {
    const property = this.property(thingId, id);
    if (!accepts(property.type, value)) {
      throw new Refusal(400, undefined, `value is not of type ${property.type}`);
    }
    property.last_value = value;
    property.value_updated_at = this.#now();
    this.#written(this.thing(thingId), property);
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
