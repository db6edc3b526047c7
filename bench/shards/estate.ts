import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/io/clock.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';
import { CLIENT_ID, CLIENT_SECRET, calendarOf, seedClouds } from '../../src/sandbox/seed-data.ts';
import { ownerOf } from '../../src/sharding/shard.ts';
import { type Balancer, startBalancer } from './balancer.ts';

export const ZONE = 'Europe/Rome';
export const AUTHORIZATION = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`;

const ENTRY = fileURLToPath(new URL('../../bin/roomcal.js', import.meta.url));
const END_WITH_PARENT = fileURLToPath(new URL('../../test/helpers/end-with-parent.ts', import.meta.url));
const HOUR_MS = 3_600_000;
/** Hours from now at which each room is taken for half an hour. */
const MEETINGS = [-2, -1, 1, 2, 3, 26];
const LOOK_MS = 100;

/** A process of roomcal, and the time in which it served; each start is another. */
export interface Shard {
  shard: number;
  shards: number;
  url: string;
  child: ChildProcess;
  startedAt: number;
  readyAt: number | undefined;
  /** When it was told to end, or killed. */
  endedAt: number | undefined;
  log: string;
}

export const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Clouds with many rooms, and the processes that divide them: each at an address of its own, as pods of a StatefulSet are. */
export class Estate {
  readonly clouds: Clouds;
  readonly rooms: readonly string[];
  readonly #balancer: Balancer;
  readonly #port: number;
  /** Every start so far. */
  readonly shards: Shard[] = [];

  private constructor(clouds: Clouds, rooms: readonly string[], balancer: Balancer, port: number) {
    [this.clouds, this.rooms, this.#balancer, this.#port] = [clouds, rooms, balancer, port];
  }

  /** `port` is free at 127.0.0.10 and the addresses that follow. */
  static async open({ rooms, port }: { rooms: number; port: number }): Promise<Estate> {
    const iotRequestsPerSecond = 1_000;
    const clouds = await startClouds({
      clock: systemClock,
      httpPort: 0,
      pubsubPort: 0,
      iotRequestsPerSecond,
    });
    const names = Array.from({ length: rooms }, (_, index) => `room_${String(index).padStart(3, '0')}`);
    const balancer = await startBalancer(() => estate.running.filter(({ readyAt }) => readyAt !== undefined));
    await seedClouds(clouds, balancer.url, systemClock.now());
    furnish(clouds, names);
    const estate = new Estate(clouds, names, balancer, port);
    return estate;
  }

  /** Processes that live and were not told to end. */
  get running(): Shard[] {
    return this.shards.filter(({ endedAt }) => endedAt === undefined);
  }

  /** Where clients may ask: whoever is there, or was a moment ago. */
  get addresses(): string[] {
    const last = new Map(this.shards.map((one) => [one.url, one]));
    return [...last.values()]
      .filter(({ endedAt }) => endedAt === undefined || Date.now() - endedAt < 5_000)
      .map(({ url }) => url);
  }

  /** Starts the process of a shard. */
  start(shard: number, shards: number): Shard {
    const host = `127.0.0.1${shard}`;
    const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ENTRY, 'start'], {
      env: {
        ...{ PATH: process.env.PATH ?? '', NODE_ENV: 'production', LOG_LEVEL: 'warn' },
        ...this.clouds.environment,
        ...{ HOST: host, PORT: String(this.#port) },
        ...(shards > 1 && {
          ...{ ROOMCAL_SHARDS: String(shards), ROOMCAL_SHARD: String(shard) },
          ROOMCAL_PEERS: `http://127.0.0.1{shard}:${this.#port}`,
        }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const one: Shard = {
      ...{ shard, shards, child, log: '', url: `http://${host}:${this.#port}` },
      ...{ startedAt: Date.now(), readyAt: undefined, endedAt: undefined },
    };
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => {
        one.log += text;
      });
    this.shards.push(one);
    return one;
  }

  /** Resolves when the process serves. Throws where it ends instead. */
  async ready(one: Shard): Promise<Shard> {
    while (one.readyAt === undefined) {
      if (one.child.exitCode !== null) throw new Error(`shard ${one.shard} has ended: ${one.log}`);
      const response = await fetch(`${one.url}/readyz`).catch(() => undefined);
      await response?.text();
      if (response?.ok) one.readyAt = Date.now();
      else await rest(LOOK_MS);
    }
    return one;
  }

  /** Ends a process, and resolves when it has ended. */
  async end(one: Shard, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const exited = once(one.child, 'exit');
    one.endedAt = Date.now();
    one.child.kill(signal);
    await exited;
  }

  /** Who of so many has the room. */
  ownerOf(room: string, shards: number): number {
    return ownerOf(room, shards);
  }

  async close(): Promise<void> {
    for (const one of this.running) await this.end(one, 'SIGKILL');
    await this.#balancer.close();
    await this.clouds.close();
  }
}

function furnish(clouds: Clouds, names: readonly string[]): void {
  const seed = JSON.parse(String(clouds.storage.object('roomcal-config', 'config.json').data));
  const [{ properties = [] } = {}] = clouds.iot.things();
  const variables = properties.map(({ name, type }) => ({ name, type }));
  for (const { id } of clouds.iot.things()) clouds.iot.deleteThing(id);
  const hour = Math.floor(systemClock.now() / HOUR_MS) * HOUR_MS;
  for (const [index, name] of names.entries()) {
    const id = calendarOf(name);
    // Not all at once: what is measured is not one account's hour.
    const first = hour + (index % 60) * 60_000;
    clouds.calendar.addCalendar({ id, summary: name, timeZone: ZONE, accessRole: 'writer' });
    for (const hours of MEETINGS)
      clouds.calendar.insert(id, meeting('Weekly', first + hours * HOUR_MS, HOUR_MS / 2));
    clouds.iot.addThing({ name, variables });
  }
  const config = {
    ...seed,
    // What is measured is not how long Google's and Arduino's limits make somebody wait.
    ...{ gcal_requests_per_minute: 6_000, iot_requests_per_second: 1_000 },
    rooms: names.map((room_name) => ({ room_name, gcal_calendar_id: calendarOf(room_name) })),
  };
  clouds.storage.put('roomcal-config', 'config.json', JSON.stringify(config));
}

/** A meeting that somebody has. */
export function meeting(summary: string, from: number, lengthMs: number) {
  const [start, end] = [from, from + lengthMs].map((at) => ({ dateTime: new Date(at).toISOString() }));
  return { summary, start, end, organizer: { email: 'anna@example.org' } };
}
