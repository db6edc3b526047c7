import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app-context.ts';
import { ClientQuery, GUARDED, refusals } from '../schemas.ts';

const schema = {
  tags: ['operators'],
  operationId: 'readMetrics',
  summary: 'What is counted and measured, for Prometheus',
  querystring: ClientQuery,
  response: {
    200: { description: "Prometheus' text format", content: { 'text/plain': { schema: Type.String() } } },
    ...refusals(...GUARDED),
  },
};

/** `GET /metrics`: what is counted and measured, for Prometheus. */
export async function metrics(app: FastifyInstance, { context }: { context: AppContext }): Promise<void> {
  app.get('/metrics', { schema }, async (_, reply) => {
    const { contentType } = context.metrics;
    return reply.type(contentType).send(await context.metrics.text());
  });
}
