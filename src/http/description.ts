import { readFileSync } from 'node:fs';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { shareSchemas } from './shared-schemas.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** What the OpenAPI document says beside the routes, which say themselves. */
export const description: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'roomcal',
      version,
      description:
        'Reads and books meeting rooms. Every refusal has the same shape; docs/errors.md explains each `code`.',
    },
    servers: [{ url: '/', description: 'wherever this document was read' }],
    tags: [
      { name: 'pages', description: 'for tablets, televisions and telephones' },
      { name: 'door', description: 'what a door says, and the button beside it' },
      { name: 'rooms', description: 'for dashboards' },
      { name: 'operators', description: 'for those who look after it' },
      { name: 'platform', description: 'without authorization' },
    ],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: '`iot_client_id` and `iot_client_secret`' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: '`iot_client_secret`, with `client_id` as a parameter of the query or the body',
        },
      },
    },
    security: [{ basic: [] }, { bearer: [] }],
  },
  transformObject: (made) =>
    'openapiObject' in made ? shareSchemas(made.openapiObject) : made.swaggerObject,
};
