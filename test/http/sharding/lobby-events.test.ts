import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { followEvents } from '../../helpers/event-stream.ts';
import { BASIC, everyoneHadATurn, refusedWith } from '../a-building.ts';
import { aFake, aShard, aStreet, type Street } from './a-shard.ts';

type Rooms = { room_name: string; occupancy: string }[];
const inState = (room: string, occupancy: string) => (data: Record<string, unknown>) =>
  (data.rooms as Rooms | undefined)?.some((one) => one.room_name === room && one.occupancy === occupancy) ??
  false;

const told = (occupancy: string) =>
  `id: a\ndata: ${JSON.stringify({ hour_cycle: 'h23', words: {}, rooms: [{ ...GREEN, occupancy }] })}\n\n`;
const GREEN = {
  room_name: 'green_room',
  group: null,
  stale: false,
  time_zone: 'UTC',
  title: null,
  busy_until: null,
  free_until: null,
};

/** A process that tells how the green room is; `responses` are those to whom it does. */
async function aTeller(street: Street) {
  const responses: ServerResponse[] = [];
  const fake = await aFake(street, 2, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 3000\n\nevent: time\ndata: {"now":"2026"}\n\n${told('free')}`);
    responses.push(response);
  });
  return { ...fake, responses };
}

describe('the lobby of several processes, followed', () => {
  it('has the rooms of all in its first word, and tells what changes at another', async () => {
    const street = await aStreet();
    const [here, there] = [await aShard(street, 0), await aShard(street, 1)];
    await there.open();
    const { responses, heard } = await aTeller(street);
    const followed = await followEvents(`${await here.open()}/lobby/events`, BASIC);
    const first = await followed.until(({ rooms }) => rooms !== undefined);
    expect((first.rooms as Rooms).map(({ occupancy }) => occupancy)).toEqual(Array(4).fill('free'));
    expect(first).not.toHaveProperty('missing');
    responses[0]?.write(told('busy'));
    await followed.until(inState('green_room', 'busy'));
    const body = { room_name: 'red_room' };
    await there.app.inject({ method: 'POST', url: '/meetings', headers: BASIC, body });
    await followed.until(inState('red_room', 'busy'));
    // Who has nothing to tell says something each 15 s.
    await here.clock.advance(14_000);
    // Once for all who follow; and nobody follows in a circle.
    const second = await followEvents(`${here.app.listeningOrigin}/lobby/events`, BASIC);
    await second.until(inState('green_room', 'busy'));
    expect(heard).toHaveLength(1);
    for (const one of [followed, second]) one.leave();
  });

  it('shows as unknown what another has, from when it goes until it comes again', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const { server, hasHeard } = await aTeller(street);
    const followed = await followEvents(`${await here.open()}/lobby/events`, BASIC);
    await followed.until(inState('green_room', 'free'));
    for (const time of [2, 3]) {
      server.closeAllConnections();
      const without = await followed.until(inState('green_room', 'unknown'));
      expect(without.missing).toEqual([1, 2]);
      // It is asked again once the pause is over, which is the same each time.
      while (here.clock.pending === 0) await everyoneHadATurn();
      await here.clock.advance(2_000);
      await hasHeard(time);
      expect((await followed.until(inState('green_room', 'free'))).missing).toEqual([1]);
    }
    followed.leave();
  });

  it('is let go at the others when the last who follows goes', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const { responses } = await aTeller(street);
    const followed = await followEvents(`${await here.open()}/lobby/events`, BASIC);
    await followed.until(inState('green_room', 'free'));
    const gone = once(responses[0]!, 'close');
    followed.leave();
    await gone;
    // And asked again when somebody comes.
    const again = await followEvents(`${here.app.listeningOrigin}/lobby/events`, BASIC);
    await again.until(inState('green_room', 'free'));
    expect(responses).toHaveLength(2);
    again.leave();
  });

  it('begins also where another hangs', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const { hasHeard } = await aFake(street, 2, () => undefined);
    const opening = followEvents(`${await here.open()}/lobby/events`, BASIC);
    await hasHeard(1);
    await here.clock.advance(1_000);
    const followed = await opening;
    expect((await followed.until(({ rooms }) => rooms !== undefined)).missing).toEqual([1, 2]);
    followed.leave();
  });

  it('is given up where the service closes before it begins', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const left = deferred<void>();
    const { hasHeard } = await aFake(street, 2, (_, response) => response.once('close', left.resolve));
    const asked = here.app.inject({ url: '/lobby/events', headers: BASIC });
    await hasHeard(1);
    here.context.service = undefined;
    await here.clock.advance(1_000);
    refusedWith('NOT_READY', await asked);
    await left.promise;
  });

  it('is given up where whoever wants it goes before it begins', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const left = deferred<void>();
    const { hasHeard } = await aFake(street, 2, (_, response) => response.once('close', left.resolve));
    const url = await here.open();
    const connected = once(here.app.server, 'connection');
    const going = new AbortController();
    const asked = fetch(`${url}/lobby/events`, { headers: BASIC, signal: going.signal }).catch(() => 'gone');
    await hasHeard(1);
    const [socket] = await connected;
    const closed = once(socket, 'close');
    going.abort();
    expect(await asked).toBe('gone');
    await closed;
    // Sooner than the other would be given up anyway.
    await here.clock.advance(1_000);
    await left.promise;
  });
});
