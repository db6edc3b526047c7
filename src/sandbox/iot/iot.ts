import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import type { Tokens } from '../accounts/token.ts';
import { type Calls, callsOf } from '../calls.ts';
import type { Faults } from '../faults.ts';
import { answerGoa, Refusal } from '../refusal.ts';
import { RateLimit } from './rate-limit.ts';
import type { Property, Thing } from './thing-resource.ts';
import type { IotCloud } from './things.ts';

const MAX_REQUESTS = 10;
const WINDOW_MS = 1000;

const THINGS = '/iot/v2/things';
const THING = `${THINGS}/:id`;
const PROPERTIES = `${THING}/properties`;
const PROPERTY = `${PROPERTIES}/:pid`;

interface ThingRoute {
  Params: { id: string };
  Body: Partial<Thing>;
}
interface PropertyRoute {
  Params: { id: string; pid: string };
  Body: Partial<Property>;
}

const is = callsOf('iot');

/** The Arduino IoT Cloud's REST API v2, under `/iot/v2`: PUT creates, POST updates. */
export function iotRoutes(
  app: FastifyInstance,
  cloud: IotCloud,
  tokens: Tokens,
  clock: Clock,
  calls: Calls,
  faults: Faults,
): void {
  app.setErrorHandler(answerGoa);
  limitRate(app, clock, calls);
  app.addHook('preValidation', async (request) => {
    tokens.ownerOf(request.headers.authorization);
    request.body ??= {};
  });

  app.get<{ Querystring: { show_properties?: string } }>(THINGS, is('iot.things'), async ({ query }) =>
    cloud.things().map(query.show_properties === 'true' ? shown : withoutProperties),
  );
  app.put<ThingRoute>(THINGS, is('iot.things'), async ({ body }, reply) =>
    reply.code(201).send(shown(cloud.createThing(body))),
  );
  app.get<ThingRoute>(THING, is('iot.things'), async ({ params }) => shown(cloud.thing(params.id)));
  app.post<ThingRoute>(THING, is('iot.things'), async ({ params, body }) =>
    shown(cloud.updateThing(params.id, body)),
  );
  app.delete<ThingRoute>(THING, is('iot.things'), async ({ params }, reply) => {
    cloud.deleteThing(params.id);
    return reply.send();
  });

  app.get<ThingRoute>(
    PROPERTIES,
    is('iot.properties'),
    async ({ params }) => cloud.thing(params.id).properties,
  );
  app.put<PropertyRoute>(PROPERTIES, is('iot.properties'), async ({ params, body }, reply) =>
    reply.code(201).send(cloud.createProperty(params.id, body)),
  );
  app.get<PropertyRoute>(PROPERTY, is('iot.properties'), async ({ params }) =>
    cloud.property(params.id, params.pid),
  );
  app.post<PropertyRoute>(PROPERTY, is('iot.properties'), async ({ params, body }) =>
    cloud.updateProperty(params.id, params.pid, body),
  );
  app.delete<PropertyRoute>(PROPERTY, is('iot.properties'), async ({ params }, reply) => {
    cloud.deleteProperty(params.id, params.pid);
    return reply.send();
  });

  app.put<{ Params: PropertyRoute['Params']; Body: { value?: unknown } }>(
    `${PROPERTY}/publish`,
    is('iot.publish'),
    async (request, reply) => {
      const { params, body } = request;
      const { url } = request;
      const isLost = faults.strike('iot', url, ({ status }) => status === 'lose') !== undefined;
      if (!isLost) cloud.publish(params.id, params.pid, body.value);
      return reply.send();
    },
  );
}

function limitRate(app: FastifyInstance, clock: Clock, calls: Calls): void {
  const limit = new RateLimit(MAX_REQUESTS, WINDOW_MS, clock);
  app.addHook('onRequest', async () => {
    if (limit.admits()) return;
    calls.count('iot.429');
    throw new Refusal(429);
  });
}

const shown = (thing: Thing) => ({ ...thing, properties_count: thing.properties.length });

const withoutProperties = (thing: Thing) => {
  const { properties: _, ...rest } = shown(thing);
  return rest;
};
