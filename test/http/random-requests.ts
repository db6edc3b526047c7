import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { expect, it } from 'vitest';
import { ERRORS } from '../../src/http/errors.ts';
import { event } from '../helpers/events.ts';
import { BASIC, CLIENT_SECRET } from './a-building.ts';
import { aDoor, BLUE, MINUTE_MS } from './a-door.ts';
import { request } from './shots.ts';

const SECRETS = [CLIENT_SECRET, BASIC.authorization.slice('Basic '.length), 'token-1'];
/** What tells how the inside looks: a stack, a file, a module. */
const INSIDE = /\.[tj]s:\d|\n\s+at |node_modules|node:internal/;

/** A test of so many requests. */
export function answersRandomRequests(requests: number): void {
  it(`answers ${requests} random requests, none with 5xx, a secret or a stack`, () => answers(requests));
}

async function answers(requests: number): Promise<void> {
  const { app, clock, ports } = await aDoor({
    mayEnd: 'any',
    corsOrigins: ['https://a.example'],
  });
  await app.ready();
  const declared = statusesOf(app.swagger().paths as Record<string, object>);
  const seen = new Map<number, number>();
  let count = 0;
  const property = fc.asyncProperty(request, async (one) => {
    // Time goes on, and every other time a meeting runs.
    if (++count % 50 === 0) {
      await clock.advance(20 * MINUTE_MS);
      const [start, end] = [0, 10].map((mins) => new Date(clock.now() + mins * MINUTE_MS).toISOString());
      for (const { id } of ports.calendars.get(BLUE)!) await ports.calendar.remove(BLUE, id!);
      if (count % 100 === 0) ports.put(BLUE, event('theirs', start!, end!));
    }
    const response = await app.inject({
      method: one.method as NonNullable<InjectOptions['method']>,
      url: one.query ? `${one.path}?${one.query}` : one.path,
      headers: one.headers,
      ...(one.body !== undefined && { payload: one.body }),
    });
    const { statusCode, body: text } = response;
    seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
    expect(statusCode).toBeLessThan(500);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    const known = declared(one.method, one.path);
    if (known) expect(known).toContain(String(statusCode));
    if (statusCode < 400 || one.method === 'HEAD') return;
    const { code, message } = response.json();
    expect(ERRORS).toHaveProperty(code);
    expect(ERRORS[code as keyof typeof ERRORS].status).toBe(statusCode);
    expect(message).not.toMatch(INSIDE);
  });
  await fc.assert(property, { numRuns: requests, endOnFailure: true });
  // They got as far as they could.
  const reached = [200, 201, 204, 400, 401, 404, 405, 409, 413, 415, 429];
  expect(reached.filter((status) => !seen.has(status))).toEqual([]);
}

/** The statuses that are declared of a call; undefined where there is none. */
function statusesOf(paths: Record<string, object>) {
  const calls = Object.entries(paths).flatMap(([path, operations]) => {
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[\\w-]+')}$`);
    return Object.entries(operations as Record<string, { responses: object }>).map(
      ([method, { responses }]) => ({ pattern, method, statuses: Object.keys(responses) }),
    );
  });
  return (method: string, path: string) =>
    calls.find((call) => call.method === method.toLowerCase() && call.pattern.test(path))?.statuses;
}
