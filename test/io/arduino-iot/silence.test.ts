import { describe, expect, it } from 'vitest';
import { iotCloud } from '../../../src/io/arduino-iot/things.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { answered, aSilentServer } from '../../helpers/silent.ts';
import { failureOf } from '../vendors.ts';

const TIMEOUT_MS = 10_000;
const TOKEN = answered({ access_token: 'arduino.access', expires_in: 300 });

async function theThings() {
  const server = await aSilentServer();
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const things = iotCloud({
    clientId: 'client',
    clientSecret: 'hush-hush',
    organizationId: undefined,
    endpoint: server.url,
    requestsPerSecond: 1_000,
    clock,
  });
  const publish = () =>
    things.publish({
      thingId: 'thing',
      priority: 3,
      choose: () => ({ propertyId: 'property', value: 1 }),
      signal: new AbortController().signal,
    });
  const answer = async (kind: string, text: string) => {
    const { head, socket } = await server.next();
    expect(head).toContain(kind);
    socket.write(text);
  };
  return { server, clock, things, publish, answer };
}

describe('an Arduino that says nothing', () => {
  it('of a token is given up after 10 s by all who wait, and the next call asks again', async () => {
    const { server, clock, things, publish, answer } = await theThings();
    const failing = [publish(), publish(), things.read()].map((call) => failureOf('iot', call));
    await server.next();
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS);
    for (const one of failing) {
      expect(await one).toMatchObject({ status: undefined, operator: false });
      expect((await one).message).toBe('Arduino IoT Cloud: no answer within 10 s');
    }
    expect(server.count).toBe(1);
    await server.left();

    const published = publish();
    await answer('/token', TOKEN);
    await answer('/publish', answered({}));
    await published;
  });

  it('of a publish is given up after 10 s', async () => {
    const { server, clock, publish, answer } = await theThings();
    const failing = failureOf('iot', publish());
    await answer('/token', TOKEN);
    await server.next();
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS);
    expect(await failing).toMatchObject({ status: undefined, operator: false });
    await server.left();
  });

  it('to the end of its Things is given up after 10 s, however much it says meanwhile', async () => {
    const { server, clock, things, answer } = await theThings();
    const failing = failureOf('iot', things.read());
    await answer('/token', TOKEN);
    const { socket } = await server.next();
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[');
    for (let second = 0; second < 10; second++) {
      socket.write(' ');
      clock.step(1_000);
    }
    expect(await failing).toMatchObject({ status: undefined, operator: false });
    await server.left();
  });
});
