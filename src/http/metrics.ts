import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorize } from './auth.ts';
import type { House } from './house.ts';

/** `GET /metrics`: what is counted and measured, for Prometheus. */
export async function metrics(app: FastifyInstance, { house }: { house: House }): Promise<void> {
  app.addHook('preValidation', authorize(house));

  app.get('/metrics', async (_, reply) => {
    const { contentType } = house.metrics;
    return reply.type(contentType).send(await house.metrics.text());
  });
}

/** Has each answer counted by its route; all paths that are none of ours count as one. */
export function countAnswers(house: House) {
  return ({ method, routeOptions }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void =>
    house.metrics.answered(method, routeOptions.url ?? 'unknown', statusCode, elapsedTime);
}
