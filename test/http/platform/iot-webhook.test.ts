import { describe, expect, it } from 'vitest';
import { webhookKeys } from '../../../src/io/arduino-iot/webhook-keys.ts';
import { aHouse, refusedWith, thingOf } from '../a-building.ts';

const call = (token: string, payload = '') => ({
  method: 'POST' as const,
  url: `/iot-webhook/${encodeURIComponent(token)}`,
  payload,
});

describe('POST /iot-webhook/:token', () => {
  it.each([
    ['nothing', ''],
    ['what Arduino tells', '{"thing_id":"…","values":[{"name":"action","value":"book"}]}'],
    ['what is no JSON', '{{{'],
  ])('means that the Thing is to be read, whatever the body: %s', async (_, body) => {
    const { app, ports } = await aHouse();
    ports.calls.length = 0;
    const { statusCode, body: answer } = await app.inject(call(thingOf('blue_room'), body));
    expect([statusCode, answer]).toEqual([204, '']);
    expect(ports.calls).toEqual([`properties ${thingOf('blue_room')}`]);
  });

  it.each(['nonsense', 'text/plain', 'application/json; charset='])(
    'whatever it says that is: %s',
    async (type) => {
      const { app } = await aHouse();
      const headers = { 'content-type': type };
      const { statusCode } = await app.inject({ ...call(thingOf('blue_room'), '{{{'), headers });
      expect(statusCode).toBe(204);
    },
  );

  it('is not there for whoever does not know the token, and nothing is done', async () => {
    const { app, ports, context } = await aHouse();
    ports.calls.length = 0;
    for (const token of ['guess', 'x'.repeat(900)])
      refusedWith('UNKNOWN_ROUTE', await app.inject(call(token)));
    expect(ports.calls).toEqual([]);
    expect(await context.metrics.text()).toContain('roomcal_notifications_refused_total 2');
  });

  it('reads no body that is too large', async () => {
    const { app, ports } = await aHouse();
    ports.calls.length = 0;
    refusedWith('TOO_LARGE', await app.inject(call(thingOf('blue_room'), 'x'.repeat(17_000))));
    expect(ports.calls).toEqual([]);
  });

  it('says that nothing is ready yet while there is no service', async () => {
    const { app, context } = await aHouse();
    context.service = undefined;
    refusedWith('NOT_READY', await app.inject(call(thingOf('blue_room'))));
  });

  it('does nothing for a Thing that is gone from the configuration', async () => {
    const { app, ports } = await aHouse();
    ports.calls.length = 0;
    expect((await app.inject(call('thing of attic'))).statusCode).toBe(204);
    expect(ports.calls).toEqual([]);
  });
});

describe('the token of a webhook', () => {
  const keys = webhookKeys('secret');

  it.each(['blue_room', 'Room 1.2 - x', '', 'ü'])('tells of which Thing it is: %j', (name) => {
    const token = keys.tokenOf(name);
    expect(token).toMatch(/^[\w-]*\.[\w-]{43}$/);
    expect(webhookKeys('secret').thingOf(token)).toBe(name);
  });

  it('is the same in any version: Arduino goes on with the one that it was told', () => {
    expect(keys.tokenOf('blue_room')).toBe('Ymx1ZV9yb29t.BeMNTqg8fY_cTW3JFGDZsvdCfc4GjS8OnQAzaIfuUJQ');
  });

  it('is made by nobody else', () => {
    const token = keys.tokenOf('blue_room');
    const [, signature] = token.split('.');
    const red = Buffer.from('red_room').toString('base64url');
    for (const other of ['', '.', token.slice(0, -1), `${token}.`, `${red}.${signature}`, `${token}x`])
      expect(keys.thingOf(other)).toBeUndefined();
    expect(webhookKeys('other').thingOf(token)).toBeUndefined();
  });
});
