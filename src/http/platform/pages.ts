import helmet from '@fastify/helmet';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

const SELF = "'self'";

/** `GET /openapi.json`, and `/docs`, a page for it. */
export async function pages(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());

  app.register(async (docs) => {
    await docs.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: [SELF],
          imgSrc: [SELF, 'data:'],
          // Swagger UI sets styles of its elements.
          styleSrc: [SELF, "'unsafe-inline'"],
          objectSrc: ["'none'"],
          baseUri: [SELF],
          frameAncestors: [SELF],
        },
      },
    });
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'roomcal: the HTTP API' },
      // Without the bar that asks for the address of another API.
      uiConfig: { layout: 'BaseLayout', validatorUrl: null },
    });
  });
}
