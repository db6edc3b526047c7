import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { refusals } from '../schemas.ts';

/** Where things are, for whoever comes upon the address of a roomcal. */
const PLACES = [
  { path: '/docs', about: 'the HTTP API, to read and to try', needs_credentials: true },
  { path: '/openapi.json', about: 'the HTTP API for programs, OpenAPI 3.1', needs_credentials: true },
  { path: '/healthz', about: 'whether the process lives', needs_credentials: false },
  { path: '/livez', about: 'the same, where a platform answers /healthz itself', needs_credentials: false },
  { path: '/readyz', about: 'whether it serves, and why not', needs_credentials: false },
  { path: '/metrics', about: 'what is counted and measured, for Prometheus', needs_credentials: true },
];
const CREDENTIALS = 'HTTP Basic with iot_client_id and iot_client_secret';
const ABOUT = 'Keeps the displays at the doors of meeting rooms equal to Google Calendar';

const Place = Type.Object(
  {
    path: Type.String({ examples: ['/docs'] }),
    about: Type.String({ examples: [PLACES[0]?.about] }),
    needs_credentials: Type.Boolean(),
  },
  { title: 'Place' },
);

const Welcome = Type.Object(
  {
    name: Type.String({ examples: ['roomcal'] }),
    about: Type.String({ examples: [ABOUT] }),
    credentials: Type.String({ description: 'what those that need them take', examples: [CREDENTIALS] }),
    places: Type.Array(Place),
  },
  { title: 'Welcome' },
);

const schema = {
  tags: ['platform'],
  operationId: 'welcome',
  summary: 'Where things are, and which of them need credentials',
  description: 'JSON, and a page for browsers: for whoever accepts `text/html`.',
  security: [],
  response: {
    200: {
      description: 'where things are',
      content: { 'application/json': { schema: Welcome }, 'text/html': { schema: Type.String() } },
    },
    ...refusals('INVALID_REQUEST', 'INTERNAL'),
  },
};

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>roomcal</title>
<h1>roomcal</h1>
<p>${ABOUT}.</p>
<ul>
${PLACES.map(lineOf).join('\n')}
</ul>
<p>* needs credentials: ${CREDENTIALS}.</p>
</html>
`;

/** `GET /`: says where things are, to programs as JSON and to browsers as a page. It tells nothing of the rooms. */
export async function welcome(app: FastifyInstance): Promise<void> {
  app.get('/', { schema }, async ({ headers }, reply) => {
    reply.headers({ vary: 'accept', 'x-content-type-options': 'nosniff' });
    // Programs take anything, or name JSON; only browsers name HTML.
    if (!/\btext\/html\b/.test(headers.accept ?? ''))
      return reply.send({ name: 'roomcal', about: ABOUT, credentials: CREDENTIALS, places: PLACES });
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
      .send(PAGE);
  });
}

function lineOf({ path, about, needs_credentials }: (typeof PLACES)[number]): string {
  return `<li><a href="${path}">${path}</a>${needs_credentials ? '*' : ''}: ${about}`;
}
