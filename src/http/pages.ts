import helmet from '@fastify/helmet';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** `GET /openapi.json`, and `/docs`, a page for it. */
export async function pages(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());

  app.register(async (docs) => {
    // The page's own policy, `staticCSP`, knows the hashes of its scripts.
    await docs.register(helmet, { contentSecurityPolicy: false });
    await docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  });
}
