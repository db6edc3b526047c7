import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { ERRORS } from '../../src/http/errors.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { aHouse, BASIC, START } from './a-building.ts';

interface Operation {
  operationId: string;
  summary: string;
  security?: object[];
  parameters?: { in: string; name: string; required?: boolean; schema: object; example?: unknown }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema; example?: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}

interface Schema {
  $ref?: string;
  properties?: { code?: { enum?: string[] } };
}

interface Description {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  servers: { url: string }[];
  components: { securitySchemes: object; schemas: Record<string, Schema> };
  security: object[];
}

/** Pages and what they are made of describe the API, and are no part of it. */
const isPage = (url: string) => url === '/openapi.json' || url.startsWith('/docs') || url === '*';
const OPEN = [
  '/doors/{room_name}',
  '/lobby',
  '/book/{room_name}',
  '/',
  '/healthz',
  '/livez',
  '/readyz',
  '/webhook',
  '/iot-webhook/{token}',
];

/** A schema, wherever it is written. */
const follow = (schema: Schema): Schema =>
  schema.$ref === undefined
    ? schema
    : (described.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {});

let described: Description;
/** `get /meetings/{id}`, as the app has them. */
const routes: string[] = [];
let operations: [string, string, Operation][];

beforeAll(async () => {
  const context = { service: undefined, metrics: createMetrics(), unready: () => [] };
  const app = buildApp({ context, logger: pino({ level: 'silent' }), clock: new SimulatedClock(START) });
  app.addHook('onRoute', ({ method, url }) => {
    if (isPage(url)) return;
    for (const one of [method].flat()) {
      // HEAD comes with every GET.
      if (one !== 'HEAD') routes.push(`${one.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
    }
  });
  await app.ready();
  described = JSON.parse(JSON.stringify(app.swagger()));
  operations = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [method, path, operation] as [string, string, Operation],
    ),
  );
  await app.close();
});

describe('GET /openapi.json', () => {
  it('is OpenAPI 3.1', async () => {
    const { app } = await aHouse();
    const response = await app.inject({ url: '/openapi.json', headers: BASIC });
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(response.json()).toEqual(described);
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(described.openapi).toMatch(/^3\.1\.\d$/);
    expect(described.info).toMatchObject({ title: 'roomcal', version });
  });

  it('has every route that the app has, and no other', () => {
    expect(operations.map(([method, path]) => `${method} ${path}`).sort()).toEqual(routes.sort());
    expect(routes).toContain('delete /meeting/{id}');
  });

  it('gives each operation a name of its own, a summary, and a description of each response', () => {
    const names = operations.map(([, , { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [, , { summary, responses }] of operations) {
      expect(summary).toMatch(/\S/);
      for (const response of Object.values(responses)) {
        expect(response.description).toMatch(/\S/);
        expect(response.description).not.toBe('Default Response');
      }
    }
  });

  it('declares each parameter of a path, and a schema of each', () => {
    for (const [, path, { parameters = [] }] of operations) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  it('has none but valid schemas of JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false });
    const shared = Object.values(described.components.schemas);
    expect(shared.length).toBeGreaterThan(20);
    for (const schema of shared) expect(ajv.validateSchema(schema)).toBe(true);
    const schemas = operations.flatMap(([, , { parameters = [], requestBody, responses }]) => [
      ...parameters.map(({ schema }) => schema),
      ...[requestBody, ...Object.values(responses)].flatMap((one) =>
        Object.values(one?.content ?? {}).map(({ schema }) => schema),
      ),
    ]);
    expect(schemas.length).toBeGreaterThan(100);
    for (const schema of schemas) expect(ajv.validateSchema(schema)).toBe(true);
  });

  it('tells the codes of each refusal, and each of them is one of that status', () => {
    const told = new Set<string>();
    for (const [, path, { responses }] of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400 || path === '/readyz') continue;
        const codes = follow(content?.['application/json']?.schema ?? {}).properties?.code?.enum ?? [];
        expect(codes).not.toEqual([]);
        for (const code of codes) {
          expect(ERRORS).toHaveProperty(code);
          expect(ERRORS[code as keyof typeof ERRORS].status).toBe(Number(status));
          told.add(code);
        }
      }
    }
    // What is said before there is a route.
    const elsewhere = ['WRONG_METHOD', 'HEADERS_TOO_LARGE'];
    expect([...told, ...elsewhere].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('writes a schema that several calls share once, and refers to it', () => {
    const text = JSON.stringify(described.paths);
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    const nested = [...JSON.stringify(described.components).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    const names = new Set([...references, ...nested.map(([, name]) => name)]);
    expect([...names].sort()).toEqual(Object.keys(described.components.schemas).sort());
    expect(references.filter((name) => name === 'UnauthorizedOrPassExpired').length).toBeGreaterThan(5);
    expect(nested.map(([, name]) => name)).toContain('Meeting');
    // Of a refusal nothing is written twice.
    expect(text).not.toContain('"statusCode"');
  });

  it('says that a body may be left out only where it may', () => {
    const bodies = operations.flatMap(([method, path, { requestBody }]) =>
      requestBody ? [[`${method} ${path}`, requestBody.required] as const] : [],
    );
    expect(bodies.filter(([, required]) => !required).map(([name]) => name)).toEqual([
      'delete /meetings/{id}',
      'delete /meeting/{id}',
      'post /rooms/{room_name}/passes',
    ]);
    expect(bodies.length).toBeGreaterThan(4);
  });

  it('has examples that the app takes: what is to be tried is filled in with them', async () => {
    const { app } = await aHouse();
    for (const [method, path, { parameters = [], requestBody }] of operations) {
      const missing = parameters.filter(({ required, example }) => required && example === undefined);
      expect([path, missing]).toEqual([path, []]);
      const url = path.replace(/\{(\w+)\}/g, (_, name) =>
        String(parameters.find((one) => one.name === name)?.example),
      );
      const query = parameters.filter((one) => one.in === 'query' && one.example !== undefined);
      const example = requestBody?.content['application/json']?.example;
      if (requestBody) expect(example).toMatchObject({ room_name: 'black_room' });
      // Who follows a room is answered as long as it likes.
      if (path.endsWith('/events')) continue;
      const { statusCode, body } = await app.inject({
        ...{ method: method.toUpperCase() as 'GET', url, headers: BASIC },
        query: Object.fromEntries(query.map((one) => [one.name, String(one.example)])),
        ...(example && { payload: example }),
      });
      expect([path, statusCode, statusCode === 400 && body]).not.toEqual([path, 400, body]);
    }
  });

  it('names the server that it was read from', () => {
    expect(described.servers).toEqual([expect.objectContaining({ url: '/' })]);
  });

  it('asks for credentials where the app does', async () => {
    const { app } = await aHouse();
    for (const [method, path, operation] of operations) {
      const isOpen = operation.security?.length === 0;
      expect(isOpen).toBe(OPEN.includes(path));
      const request = { method: method.toUpperCase() as 'GET', url: path.replace(/\{\w+\}/g, 'a') };
      const { statusCode } = await app.inject({ ...request, remoteAddress: `192.0.2.${method}${path}` });
      expect(statusCode === 401).toBe(!isOpen);
      expect(operation.responses).toHaveProperty(String(statusCode));
    }
  });
});

describe('GET /docs', () => {
  it('answers a page that runs nothing from elsewhere, and is told to browsers so', async () => {
    const { app } = await aHouse();
    const page = await app.inject({ url: '/docs', headers: BASIC });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'self';.*;frame-ancestors 'self'$/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': expect.stringMatching(/SAMEORIGIN|DENY/),
    });
    const needed = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(needed.filter((url) => url.endsWith('.js')).length).toBeGreaterThan(0);
    expect(page.body).not.toMatch(/<script>(?!\s*<)/);
    for (const url of needed) {
      const local = new URL(url, 'http://roomcal/docs/');
      expect(local.host).toBe('roomcal');
      expect((await app.inject({ url: local.pathname, headers: BASIC })).statusCode).toBe(200);
    }
  });

  it.each(['/docs', '/docs/json', '/docs/static/swagger-ui.css', '/openapi.json'])(
    'is not for everyone: %s',
    async (url) => {
      const { app } = await aHouse();
      expect((await app.inject(url)).statusCode).toBe(401);
    },
  );
});
