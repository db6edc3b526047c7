import type { FastifyInstance } from 'fastify';
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
