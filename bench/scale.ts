import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { systemClock } from '../src/io/clock.ts';
import { type Clouds, startClouds } from '../src/sandbox/clouds.ts';
import { seedClouds } from '../src/sandbox/seed-data.ts';
import { percentile } from './percentile.ts';
import { simulateDays } from './simulated-day.ts';

// One process with many rooms, on the wire: the service in one process, the clouds in another. Of a first start (nothing is
// kept, Google's limit raised) and of a start after it (at Google's ordinary 300 calls a minute): until it is ready and until
// every door is right, CPU, memory; then how late doors change, how long GET /rooms and /metrics take, and what holds the loop.
// At the end a simulated day of each.
// Usage: node bench/scale.ts [rooms ...]; MINUTES=30 lets the second process live so long before its memory is read.

const PORT = 18_090;
const CHANGES = 200;
/** Between two changes, in ms: 120 a minute, for of Google's 300 calls the lists of 10,000 rooms each hour take 167. */
const CHANGE_EVERY_MS = 500;
/** Arduino's limit is each account's: an estate of thousands of rooms has several. Raised, so that a first start ends soon. */
const ROOMS_OF_ACCOUNT = 400;
const IOT_PER_SECOND = 100;
const MINUTES = Number(process.env.MINUTES ?? 1);
/** How the image has malloc keep little. */
const MALLOC = Object.fromEntries(
  readFileSync('Dockerfile', 'utf8')
    .matchAll(/(MALLOC_\w+)=(\S+)/g)
    .map(([, name, value]) => [name, value]),
);
const SECRET = { authorization: `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}` };
const TICKS_PER_SECOND = 100;
const MEETINGS = [-2, -1, 1, 2, 3, 5, 26, 27];

const nameOf = (index: number) => `room_${String(index).padStart(5, '0')}`;
const calendarOf = (room: string) => `${room}@resource.calendar.google.com`;
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What runs beside the service: the clouds, with so many rooms. */
async function serveClouds(rooms: number): Promise<void> {
  const clouds = await startClouds({
    clock: systemClock,
    httpPort: 0,
    pubsubPort: 0,
    iotRequestsPerSecond: IOT_PER_SECOND,
  });
  const service = `http://127.0.0.1:${PORT}`;
  await seedClouds(clouds, service, systemClock.now());
  const seed = JSON.parse(clouds.storage.object('roomcal-config', 'config.json').data.toString());
  const variables = clouds.iot
    .things()[0]!
    .properties.map(({ name, type }) => ({ name: name!, type: type! }));
  const hour = Math.floor(systemClock.now() / 3_600_000) * 3_600_000;
  const names = Array.from({ length: rooms }, (_, index) => nameOf(index));
  for (const { id } of clouds.iot.things()) clouds.iot.deleteThing(id);
  const accounts: object[] = [];
  const ofAccount = [clouds.iot];
  for (let at = ROOMS_OF_ACCOUNT; at < rooms; at += ROOMS_OF_ACCOUNT) {
    const name = `account-${accounts.length + 1}`;
    const cloud = clouds.iotAccounts.open();
    cloud.addClient(name, `${name}-secret`);
    ofAccount.push(cloud);
    const iot_api_endpoint = clouds.httpUrl;
    accounts.push({
      name,
      iot_client_id: name,
      iot_client_secret: `${name}-secret`,
      iot_requests_per_second: IOT_PER_SECOND,
      iot_api_endpoint,
    });
  }
  const accountOf = (index: number) => Math.floor(index / ROOMS_OF_ACCOUNT);
  for (const [index, name] of names.entries()) {
    const id = calendarOf(name);
    clouds.calendar.addCalendar({ id, summary: name, timeZone: 'Europe/Rome', accessRole: 'writer' });
    for (const hours of MEETINGS) clouds.calendar.insert(id, meeting(hour + hours * 3_600_000));
    ofAccount[accountOf(index)]!.addThing({ name, variables });
  }
  const configure = (gcal_requests_per_minute: number) =>
    clouds.storage.put(
      'roomcal-config',
      'config.json',
      JSON.stringify({
        ...seed,
        gcal_requests_per_minute,
        iot_requests_per_second: IOT_PER_SECOND,
        ...(accounts.length > 0 && { accounts }),
        rooms: names.map((room_name, index) => ({
          room_name,
          gcal_calendar_id: calendarOf(room_name),
          ...(accountOf(index) > 0 && { account: `account-${accountOf(index)}` }),
        })),
      }),
    );
  configure(1_000_000);
  process.on('message', async (asked: { configure?: number; change?: number }) => {
    if (asked.configure) configure(asked.configure);
    const things = ofAccount.flatMap((cloud) => cloud.things());
    process.send!(asked.change ? await lagsOf(clouds, things, names, asked.change) : 'done');
  });
  process.send!(clouds.environment);
}

function meeting(from: number, summary = 'Weekly') {
  const [start, end] = [from, from + 1_800_000].map((at) => ({ dateTime: new Date(at).toISOString() }));
  return { summary, start: start!, end: end!, organizer: { email: 'anna@example.org' } };
}

