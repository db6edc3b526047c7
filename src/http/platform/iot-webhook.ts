import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { Text } from '../schema-parts.ts';
import { refusals } from '../schemas.ts';
import type { Forward } from '../sharding/forward.ts';

/** Of a body that nobody reads: Arduino tells every value that was written. */
const BODY_LIMIT = 16 * 1_024;

const schema = {
  tags: ['platform'],
  operationId: 'thingWritten',
  summary: 'Where Arduino says that a Thing was written',
  security: [],
  params: Type.Object({
    token: Text('YmxhY2tfcm9vbQ.3q2-7w…', 'as `roomcal setup --with-actions` has given it'),
  }),
  response: {
    204: Type.Null({ description: 'it is noted' }),
    ...refusals(
      'INVALID_REQUEST',
      'UNKNOWN_ROUTE',
      'TOO_SLOW',
      'TOO_LARGE',
      'INTERNAL',
      'NOT_READY',
      'OWNER_AWAY',
    ),
  },
};

/**
 * `POST /iot-webhook/:token`, where Arduino says that a Thing was written. It means no more than that the Thing is to be read: the
 * body is not looked at, whoever sends it. The answer goes out before anything is done.
 */
export async function iotWebhook(
  app: FastifyInstance,
  { context, forward }: { context: AppContext; forward: Forward | undefined },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, async () => undefined);

  app.addHook('onRequest', async ({ headers }) => {
    headers['content-type'] = 'application/octet-stream';
  });

  app.post<{ Params: { token: string } }>('/iot-webhook/:token', { schema }, async (request, reply) => {
    const { building, thingOf, sharding } = serviceOf(context);
    const thingName = thingOf(request.params.token);
    if (thingName === undefined) {
      context.metrics.refused();
      throw new ApiError('UNKNOWN_ROUTE');
    }
    const owner = sharding.ownerOfThing(thingName) ?? sharding.shard.shard;
    if (forward && owner !== sharding.shard.shard) {
      forward(request, reply, owner);
      return reply;
    }
    reply.code(204).send();
    building.thingWritten(thingName);
    return reply;
  });
}
