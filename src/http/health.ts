import type { FastifyInstance } from 'fastify';
import type { House } from './house.ts';

/** `GET /healthz`: the process lives. `GET /readyz`: it serves, or 503 and why not. */
export async function health(app: FastifyInstance, { house }: { house: House }): Promise<void> {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (_, reply) => {
    const because = house.unready();
    return reply.code(because.length === 0 ? 200 : 503).send({ ready: because.length === 0, because });
  });
}
