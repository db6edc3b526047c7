import { PRESS_RANK } from '../../agenda/press.ts';
import type { ThingsAdmin } from '../../ports/administration.ts';
import type { Thing, ThingProperties, ThingsPort } from '../../ports/things.ts';
import {
  type IotAccount,
  type IotAnswer,
  type IotClient,
  type IotOptions,
  type IotRequest,
  iotClient,
} from './client.ts';
import {
  jsonOf,
  readAcknowledgement,
  readDefinitions,
  readMade,
  readProperties,
  readThings,
} from './response-schemas.ts';

export type { IotAccount, IotOptions } from './client.ts';

/** A reading comes after what is seen from afar: whole rooms wait for it. */
const READ_RANK = 2.5;
const THINGS = 'iot/v2/things';

/** `use` makes what is asked from then on for another account, or with another secret. */
export type IotCloud = ThingsPort & ThingsAdmin & { use: (account: IotAccount) => void };

/**
 * Arduino IoT Cloud v2. One token and one budget for all Things; what is seen from afar leaves the line first, and what
 * is published is chosen as late as its turn comes.
 */
export function iotCloud(options: IotOptions): IotCloud {
  const { ask, use } = iotClient(options);
  return {
    use,
    read: sharedUntilSent((sent) => readAll(ask, sent)),

    async readOne(thingId) {
      const read = (answer: IotAnswer) => propertiesIn(readProperties(jsonOf(answer)));
      return (await ask(() => ({ method: 'GET', path: propertiesOf(thingId), read }), PRESS_RANK))!;
    },

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
  return things!.map(({ id, name, properties, ...thing }) => ({
    id,
    name,
    properties: propertiesIn(properties ?? []),
    webhook: webhookOf(thing),
  }));
}

function propertiesIn(properties: ReturnType<typeof readProperties>): ThingProperties {
  return new Map(
    properties.map(({ id, name, variable_name, last_value: value, value_updated_at }) => [
      variable_name || name,
      { id, value, updatedAt: Date.parse(String(value_updated_at)) || undefined },
    ]),
  );
}

/** What the cloud calls; an address that is there and not active is none. */
function webhookOf({
  webhook_active: isActive,
  webhook_uri: uri,
}: Record<string, unknown>): string | undefined {
  return isActive === true && typeof uri === 'string' && uri !== '' ? uri : undefined;
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
      return things.map(({ id, name, properties, ...thing }) => ({
        id,
        name,
        webhook: webhookOf(thing),
        properties: (properties ?? []).map(
          ({ variable_name, last_value, value_updated_at: _, ...property }) => ({
            ...property,
            variable_name: variable_name || property.name,
            last_value,
          }),
        ),
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

    async setWebhook(thingId, webhook_uri) {
      const path = `${THINGS}/${encodeURIComponent(thingId)}`;
      await ask({
        method: 'POST',
        path,
        json: { webhook_active: true, webhook_uri },
        read: readAcknowledgement,
      });
    },
  };
}
