import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BASIC } from '../a-building.ts';
import { aMeasuredHouse } from '../measured.ts';

const NAME = 'roomcal_http_request_duration_seconds';

/** A house and its counts of answers: `GET /meetings 200`. */
async function aCountingHouse() {
  const made = await aMeasuredHouse();
  const answers = async () => {
    const counts = await made.samples(`${NAME}_count`);
    const named = Object.entries(counts).map(([sample, count]) => {
      const [method, route, status] = [...sample.matchAll(/="([^"]*)"/g)].map(([, text]) => text);
      return [`${method} ${route} ${status}`, count];
    });
    return Object.fromEntries(named);
  };
  return { ...made, answers };
}

describe('answers', () => {
  it('are counted by method, route and status', async () => {
    const { app, answers } = await aCountingHouse();
    await app.inject({ url: '/meetings?room_name=blue_room', headers: BASIC });
    await app.inject({ url: '/meetings?room_name=red_room', headers: BASIC });
    await app.inject({ url: '/meetings?room_name=no_room', headers: BASIC });
    await app.inject({ url: '/meetings?room_name=blue_room' });
    await app.inject({ method: 'POST', url: '/webhook' });
    expect(await answers()).toEqual({
      'GET /meetings 200': 2,
      'GET /meetings 404': 1,
      'GET /meetings 401': 1,
      'POST /webhook 404': 1,
    });
  });

  it('are measured in seconds', async () => {
    const { app, samples } = await aCountingHouse();
    const began = performance.now();
    for (let time = 0; time < 20; time++) await app.inject('/healthz');
    const seconds = (performance.now() - began) / 1_000;
    const [sum] = Object.values(await samples(`${NAME}_sum`));
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(seconds);
  });

  it('are one route where there is none, whatever the path', async () => {
    const { app, answers } = await aCountingHouse();
    for (let number = 0; number < 50; number++) await app.inject(`/secret-${number}?key=${number}`);
    expect(await answers()).toEqual({ 'GET unknown 404': 50 });
  });

  it('are counted of a URL that can not be read, too', async () => {
    const { app, answers } = await aCountingHouse();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1');
    socket.once('data', () => resolve()).write('GET /%ZZ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await promise;
    socket.destroy();
    expect(await answers()).toEqual({ 'GET unknown 400': 1 });
  });

  it('fall into buckets from 1 ms to 10 s', async () => {
    const { app, samples } = await aCountingHouse();
    await app.inject('/healthz');
    const bounds = Object.keys(await samples(`${NAME}_bucket`)).map(
      (sample) => sample.match(/le="([^"]*)"/)![1],
    );
    expect(bounds.slice(0, 2)).toEqual(['0.001', '0.0025']);
    expect(bounds.slice(-2)).toEqual(['10', '+Inf']);
  });
});
