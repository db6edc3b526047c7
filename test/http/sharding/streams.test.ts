import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { followEvents } from '../../helpers/event-stream.ts';
import { BASIC, everyoneHadATurn } from '../a-building.ts';
import { aFake, aShard, aStreet } from './a-shard.ts';

const PATHS = ['/rooms/red_room/events', '/rooms/red_room/door/events'];

describe("another process's stream of events", () => {
  it.each(PATHS)('passes as it comes: %s', async (path) => {
    const street = await aStreet();
    const [here, there] = [await aShard(street, 0), await aShard(street, 1)];
    await there.open();
    const followed = await followEvents(`${await here.open()}${path}`, BASIC);
    expect(followed.status).toBe(200);
    expect(followed.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await followed.data()).toMatchObject({});
    const room = { room_name: 'red_room' };
    await there.app.inject({ method: 'POST', url: '/meetings', headers: BASIC, body: room });
    expect(await followed.until(({ occupancy }) => occupancy === 'busy')).toMatchObject(room);
    followed.leave();
  });

  it.each(PATHS)('is let go there where whoever follows goes: %s', async (path) => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const gone = deferred<void>();
    await aFake(street, 1, (_, response) => {
      say(response, 'data: {"a":1}\n\n');
      response.once('close', gone.resolve);
    });
    const followed = await followEvents(`${await here.open()}${path}`, BASIC);
    expect(await followed.data()).toEqual({ a: 1 });
    followed.leave();
    await gone.promise;
  });

  it.each(PATHS)('ends where its process goes, so that whoever follows comes again: %s', async (path) => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const { server } = await aFake(street, 1, (_, response) => say(response, 'data: {"a":1}\n\n'));
    const followed = await followEvents(`${await here.open()}${path}`, BASIC);
    expect(await followed.data()).toEqual({ a: 1 });
    server.closeAllConnections();
    expect(await followed.block()).toBeUndefined();
  });

  it('ends where its process says nothing for too long: it may have lost its network', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0, { limits: { quietMs: 200 } });
    await aFake(street, 1, (_, response) => say(response, 'data: {"a":1}\n\n'));
    const followed = await followEvents(`${await here.open()}${PATHS[0]}`, BASIC);
    expect(await followed.data()).toEqual({ a: 1 });
    expect(await followed.block()).toBeUndefined();
  });

  it('ends where this process closes, which does not wait for it', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    await aFake(street, 1, (_, response) => say(response, 'data: {"a":1}\n\n'));
    const followed = await followEvents(`${await here.open()}${PATHS[1]}`, BASIC);
    expect(await followed.data()).toEqual({ a: 1 });
    await here.app.close();
    expect(await followed.block()).toBeUndefined();
  });

  it('keeps no call to its process waiting', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0, { limits: { answerMs: 1_000 } });
    await aFake(street, 1, ({ url }, response) =>
      url === PATHS[0] ? say(response, 'data: {"a":1}\n\n') : response.end('{}'),
    );
    const followed = await followEvents(`${await here.open()}${PATHS[0]}`, BASIC);
    expect(await followed.data()).toEqual({ a: 1 });
    const response = await here.app.inject({ url: '/meetings?room_name=red_room', headers: BASIC });
    expect(response.statusCode).toBe(200);
    followed.leave();
  });

  it('takes no place that calls to its process need', async () => {
    const street = await aStreet();
    const { app } = await aShard(street, 0);
    const { hasHeard, server } = await aFake(street, 1, ({ url }, response) =>
      url === PATHS[0] ? say(response, 'data: {"a":1}\n\n') : response.end('{}'),
    );
    const followed = Array.from({ length: 128 }, () => app.inject({ url: PATHS[0]!, headers: BASIC }));
    await hasHeard(128);
    const response = await app.inject({ url: '/meetings?room_name=red_room', headers: BASIC });
    expect(response.statusCode).toBe(200);
    server.closeAllConnections();
    await Promise.all(followed);
  });

  it('is asked for with the state that whoever comes back knows', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const { heard } = await aFake(street, 1, (_, response) => say(response, ': nothing new\n\n'));
    const followed = await followEvents(`${await here.open()}${PATHS[0]}`, {
      ...BASIC,
      'last-event-id': 'a',
    });
    expect(await followed.block()).toBe(': nothing new');
    expect(heard[0]?.headers['last-event-id']).toBe('a');
    followed.leave();
    await everyoneHadATurn();
  });
});

function say(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(text);
}
