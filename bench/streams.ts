import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../src/bootstrap.ts';
import { systemClock } from '../src/io/clock.ts';
import { startClouds } from '../src/sandbox/clouds.ts';
import { seedClouds } from '../src/sandbox/seed-data.ts';
import { percentile } from './percentile.ts';

// How long /healthz takes while so many streams follow one room in which meetings are booked and ended, one right after
// the other: what dashboards cost everyone else.
// Usage: node bench/streams.ts [streams] [changes]

const ROOM = 'yellow_room';
const HEADERS = { authorization: `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}` };

/** The service, in a process of its own, on the sandbox of its parent. */
async function serve(): Promise<string> {
  const roomcal = await start({ ...process.env, HOST: '127.0.0.1', LOG_LEVEL: 'error' });
  await roomcal.opened;
  return roomcal.url;
}

/** Those who follow, in a process of their own; they tell how many bytes came. */
async function follow(url: string, streams: number): Promise<void> {
  let bytes = 0;
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  for (let index = 0; index < streams; index++) {
    const request = get(`${url}/rooms/${ROOM}/events`, { headers: HEADERS, agent });
    const [response] = await once(request, 'response');
    if (response.statusCode !== 200) throw new Error(`a stream was answered ${response.statusCode}`);
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
  }
  process.on('message', () => process.send!(bytes));
  process.send!('following');
}

/** Asks for /healthz again and again while `work` is done. */
async function healthDuring(url: string, work: () => Promise<void>): Promise<void> {
  const times: number[] = [];
  let done = false;
  const working = work().finally(() => {
    done = true;
  });
  while (!done) {
    const began = performance.now();
    await (await fetch(`${url}/healthz`)).text();
    times.push(performance.now() - began);
    await sleep(5);
  }
  await working;
  const at = (share: number) => `${percentile(times, share).toFixed(1)} ms`;
  process.stdout.write(
    `/healthz       p50 ${at(0.5)}  p95 ${at(0.95)}  max ${at(1)}  (${times.length} times)\n`,
  );
}

async function measure(streams: number, changes: number): Promise<void> {
  const clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
  const port = '18099';
  await seedClouds(clouds, `http://127.0.0.1:${port}`, systemClock.now());
  const env = { ...process.env, ...clouds.environment, PORT: port };
  const child = fork(import.meta.filename, ['serve'], { env });
  const [url] = await once(child, 'message');
  await sleep(2_000);
  const followers = fork(import.meta.filename, ['follow', url, String(streams)], { env });
  await once(followers, 'message');
  await sleep(1_000);
  const heard = async () => {
    followers.send('how many');
    return (await once(followers, 'message'))[0] as number;
  };
  const before = await heard();
  process.stdout.write(`${streams} streams of one room, ${changes} changes\n`);
  await healthDuring(url, async () => {
    const ask = (method: string, path: string, body?: object) =>
      fetch(`${url}${path}`, {
        method,
        headers: { ...HEADERS, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    let id = '';
    for (let change = 1; change <= changes; change++) {
      if (change % 2) {
        const booked = await ask('POST', '/meetings', { room_name: ROOM, title: `Change ${change}` });
        id = ((await booked.json()) as { id: string }).id;
        if (booked.status !== 201) throw new Error(`a booking was answered ${booked.status}`);
      } else await ask('DELETE', `/meetings/${id}?room_name=${ROOM}`);
    }
  });
  process.stdout.write(`told           ${(((await heard()) - before) / 1e6).toFixed(1)} MB\n`);
  for (const one of [followers, child]) {
    one.kill('SIGKILL');
    await once(one, 'exit');
  }
  await clouds.close();
}

const [what = '500', ...more] = process.argv.slice(2);
if (what === 'serve') process.send!(await serve());
else if (what === 'follow') await follow(more[0]!, Number(more[1]));
else await measure(Number(what), Number(more[0] ?? 20));
