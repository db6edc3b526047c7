import type { ThingsAdmin } from '../../ports/administration.ts';
import type { Thing, ThingsPort } from '../../ports/things.ts';
import { type IotClient, type IotOptions, type IotRequest, iotClient } from './client.ts';
import { jsonOf, readAcknowledgement, readDefinitions, readMade, readThings } from './response-schemas.ts';

export type { IotOptions } from './client.ts';

/** A reading comes after what is seen from afar: whole rooms wait for it. */
const READ_RANK = 2.5;
const THINGS = 'iot/v2/things';

/**
 * Arduino IoT Cloud v2. One token and one budget for all Things; what is seen from afar leaves the line first, and what
 * is published is chosen as late as its turn comes.
 */
export function iotCloud(options: IotOptions): ThingsPort & ThingsAdmin {
  const { ask } = iotClient(options);
  return {
    read: sharedUntilSent((sent) => readAll(ask, sent)),

    async publish({ thingId, priority, choose, signal }) {
      const chosen = (): IotRequest<void> | undefined => {
        const one = choose();
        if (!one) return undefined;
        const path = `${propertiesOf(thingId)}/${encodeURIComponent(one.propertyId)}/publish`;
        return { method: 'PUT', path, json: { value: one.value }, read: readAcknowledgement };
      };
      await ask(chosen, priority, signal);
    },

    ...adminOf(async (request) => (await ask(() => request, READ_RANK))!),
  };
}

/**
 * One call for all who ask before it is sent. Who asks later has an answer that is no older than the question: the next
 * call.
 */
function sharedUntilSent<T>(call: (sent: () => void) => Promise<T>): () => Promise<T> {
  let unsent: Promise<T> | undefined;
  return () => {
    if (unsent) return unsent;
    const end = () => {
      if (unsent === made) unsent = undefined;
    };
    const made: Promise<T> = Promise.resolve()
      .then(() => call(end))
      .finally(end);
    unsent = made;
    return made;
  };
}

async function readAll(ask: IotClient['ask'], sent: () => void): Promise<readonly Thing[]> {
  const request = {
    method: 'GET',
    path: THINGS,
    searchParams: { show_properties: true },
    sent,
    read: (answer) => readThings(jsonOf(answer)),
  } as const satisfies IotRequest<unknown>;
  const things = await ask(() => request, READ_RANK);
  return things!.map(({ id, name, properties }) => ({
    id,
    name,
    properties: new Map(
      (properties ?? []).map((property) => [
        property.variable_name || property.name,
        { id: property.id, value: property.last_value },
      ]),
    ),
  }));
}

function propertiesOf(thingId: string): string {
  return `${THINGS}/${encodeURIComponent(thingId)}/properties`;
}

/** What an operator asks for; `ask` makes a request when its turn in the budget comes. */
function adminOf(ask: <T>(request: IotRequest<T>) => Promise<T>): ThingsAdmin {
  return {
    async things() {
      const things = await ask({
        method: 'GET',
        path: THINGS,
        searchParams: { show_properties: true },
        read: (answer) => readDefinitions(jsonOf(answer)),
      });
      return things.map(({ id, name, properties }) => ({
        id,
        name,
        properties: (properties ?? []).map(({ variable_name, last_value, ...property }) => ({
          ...property,
          variable_name: variable_name || property.name,
          last_value,
        })),
      }));
    },

    async createThing(name) {
      const read = (answer: Parameters<typeof jsonOf>[0]) => readMade(jsonOf(answer));
      return (await ask({ method: 'PUT', path: THINGS, json: { name }, read })).id;
    },

    async createProperty(thingId, definition) {
      const path = propertiesOf(thingId);
      await ask({ method: 'PUT', path, json: definition, read: readAcknowledgement });
    },
  };
}
