import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { aHouse, BASIC, BEARER, CLIENT_ID, CLIENT_SECRET } from './a-building.ts';

const URL = '/meetings?room_name=blue_room';

describe('each answer', () => {
  async function logged() {
    const { context, clock } = await aHouse();
    const lines: Record<string, unknown>[] = [];
    const stream = new Writable({
      write: (chunk, _, done) => {
        lines.push(JSON.parse(String(chunk)));
        done();
      },
    });
    const app = buildApp({ context, logger: pino({ level: 'trace' }, stream), clock });
    onTestFinished(() => app.close());
    return { app, lines };
  }
  it.each([
    ['that it continues', `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`, 'a1'.repeat(16)],
    ['of zeros, which is none', `00-${'0'.repeat(32)}-${'b2'.repeat(8)}-01`, undefined],
    ['that is none', 'a1', undefined],
  ])('has a line with the trace %s', async (_, traceparent, trace_id) => {
    const { app, lines } = await logged();
    await app.inject({ url: URL, headers: { traceparent } });
    const refusal = lines.find(({ msg }) => String(msg).includes('without the right credentials'));
    expect(refusal?.trace_id).toBe(trace_id);
  });

  const calls: [string, object][] = [
    ['that went well', { url: URL, headers: BASIC }],
    ['without credentials', { url: URL }],
    ['for no address of ours', { url: `/nowhere?client_secret=${CLIENT_SECRET}` }],
    ['for an address that cannot be decoded', { url: '/%zz' }],
    ['with another method', { method: 'PUT', url: '/meetings' }],
    [
      'that is too large',
      { method: 'POST', url: '/meetings', headers: BASIC, body: { a: 'x'.repeat(20_000) } },
    ],
    [
      'that is not JSON',
      { method: 'POST', url: '/meetings', headers: { ...BASIC, 'content-type': 'text/plain' }, body: 'a' },
    ],
    ['of a page', { url: '/docs', headers: BASIC }],
    [
      'with the secret in a query',
      { url: `${URL}&client_id=${CLIENT_ID}&client_secret=${CLIENT_SECRET}`, headers: BEARER },
    ],
    ['with an id of its own', { url: '/healthz', headers: { 'x-request-id': CLIENT_SECRET } }],
  ];
  it.each(calls)('has the id by which the log knows it, which knows no secret: %s', async (_, call) => {
    const { app, lines } = await logged();
    const response = await app.inject(call);
    const id = response.headers['x-request-id'];
    expect(id).toMatch(/^[\w-]{8,}$/);
    expect(lines.filter(({ reqId }) => reqId === id)).not.toEqual([]);
    const log = JSON.stringify(lines);
    expect(log).not.toContain(CLIENT_SECRET);
    expect(log).not.toContain(BASIC.authorization.slice('Basic '.length));
  });
});
