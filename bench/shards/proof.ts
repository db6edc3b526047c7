import { percentile } from '../percentile.ts';
import { Doors, type Wrong } from './doors.ts';
import { Estate, rest, type Shard } from './estate.ts';
import { Load } from './load.ts';

const SHARDS = 4;
const DEADLINE_MS = 30_000;
const LOOK_MS = 50;

export interface ProofOptions {
  rooms: number;
  kills: number;
  /** Of changes and of bookings, in a second. */
  changes: number;
  bookings: number;
  /** How long all live before the first is killed, in ms: what the time with kills is held against. */
  calmMs: number;
  /** How long is waited at the end for what nobody has confirmed to be taken back, in ms. */
  dustMs: number;
  port: number;
  say?: (line: string) => void;
}

/** What was seen, and what should not have been. */
export interface Proof {
  broken: string[];
  figures: Record<string, string>;
}

/**
 * One process becomes four, which are killed at random, and two are left of them, while calendars are changed and rooms are booked.
 * `broken` says what was promised and not kept; none is as it should be.
 */
export async function prove(options: ProofOptions): Promise<Proof> {
  const { rooms, kills, changes, bookings, calmMs, dustMs, port, say = () => undefined } = options;
  const estate = await Estate.open({ rooms, port });
  const doors = new Doors(estate);
  const load = new Load({ estate, doors, changes, bookings });
  const broken: string[] = [];
  const figures: Record<string, string> = {};
  const note = (name: string, value: string) => {
    figures[name] = value;
    say(`${name}: ${value}`);
  };

  /** Resolves when every door has been right since; doors that stay wrong for too long are told of. */
  async function allRight(after: string): Promise<void> {
    const begun = Date.now();
    const waiting = new Set(doors.wrongNow().map(({ room }) => room));
    while (waiting.size > 0 && Date.now() - begun < DEADLINE_MS) {
      await rest(LOOK_MS);
      const wrong = new Set(doors.wrongNow().map(({ room }) => room));
      for (const room of waiting) if (!wrong.has(room)) waiting.delete(room);
    }
    for (const room of waiting)
      broken.push(`${after}: ${room} shows ${doors.difference(room)}, ${DEADLINE_MS / 1_000} s later`);
    note(`right after ${after}`, seconds(Date.now() - begun));
  }

  async function replace(one: Shard, shards: number): Promise<void> {
    await estate.end(one, 'SIGTERM');
    await estate.ready(estate.start(one.shard, shards));
  }

  try {
    const whole = await estate.ready(estate.start(0, 1));
    await allRight('the start of one process');
    // Of a first start nothing is kept: it is as long as Google lets it list.
    doors.wrongs.length = 0;
    load.start();

    const three = [1, 2, 3].map((shard) => estate.start(shard, SHARDS));
    await Promise.all(three.map((one) => estate.ready(one)));
    await replace(whole, SHARDS);
    await allRight('1 -> 4');

    const calmFrom = Date.now();
    const before = doors.repeated.length;
    await rest(calmMs);
    const killsFrom = Date.now();
    const restarts: number[] = [];
    for (let count = 1; count <= kills; count++) {
      const victim = estate.running[Math.floor(Math.random() * SHARDS)]!;
      const killedAt = Date.now();
      await estate.end(victim, 'SIGKILL');
      await estate.ready(estate.start(victim.shard, SHARDS));
      restarts.push(Date.now() - killedAt);
      await allRight(`kill ${count}, of ${victim.shard}`);
      await rest(1_000 + Math.random() * 2_000);
    }
    const killsUntil = Date.now();
    for (const { room, variable } of doors.repeated.slice(before))
      broken.push(`${room}: ${variable} was written with what it showed`);

    const [zero, one, ...others] = estate.running.sort((a, b) => a.shard - b.shard);
    await Promise.all(others.map((other) => estate.end(other, 'SIGTERM')));
    if (one) await replace(one, 2);
    if (zero) await replace(zero, 2);
    await allRight('4 -> 2');
    await rest(3_000);
    await load.stop();
    await allRight('the end');
    const stopped = Date.now();
    while (load.unconfirmed.length > 0 && Date.now() - stopped < dustMs) await rest(LOOK_MS);
    for (const one of dustMs > 0 ? load.unconfirmed : [])
      broken.push(`${one} is not confirmed, and not taken back`);
    note('until nothing was unconfirmed', seconds(Date.now() - stopped));
    doors.close();

    const down = (wrong: Wrong) => isDown(wrong, estate);
    const calm = doors.wrongs.filter(({ since }) => since >= calmFrom && since < killsFrom);
    const killed = doors.wrongs.filter(({ since }) => since >= killsFrom && since < killsUntil);
    note('until a killed process was ready', spread(restarts));
    note('door lag, before kills', lag(calm));
    note('door lag, while others are killed', lag(killed.filter((wrong) => !down(wrong))));
    note('door lag, of rooms whose process is killed', lag(killed.filter(down)));
    const longest = Math.max(...doors.wrongs.map(({ since, until }) => until - since));
    note('the longest time a door was wrong', seconds(longest));
    note('changes', String(load.changes));
    note('booked', `${load.booked}, gave up ${load.gaveUp}; answers ${JSON.stringify(load.answers)}`);
    const twice = doors.repeated.filter(({ at }) => at < calmFrom || at >= killsUntil).length;
    note('publishes', `${doors.publishes}, while the number changed ${twice} by two processes`);
    for (const { room, since, until } of doors.wrongs)
      if (until - since > DEADLINE_MS) broken.push(`${room}: wrong for ${seconds(until - since)}`);
    return { broken: [...broken, ...doors.broken, ...load.broken], figures };
  } finally {
    doors.close();
    for (const { shard, shards, startedAt, log } of estate.shards)
      if (log) say(`--- log of ${shard} of ${shards}, begun at ${new Date(startedAt).toISOString()}\n${log}`);
    await estate.close();
  }
}

/** Whether the process that has the room was away in that time, or had just come. */
function isDown({ room, since, until }: Wrong, estate: Estate): boolean {
  return estate.shards.some(
    ({ shard, shards, startedAt, readyAt, endedAt }) =>
      shard === estate.ownerOf(room, shards) &&
      ((endedAt !== undefined && endedAt >= since && endedAt <= until) ||
        (startedAt <= until && (readyAt ?? Number.POSITIVE_INFINITY) >= since)),
  );
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;

function spread(times: readonly number[]): string {
  const at = (share: number) => seconds(times.length === 0 ? 0 : percentile(times, share));
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)} (${times.length})`;
}

function lag(wrongs: readonly Wrong[]): string {
  return spread(wrongs.filter(({ isChange }) => isChange).map(({ since, until }) => until - since));
}
