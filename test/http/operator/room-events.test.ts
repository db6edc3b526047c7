import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { feeds } from '../../../src/http/feed/feed.ts';
import { deferred } from '../../helpers/deferred.ts';
import { followEvents } from '../../helpers/event-stream.ts';
import { event } from '../../helpers/events.ts';
import {
  BASIC,
  BEARER,
  type BuildingOptions,
  CLIENT_ID,
  everyoneHadATurn,
  refusedWith,
} from '../a-building.ts';
import { aDoor, at, BLUE, MINUTE_MS } from '../a-door.ts';

const HEARTBEAT_MS = 15_000;

/** A house that listens, and whoever follows blue_room there. */
async function open(options: BuildingOptions = {}) {
  const made = await aDoor(options);
  const { app, building, clock, ports } = made;
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const inRooms = async () => {
    const { rooms } = (await app.inject({ url: '/rooms', headers: BASIC })).json();
    return rooms.find(({ room_name }: { room_name: string }) => room_name === 'blue_room');
  };
  const unsubscribed = deferred<void>();
  const subscribe = building.subscribe.bind(building);
  vi.spyOn(building, 'subscribe').mockImplementation((...call) => {
    const unsubscribe = subscribe(...call);
    return () => {
      unsubscribe();
      unsubscribed.resolve();
    };
  });
  const quiet = clock.pending;
  /** Gives the meeting that runs another long title. */
  const change = async (number: number) => {
    const summary = `${number} ${'x'.repeat(200_000)}`;
    ports.put(BLUE, event('long', at('09:00'), at('11:00'), { summary }));
    building.notify('blue_room');
    await building.settled();
    building.receive(ports.published.at(-1)!);
    await everyoneHadATurn();
  };
  const follow = async (headers: Record<string, string> = {}, query = '') => {
    const stream = await followEvents(`${url}/rooms/blue_room/events${query}`, { ...BASIC, ...headers });
    onTestFinished(() => stream.leave());
    return stream;
  };
  return { ...made, url, inRooms, follow, change, unsubscribed: unsubscribed.promise, quiet };
}

describe('what is told of rooms', () => {
  it('is written once in a turn of the event loop for all who ask, and anew in the next', async () => {
    let written = 0;
    const building = { subscribe: () => () => undefined };
    const feed = feeds(() => ({ written: ++written }))({ service: { building } } as never, ['attic']);
    expect([feed.latest(), feed.latest()].map(({ event }) => event.match(/\d+}/)?.[0])).toEqual(['1}', '1}']);
    await everyoneHadATurn();
    expect(feed.latest().event).toContain('{"written":2}');
  });
});

