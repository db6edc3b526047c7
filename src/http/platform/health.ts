import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app-context.ts';

const alive = {
  tags: ['platform'],
  operationId: 'isAlive',
  summary: 'The process lives',
  security: [],
  response: { 200: Type.Object({ status: Type.String({ examples: ['ok'] }) }, { description: 'it does' }) },
};

const readiness = (description: string) =>
  Type.Object(
    {
      ready: Type.Boolean(),
      because: Type.Array(Type.String(), { description: 'why it is not ready, a reason a line' }),
    },
    { description },
  );

const ready = {
  tags: ['platform'],
  operationId: 'isReady',
  summary: 'It serves, or why it does not yet',
  security: [],
  response: { 200: readiness('it serves'), 503: readiness('it does not yet') },
};

/** `GET /healthz`, `GET /livez`: the process lives. `GET /readyz`: it serves, or 503 and why not. */
export async function health(app: FastifyInstance, { context }: { context: AppContext }): Promise<void> {
  // Google's front end answers the first itself, before a service on Cloud Run.
  for (const [url, operationId] of [
    ['/healthz', 'isAlive'],
    ['/livez', 'isLive'],
  ] as const)
    app.get(url, { schema: { ...alive, operationId } }, async () => ({ status: 'ok' }));

  app.get('/readyz', { schema: ready }, async (_, reply) => {
    const because = context.unready();
    return reply.code(because.length === 0 ? 200 : 503).send({ ready: because.length === 0, because });
  });
}
