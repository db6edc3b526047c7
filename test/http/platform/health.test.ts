import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { aHouse } from '../a-building.ts';

describe('GET /healthz', () => {
  it('says that the process lives, to anyone', async () => {
    const { app } = await aHouse();
    const response = await app.inject('/healthz');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'ok' });
  });

  it('answers before there is a service, and while a vendor is down', async () => {
    const { app, context } = await aHouse({
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      },
    });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    context.service = undefined;
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });
});

describe('GET /readyz', () => {
  it('answers 200 to anyone once every room and every Thing has been read', async () => {
    const { app } = await aHouse();
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ ready: true, because: [] });
  });

  it('answers 503 with every reason while a room has never been read', async () => {
    const { app } = await aHouse({
      prepare: ({ obstacles }) => {
        obstacles.list = (of) =>
          of.startsWith('red_room') && Promise.reject(new VendorError('calendar', 'no'));
        obstacles.things = () => Promise.reject(new VendorError('iot', 'down', { status: 503 }));
      },
    });
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    const because = ['blue_room: thing', 'red_room: agenda', 'red_room: thing'];
    expect(response.json()).toEqual({ ready: false, because });
  });

  it('answers 200 as soon as the vendor is back', async () => {
    const { app, ports, clock } = await aHouse({
      prepare: ({ obstacles }) => {
        obstacles.things = () => Promise.reject(new VendorError('iot', 'down', { status: 503 }));
      },
    });
    expect((await app.inject('/readyz')).statusCode).toBe(503);
    delete ports.obstacles.things;
    await clock.advance(1_000);
    expect((await app.inject('/readyz')).json()).toEqual({ ready: true, because: [] });
  });

  it('stays ready when a vendor goes down later: the doors go on with what is known', async () => {
    const { app, ports, clock } = await aHouse();
    const down = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
    Object.assign(ports.obstacles, { list: down, find: down, show: down });
    await clock.advance(2 * 3_600_000);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
  });

  it('says why there is no service yet', async () => {
    const { app, context } = await aHouse();
    context.service = undefined;
    context.unready = () => ['roomcal is starting'];
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ ready: false, because: ['roomcal is starting'] });
  });
});
