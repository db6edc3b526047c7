import { expect, it } from 'vitest';
import { channelKeyFactory } from '../../src/io/google-calendar/channel-keys.ts';
import { CLIENT_SECRET, calendarOf } from '../../src/sandbox/seed-data.ts';
import { ownerOf } from '../../src/sharding/shard.ts';
import { aStage, type Stage } from './a-stage.ts';

const ROOMS = ['attic', 'cellar', 'hall', 'loft'];
const STOPPED = 'an old channel still notified; it is stopped';
const PEERS = 'http://127.0.0.1:808{shard}';

/** The rooms of a shard, of so many. */
const roomsOf = (shard: number, shards: number) => ROOMS.filter((name) => ownerOf(name, shards) === shard);

/** Starts the processes of so many shards; Google finds the first one alone. */
function startShards({ clouds, pushed, start }: Stage, shards: number) {
  const env = { ...clouds.environment, HOST: '127.0.0.1', ROOMCAL_SUBSCRIPTION: '' };
  return Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      start({
        ...env,
        ...(shard === 0 ? pushed : { PORT: '0' }),
        ...{ ROOMCAL_SHARDS: String(shards), ROOMCAL_SHARD: String(shard), ROOMCAL_PEERS: PEERS },
      }),
    ),
  );
}

/** Resolves when all are heard and all channels live. */
async function ready(processes: Awaited<ReturnType<typeof startShards>>): Promise<void> {
  for (const [shard, { line }] of processes.entries()) {
    await line(({ msg }) => msg === 'Pub/Sub: connected');
    for (const name of roomsOf(shard, processes.length))
      await line(({ msg }) => msg === `${name}: channel.opened`);
  }
}

it('a change is brought to its door, whichever process Google tells', async () => {
  const stage = await aStage({ rooms: ROOMS });
  const processes = await startShards(stage, 2);
  await ready(processes);
  for (const name of ROOMS) {
    stage.meet(name, `At ${name}`);
    await stage.shows(name, `At ${name}`);
  }
  const [told, other] = processes;
  for (const name of roomsOf(1, 2)) {
    // Listed and published where Google told of it, and seen by the one that has the room.
    await told!.line(({ msg }) => msg === `${name}: relayed`);
    const seen = await other!.line(
      ({ room_name, set }) => room_name === name && set?.curevmtg === `At ${name}`,
    );
    expect(seen.because).toBe('changed');
  }
  expect(other!.lines.filter(({ msg }) => msg.endsWith(': relayed'))).toEqual([]);
  for (const { lines } of processes)
    expect(lines.filter(({ msg }) => /unknown room|old channel/.test(msg))).toEqual([]);
});

it('a channel that nobody keeps is stopped by the process that has the room, once', async () => {
  const stage = await aStage({ rooms: ROOMS });
  const processes = await startShards(stage, 2);
  await ready(processes);
  const [name] = roomsOf(1, 2);
  const keys = channelKeyFactory(CLIENT_SECRET).mint();
  const watched = await fetch(
    `${stage.clouds.httpUrl}/calendar/v3/calendars/${encodeURIComponent(calendarOf(name!))}/events/watch`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...keys,
        type: 'web_hook',
        address: `http://127.0.0.1:${stage.pushed.PORT}/webhook`,
      }),
    },
  );
  expect(watched.status).toBe(200);
  stage.meet(name!, 'Twice told');
  await stage.shows(name!, 'Twice told');
  const [told, other] = processes;
  await other!.line(({ msg }) => msg === `${name}: ${STOPPED}`);
  const calls = (await (await fetch(`${stage.clouds.httpUrl}/sandbox/calls`)).json()) as Record<
    string,
    number
  >;
  expect(calls['calendar.stop']).toBe(1);
  expect([told, other].map((one) => one!.lines.filter(({ msg }) => msg.endsWith(STOPPED)).length)).toEqual([
    0, 1,
  ]);
  // The room's own channel goes on.
  stage.meet(name!, 'Afterwards', 1_000);
  await other!.line(({ set }) => set?.nextevmtg === 'Afterwards' || set?.curevmtg === 'Afterwards');
});

it('one becomes two, and what changes meanwhile is shown', async () => {
  const stage = await aStage({ rooms: ROOMS });
  const whole = await stage.start({ ...stage.clouds.environment, HOST: '127.0.0.1', PORT: '0' });
  await whole.line(({ msg }) => msg === 'Pub/Sub: connected');
  for (const name of ROOMS) await whole.line(({ msg }) => msg === `${name}: channel.opened`);
  const processes = await startShards(stage, 2);
  for (const { line } of processes) await line(({ msg }) => msg === 'Pub/Sub: connected');
  for (const name of ROOMS) stage.meet(name, 'While both are there');
  await Promise.all(ROOMS.map((name) => stage.shows(name, 'While both are there')));
  await whole.close();
  for (const name of ROOMS) stage.meet(name, 'Afterwards', 0, 10 * 60_000);
  await Promise.all(ROOMS.map((name) => stage.shows(name, 'Afterwards')));
});
