import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app-context.ts';
import { Missing } from '../schemas.ts';
import { isForwarded } from '../sharding/mark.ts';

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
      missing: Missing,
    },
    { description },
  );

const ready = {
  tags: ['platform'],
  operationId: 'isReady',
  summary: 'It serves, or why it does not yet',
  description:
    'Of several processes each speaks for itself, for one that is away must not take the others out of service. `missing` says ' +
    'besides which others do not serve, as it was five seconds ago at most.',
  security: [],
  response: { 200: readiness('it serves'), 503: readiness('it does not yet') },
};

/** `GET /healthz`, `GET /livez`: the process lives. `GET /readyz`: it serves, or 503 and why not. */
export async function health(
  app: FastifyInstance,
  { context, missing }: { context: AppContext; missing: (() => Promise<number[]>) | undefined },
): Promise<void> {
  // Google's front end answers the first itself, before a service on Cloud Run.
  for (const [url, operationId] of [
    ['/healthz', 'isAlive'],
    ['/livez', 'isLive'],
  ] as const)
    app.get(url, { schema: { ...alive, operationId } }, async () => ({ status: 'ok' }));

  app.get('/readyz', { schema: ready }, async ({ headers }, reply) => {
    const because = context.unready();
    const isReady = because.length === 0;
    const others = context.service && !isForwarded(headers) ? await missing?.() : undefined;
    return reply
      .code(isReady ? 200 : 503)
      .send({ ready: isReady, because, ...(others?.length && { missing: others }) });
  });
}