/** How long after each of so many changes in Google Calendar the door shows it, in ms. */
async function lagsOf(
  clouds: Clouds,
  all: ReturnType<Clouds['iot']['things']>,
  names: string[],
  changes: number,
): Promise<number[]> {
  const things = new Map(all.map((thing) => [thing.name, thing]));
  const titleAt = (room: string) => things.get(room)!.properties.find((one) => one.name === 'curevmtg')!;
  const lags: number[] = [];
  for (let index = 0; index < changes; index++) {
    const room = names[(index * 7_919) % names.length]!;
    const title = `Change ${index}`;
    const begun = systemClock.now();
    clouds.calendar.insert(calendarOf(room), meeting(begun - 1_000, title));
    while (titleAt(room).last_value !== title && systemClock.now() - begun < 30_000) await rest(1);
    lags.push(systemClock.now() - begun);
    await rest(Math.max(0, begun + CHANGE_EVERY_MS - systemClock.now()));
  }
  return lags;
}

function statOf({ pid }: ChildProcess) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (field: string) => Number(status.match(new RegExp(`${field}:\\s+(\\d+)`))![1]) / 1_024;
  const cpuS = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  return { cpuS, rssMb: mb('VmRSS'), peakMb: mb('VmHWM') };
}

async function textOf(path: string): Promise<{ text: string; ms: number; status: number }> {
  const begun = performance.now();
  const answer = await fetch(`http://127.0.0.1:${PORT}${path}`, { headers: SECRET });
  const text = await answer.text();
  return { text, ms: performance.now() - begun, status: answer.status };
}

/** The longest that a call which computes nothing took while `path` was answered, in ms: what holds the loop holds every door. */
async function heldBy(path: string): Promise<number> {
  let isOver = false;
  const asked = textOf(path).finally(() => {
    isOver = true;
  });
  const waits: number[] = [];
  while (!isOver) waits.push((await textOf('/livez')).ms);
  await asked;
  return Math.max(...waits);
}

async function until(isSo: () => Promise<boolean>): Promise<number> {
  const begun = performance.now();
  while (!(await isSo().catch(() => false))) await rest(250);
  return (performance.now() - begun) / 1_000;
}

interface Room {
  occupancy: string;
  stale: boolean;
  last_refresh: string | null;
  thing_state: string;
}

async function begin(env: NodeJS.ProcessEnv, label: string): Promise<ChildProcess> {
  const startedAt = Date.now();
  const flags = (process.env.NODE_FLAGS ?? '').split(' ').filter(Boolean);
  const service = spawn(process.execPath, [...flags, 'bin/roomcal.js', 'start'], {
    env: { ...process.env, ...env, ...MALLOC, NODE_ENV: 'production', PORT: String(PORT), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ready = await until(async () => (await textOf('/readyz')).status === 200);
  const atReady = statOf(service);
  say(
    `${label}: ready after ${ready.toFixed(1)} s, ${atReady.cpuS.toFixed(1)} s of CPU, ${atReady.rssMb.toFixed(0)} MB`,
  );
  const isRight = ({ occupancy, stale, thing_state }: Room) =>
    occupancy !== 'unknown' && !stale && thing_state === 'settled';
  await until(async () => (JSON.parse((await textOf('/rooms')).text).rooms as Room[]).every(isRight));
  const { cpuS, rssMb, peakMb } = statOf(service);
  const seconds = (Date.now() - startedAt) / 1_000;
  say(
    `${label}: every door right after ${seconds.toFixed(1)} s, ${cpuS.toFixed(1)} s of CPU, ${rssMb.toFixed(0)} MB, at most ${peakMb.toFixed(0)}`,
  );
  return service;
}

async function end(service: ChildProcess): Promise<void> {
  service.kill('SIGTERM');
  await once(service, 'exit');
}

async function measure(rooms: number): Promise<void> {
  say(`--- ${rooms} rooms`);
  const clouds = fork(import.meta.filename, ['clouds', String(rooms)], {
    execArgv: ['--max-old-space-size=6000'],
  });
  const [env] = (await once(clouds, 'message')) as [NodeJS.ProcessEnv];
  const ask = async (asked: object) => {
    clouds.send(asked);
    return (await once(clouds, 'message'))[0];
  };
  const first = await begin(env, 'first start');
  // The next one is to find all channels.
  await until(async () => !(await textOf('/rooms')).text.includes('"channel_state":"registering"'));
  await end(first);
  await ask({ configure: 300 });
  const service = await begin(env, 'second start');
  // The sweeps of the start took of Google's calls in this minute: changes have what is left.
  await rest(60_000);
  const lags = (await ask({ change: CHANGES })) as number[];
  const at = (share: number) => percentile(lags, share);
  say(`door lag: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`);
  const before = statOf(service);
  await rest(MINUTES * 60_000);
  const after = statOf(service);
  const idle = ((after.cpuS - before.cpuS) / MINUTES).toFixed(1);
  say(
    `after ${MINUTES} min: ${after.rssMb.toFixed(0)} MB, at most ${after.peakMb.toFixed(0)}; ${idle} s of CPU a minute`,
  );
  for (const path of ['/rooms', '/rooms?failing=true', '/metrics']) {
    const { text, ms } = await textOf(path);
    const held = (await heldBy(path)).toFixed(0);
    say(
      `GET ${path}: ${text.length} bytes in ${ms.toFixed(0)} ms; GET /livez meanwhile took ${held} ms at most`,
    );
  }
  await end(service);
  clouds.kill('SIGKILL');
}

if (process.argv[2] === 'clouds') await serveClouds(Number(process.argv[3]));
else {
  const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
  for (const rooms of counts) await measure(rooms);
  await simulateDays(counts);
}
