import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Tokens } from '../accounts/token.ts';
import { type Calls, callsOf } from '../calls.ts';
import type { Faults } from '../faults.ts';
import { answerGoa, Refusal } from '../refusal.ts';
import type { IotAccounts } from './accounts.ts';
import { formOf, typed } from './form.ts';
import type { Property, Thing } from './thing-resource.ts';
import type { IotCloud } from './things.ts';

const THINGS = '/iot/v2/things';
const THING = `${THINGS}/:id`;
const PROPERTIES = `${THING}/properties`;
const PROPERTY = `${PROPERTIES}/:pid`;

declare module 'fastify' {
  interface FastifyRequest {
    /** What the account has that asks Arduino; known before a handler is. */
    cloud: IotCloud;
  }
}

interface ThingRoute {
  Params: { id: string };
  Body: Partial<Thing>;
}
interface PropertyRoute {
  Params: { id: string; pid: string };
  Body: Partial<Property>;
}

/** As Arduino's OpenAPI description names them, to the letter: arduino-iot-client 2.0.1 for Python takes no other. */
const OF_THING = 'application/vnd.arduino.thing+json';
const OF_PROPERTY = 'application/vnd.arduino.property+json';
const COLLECTION = '; type=collection';

const is = callsOf('iot');

/** The Arduino IoT Cloud's REST API v2, under `/iot/v2`: PUT creates, POST updates. */
export function iotRoutes(
  app: FastifyInstance,
  accounts: IotAccounts,
  tokens: Tokens,
  calls: Calls,
  faults: Faults,
): void {
  app.setErrorHandler(answerGoa);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => formOf(String(body)),
  );
  app.decorateRequest('cloud', undefined as unknown as IotCloud);
  limitRate(app, accounts, tokens, calls);
  app.addHook('preValidation', async (request) => {
    request.cloud = accounts.of(tokens.ownerOf(request.headers.authorization));
    request.body ??= {};
  });

  app.get<{ Querystring: { show_properties?: string } }>(
    THINGS,
    is('iot.things'),
    async ({ query, cloud }, reply) =>
      answer(
        reply,
        `${OF_THING}${COLLECTION}`,
        cloud.things().map(query.show_properties === 'true' ? shown : withoutProperties),
      ),
  );
  app.put<ThingRoute>(THINGS, is('iot.things'), async ({ body, cloud }, reply) =>
    answer(reply.code(201), OF_THING, shown(cloud.createThing(body))),
  );
  app.get<ThingRoute>(THING, is('iot.things'), async ({ params, cloud }, reply) =>
    answer(reply, OF_THING, shown(cloud.thing(params.id))),
  );
  app.post<ThingRoute>(THING, is('iot.things'), async ({ params, body, cloud }, reply) =>
    answer(reply, OF_THING, shown(cloud.updateThing(params.id, body))),
  );
  app.delete<ThingRoute>(THING, is('iot.things'), async ({ params, cloud }, reply) => {
    cloud.deleteThing(params.id);
    return reply.send();
  });

  app.get<ThingRoute>(PROPERTIES, is('iot.properties'), async ({ params, cloud }, reply) =>
    answer(reply, `${OF_PROPERTY}${COLLECTION}`, cloud.thing(params.id).properties),
  );
  app.put<PropertyRoute>(PROPERTIES, is('iot.properties'), async ({ params, body, cloud }, reply) =>
    answer(reply.code(201), OF_PROPERTY, cloud.createProperty(params.id, body)),
  );
  app.get<PropertyRoute>(PROPERTY, is('iot.properties'), async ({ params, cloud }, reply) =>
    answer(reply, OF_PROPERTY, cloud.property(params.id, params.pid)),
  );
  app.post<PropertyRoute>(PROPERTY, is('iot.properties'), async ({ params, body, cloud }, reply) =>
    answer(reply, OF_PROPERTY, cloud.updateProperty(params.id, params.pid, body)),
  );
  app.delete<PropertyRoute>(PROPERTY, is('iot.properties'), async ({ params, cloud }, reply) => {
    cloud.deleteProperty(params.id, params.pid);
    return reply.send();
  });

  app.put<{ Params: PropertyRoute['Params']; Body: { value?: unknown } }>(
    `${PROPERTY}/publish`,
    is('iot.publish'),
    async (request, reply) => {
      const { params, body, cloud } = request;
      const { url } = request;
      const isLost = faults.strike('iot', url, ({ status }) => status === 'lose') !== undefined;
      if (!isLost) {
        const { type } = cloud.property(params.id, params.pid);
        cloud.publish(params.id, params.pid, typed(type, body.value, request.headers['content-type']));
      }
      return reply.send();
    },
  );
}

function limitRate(app: FastifyInstance, accounts: IotAccounts, tokens: Tokens, calls: Calls): void {
  app.addHook('onRequest', async ({ headers }) => {
    if (accounts.admits(tokens.holderOf(headers.authorization))) return;
    calls.count('iot.429');
    throw new Refusal(429);
  });
}

/** As bytes, for to the type of a text Fastify adds a charset. */
const answer = (reply: FastifyReply, type: string, value: unknown) =>
  reply.type(type).send(Buffer.from(JSON.stringify(value)));

const shown = (thing: Thing) => ({ ...thing, properties_count: thing.properties.length });

const withoutProperties = (thing: Thing) => {
  const { properties: _, ...rest } = shown(thing);
  return rest;
};
