import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import Fastify from 'fastify';
import { start } from '../src/bootstrap.ts';
import { systemClock } from '../src/io/clock.ts';
import { startClouds } from '../src/sandbox/clouds.ts';
import { seedClouds } from '../src/sandbox/seed-data.ts';

// How many requests a second GET /meetings answers out of memory, and how fast, as a share of what a bare Fastify route
// does, measured in turn; and what each costs of the CPU, which others on the machine disturb less. The last line has the medians.
// It needs wrk (Debian: apt-get install wrk). Usage: node bench/api.ts [rounds]

const CONNECTIONS = 100;
const SECONDS = 5;
const CREDENTIALS = 'Bearer sandbox-secret';

/** What runs in the process that is measured: the service on the sandbox of its parent, or a route that does nothing. */
async function serve(what: string): Promise<string> {
  if (what === 'bare') {
    const app = Fastify();
    app.get('/', async () => ({ hello: 'world' }));
    return app.listen({ host: '127.0.0.1', port: 0 });
  }
  const roomcal = await start({ ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' });
  await roomcal.opened;
  const headers = { authorization: CREDENTIALS };
  const rooms = `${roomcal.url}/rooms?client_id=sandbox`;
  const isQuiet = async () => {
    const answer = await fetch(rooms, { headers });
    const states = ((await answer.json()) as { rooms: { thing_state: string }[] }).rooms;
    return states.every(({ thing_state }) => thing_state === 'settled');
  };
  while (!(await isQuiet())) await new Promise((resolve) => setTimeout(resolve, 200));
  return `${roomcal.url}/meetings?client_id=sandbox&room_name=blue_room`;
}

interface Figures {
  requestsPerSecond: number;
  /** CPU of a request, all threads of its process, in µs: how that is divided into the user's and the system's is a guess of the kernel. */
  micros: number;
  p50: string;
  p99: string;
}

async function measure(what: string, env: NodeJS.ProcessEnv): Promise<Figures> {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = fork(import.meta.filename, ['serve', what], { env, stdio: [...stdio] });
  const [url] = await once(child, 'message');
  const load = async (seconds: number) => {
    const flags = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency'];
    const header = ['-H', `authorization: ${CREDENTIALS}`];
    return (await promisify(execFile)('wrk', [...flags, ...header, String(url)])).stdout;
  };
  const used = async (): Promise<number> => {
    child.send('usage');
    const [{ user, system }] = await once(child, 'message');
    return user + system;
  };
  await load(3);
  const before = await used();
  const said = await load(SECONDS);
  const micros = (await used()) - before;
  if (/Non-2xx/.test(said)) throw new Error(said);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const figure = (pattern: RegExp) => said.match(pattern)?.[1] ?? '?';
  return {
    requestsPerSecond: Number(figure(/Requests\/sec:\s+([\d.]+)/)),
    micros: micros / Number(figure(/(\d+) requests in/)),
    p50: figure(/50%\s+(\S+)/),
    p99: figure(/99%\s+(\S+)/),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function median(values: number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(2);
}

if (process.argv[2] === 'serve') {
  process.on('message', () => process.send!(process.cpuUsage()));
  process.send!(await serve(process.argv[3]!));
} else {
  const clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
  await seedClouds(clouds, 'http://127.0.0.1:1', systemClock.now());
  const env = { ...process.env, ...clouds.environment };
  const [speeds, costs]: [number[], number[]] = [[], []];
  for (let round = 1; round <= Number(process.argv[2] ?? 5); round++) {
    const [bare, door] = [await measure('bare', env), await measure('door', env)];
    for (const [name, figures] of [['bare route', bare] as const, ['GET /meetings', door] as const]) {
      const { requestsPerSecond, micros, p50, p99 } = figures;
      say(
        `${name.padEnd(14)} ${Math.round(requestsPerSecond)}/s  ${micros.toFixed(1)} us  p50 ${p50}  p99 ${p99}`,
      );
    }
    speeds.push(door.requestsPerSecond / bare.requestsPerSecond);
    costs.push(bare.micros / door.micros);
  }
  say(`ratio          ${median(speeds)} of requests a second, ${median(costs)} of CPU`);
  await clouds.close();
}
