import { describe, expect, it, onTestFinished } from 'vitest';
import { ownerOf } from '../../src/sharding/shard.ts';
import { type EventStream, followEvents } from '../helpers/event-stream.ts';
import { freePort } from '../helpers/free-port.ts';
import { aStage, type Stage } from './a-stage.ts';
import { AUTHORIZATION, ask, book } from './at-the-door.ts';

const NAMES = ['attic', 'cellar', 'garden', 'kitchen', 'library', 'studio'];
/** A room of each of two processes. */
const [NEAR = '', FAR = ''] = [0, 1].map((shard) => NAMES.find((name) => ownerOf(name, 2) === shard));

type Rooms = { room_name: string; occupancy: string; current?: { title: string } | null }[];

/** The environment of one of two processes, each with an address of its own. */
async function part(stage: Stage) {
  const PORT = String(await freePort());
  return (shard: number) => ({
    ...stage.clouds.environment,
    PORT,
    HOST: `127.0.0.1${shard}`,
    ROOMCAL_SHARDS: '2',
    ROOMCAL_SHARD: String(shard),
    ROOMCAL_PEERS: `http://127.0.0.1{shard}:${PORT}`,
    ROOMCAL_SUBSCRIPTION: '',
  });
}

describe('two processes, each with its part of the rooms', () => {
  it('answer for all, whichever is asked; where one is killed the other says so, and goes on', async () => {
    const stage = await aStage({ rooms: [NEAR, FAR] });
    const of = await part(stage);
    const [{ url: near }, there] = [await stage.start(of(0)), await stage.spawn(of(1))];
    for (const name of [NEAR, FAR]) await stage.shows(name, 'Free all day');

    // A room is read, booked, extended and ended at the other one.
    const booked = await book(near, FAR, { key: 'press-1' });
    expect(booked).toMatchObject({ status: 201, body: { title: 'Meeting' } });
    await stage.shows(FAR, 'Meeting');
    expect(await book(near, FAR, { key: 'press-1' })).toEqual(booked);
    expect(await book(there.url, FAR, { key: 'press-1' })).toEqual(booked);
    expect(await book(there.url, NEAR)).toMatchObject({ status: 201 });
    expect(stage.events(FAR)).toHaveLength(1);
    const read = await ask(near, 'GET', `/meetings?room_name=${FAR}`);
    expect(read).toMatchObject({ status: 200, body: { busynow: 1, curevmtg: 'Meeting' } });
    expect(await ask(near, 'GET', `/meetings?room_name=nowhere`)).toMatchObject({ status: 404 });

    // What all have is the same at both.
    for (const url of [near, there.url]) {
      const { rooms, missing } = (await ask(url, 'GET', '/rooms')).body as {
        rooms: Rooms;
        missing?: number[];
      };
      expect(rooms.map((room) => [room.room_name, room.current?.title])).toEqual([
        [NEAR, 'Meeting'],
        [FAR, 'Meeting'],
      ]);
      expect(missing).toBeUndefined();
      expect((await ask(url, 'GET', '/readyz')).body).toEqual({ ready: true, because: [] });
      expect((await ask(url, 'POST', '/reload')).body).not.toHaveProperty('missing');
    }
    const { body } = await ask(near, 'GET', '/version');
    expect(body.others).toMatchObject([{ shard: 1, generation: body.generation }]);

    // Whoever follows a room or the lobby hears of both.
    const door = await followed(`${near}/rooms/${FAR}/door/events`);
    const lobby = await followed(`${near}/lobby/events`);
    await door.until(({ occupancy }) => occupancy === 'busy');
    await lobby.until((data) => inState(data, FAR) === 'busy');
    const path = `/meetings/${booked.body.id}?room_name=${FAR}`;
    expect((await ask(near, 'DELETE', path, {})).status).toBe(204);
    await door.until(({ occupancy }) => occupancy === 'free');
    await lobby.until((data) => inState(data, FAR) === 'free');

    there.signal('SIGKILL');
    await there.ended;
    await lobby.until((data) => inState(data, FAR) === 'unknown');
    while ((await door.block()) !== undefined);
    const refused = await book(near, FAR);
    expect(refused).toMatchObject({ status: 503, body: { code: 'OWNER_AWAY' } });
    expect(stage.events(FAR)).toEqual([]);
    expect((await ask(near, 'GET', '/rooms')).body).toMatchObject({
      rooms: [{ room_name: NEAR }],
      missing: [1],
    });
    const shown = (await ask(near, 'GET', '/lobby/rooms')).body;
    expect([inState(shown, NEAR), inState(shown, FAR), shown.missing]).toEqual(['busy', 'unknown', [1]]);
    expect((await ask(near, 'GET', `/meetings?room_name=${NEAR}`)).status).toBe(200);
    expect((await ask(near, 'GET', '/readyz')).status).toBe(200);

    // It comes again, at the same address, and is found.
    await stage.spawn(of(1));
    await lobby.until((data) => inState(data, FAR) === 'free');
    expect(await book(near, FAR)).toMatchObject({ status: 201 });
  });
});

async function followed(url: string): Promise<EventStream> {
  const stream = await followEvents(url, { authorization: AUTHORIZATION });
  onTestFinished(() => stream.leave());
  return stream;
}

function inState({ rooms }: Record<string, unknown>, name: string): string | undefined {
  return (rooms as Rooms | undefined)?.find(({ room_name }) => room_name === name)?.occupancy;
}