describe('GET /rooms/:room_name/events', () => {
  it('tells the whole state at once, as GET /rooms has it', async () => {
    const { follow, inRooms } = await open();
    const stream = await follow();
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': expect.stringContaining('no-cache'),
      // Proxies that gather answers would hold it back.
      'x-accel-buffering': 'no',
      'x-request-id': expect.stringMatching(/\S/),
    });
    expect(await stream.block()).toBe('retry: 3000');
    expect(await stream.data()).toEqual(await inRooms());
  });

  it('tells each change: a booking, an extension, the end', async () => {
    const { follow, booked, extend, end, inRooms } = await open();
    const stream = await follow();
    expect(await stream.data()).toMatchObject({ occupancy: 'free', current: null });
    const id = await booked({ duration_mins: 30 });
    await stream.until(({ current }) => (current as { id?: string } | null)?.id === id);
    await extend(id);
    await stream.until(({ current }) => (current as { end?: string } | null)?.end === at('10:30'));
    await end(id);
    await stream.until(({ occupancy, booking }) => occupancy === 'free' && booking === 'open');
    expect(await inRooms()).toMatchObject({ occupancy: 'free' });
  });

  it('tells what time brings', async () => {
    const { follow, clock } = await open({ events: [event('standup', at('10:00'), at('10:15'))] });
    const stream = await follow();
    expect(await stream.data()).toMatchObject({ occupancy: 'free', next: { id: 'standup' } });
    await clock.advance(10 * MINUTE_MS);
    await stream.until(({ occupancy }) => occupancy === 'busy');
  });

  it('says every 15 seconds that it is awake, and no state twice', async () => {
    const { follow, clock } = await open();
    const stream = await follow();
    await stream.data();
    for (let beat = 0; beat < 3; beat++) {
      await clock.armed(HEARTBEAT_MS);
      clock.step(HEARTBEAT_MS);
      expect(await stream.block()).toMatch(/^:/);
    }
  });

  it('tells whoever comes back only what is new', async () => {
    const { follow, booked, clock } = await open();
    const first = await follow();
    await first.block();
    const id = (await first.block())!.match(/^id: (\S{16})$/m)![1]!;
    first.leave();

    const second = await follow({ 'last-event-id': id });
    expect(await second.block()).toMatch(/^retry/);
    await clock.armed(HEARTBEAT_MS);
    clock.step(HEARTBEAT_MS);
    expect(await second.block()).toMatch(/^:/);
    second.leave();

    await booked();
    const third = await follow({ 'last-event-id': id });
    expect(await third.data()).toMatchObject({ occupancy: 'busy' });
  });

  it('is heard no more, and leaves no timer, when the client goes', async () => {
    const { follow, unsubscribed, clock, quiet, booked } = await open();
    const stream = await follow();
    await stream.data();
    await clock.armed(HEARTBEAT_MS);
    stream.leave();
    await unsubscribed;
    expect(clock.pending).toBe(quiet);
    expect(await booked()).toMatch(/\w/);
  });

  it('leaves no timer, either, when it was asked for with HEAD', async () => {
    const { app, unsubscribed, clock, quiet, url } = await open();
    const response = await fetch(`${url}/rooms/blue_room/events`, { method: 'HEAD', headers: BASIC });
    expect(response.status).toBe(200);
    await unsubscribed;
    expect(clock.pending).toBe(quiet);
    await app.close();
  });

  it('ends when the app closes', async () => {
    const { follow, app, unsubscribed, clock, quiet } = await open();
    const stream = await follow();
    await stream.data();
    await clock.armed(HEARTBEAT_MS);
    await app.close();
    expect(await stream.block()).toBeUndefined();
    await unsubscribed;
    expect(clock.pending).toBe(quiet);
  });

  it('tells the latest to whoever reads slowly, not all that was between', async () => {
    // Long enough to fill what lies between a service and a client.
    const { follow, change } = await open({ wording: wordingOf({ max_text_length: 300_000 }) });
    const [slow, quick] = [await follow(), await follow()];
    const changes = 120;
    for (let number = 1; number <= changes; number++) {
      await change(number);
      await quick.until(({ current }) => titleOf(current).startsWith(`${number} `));
    }
    let told = 0;
    await slow.until(({ current }) => {
      told += 1;
      return titleOf(current).startsWith(`${changes} `);
    });
    expect(told).toBeLessThan(changes);
  });

  it('writes a change once, however many follow', async () => {
    const { follow, booked, building, unsubscribed } = await open();
    const many = await Promise.all(Array.from({ length: 40 }, () => follow()));
    for (const stream of many) await stream.data();
    expect(building.subscribe).toHaveBeenCalledTimes(1);
    const written = vi.spyOn(building, 'status');
    const id = await booked();
    for (const stream of many) {
      await stream.until(({ current }) => (current as { id?: string } | null)?.id === id);
    }
    // The steps of a booking; not forty times each.
    expect(written.mock.calls.length).toBeLessThan(10);
    for (const stream of many) stream.leave();
    await unsubscribed;
  });

  it('goes on for those who stay when others go, and begins anew when all have gone', async () => {
    const { follow, booked, end, building, unsubscribed } = await open();
    const [stays, goes] = [await follow(), await follow()];
    for (const stream of [stays, goes]) await stream.data();
    goes.leave();
    const id = await booked();
    await stays.until(({ occupancy }) => occupancy === 'busy');
    stays.leave();
    await unsubscribed;
    const returns = await follow();
    expect(await returns.data()).toMatchObject({ occupancy: 'busy' });
    expect(building.subscribe).toHaveBeenCalledTimes(2);
    await end(id);
    await returns.until(({ occupancy }) => occupancy === 'free');
  });

  it('is heard no more when somebody goes who has read nothing', async () => {
    const { follow, change, unsubscribed, clock, quiet } = await open();
    const stream = await follow();
    for (let number = 1; number <= 60; number++) await change(number);
    stream.leave();
    await unsubscribed;
    expect(clock.pending).toBe(quiet);
  });
});

describe('GET /rooms/:room_name/events is refused', () => {
  it('to whoever does not know the credentials, and takes all that others take', async () => {
    const { app, url, follow } = await open();
    const path = '/rooms/blue_room/events';
    refusedWith('UNAUTHORIZED', await app.inject(path));
    refusedWith('UNAUTHORIZED', await app.inject({ url: path, headers: BEARER }));
    const stream = await follow({ authorization: BEARER.authorization }, `?client_id=${CLIENT_ID}`);
    expect(stream.status).toBe(200);
    expect((await fetch(url + path)).status).toBe(401);
  });

  it('for a room that is not there, and while there is no service', async () => {
    const { app, context } = await open();
    const headers = BASIC;
    refusedWith('UNKNOWN_ROOM', await app.inject({ url: '/rooms/green_room/events', headers }));
    context.service = undefined;
    refusedWith('NOT_READY', await app.inject({ url: '/rooms/blue_room/events', headers }));
  });
});

function titleOf(meeting: unknown): string {
  return (meeting as { title: string } | null)?.title ?? '';
}
