import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';

// How long from the start of the process until it listens and until it is ready, and how much memory it took at most.
// Usage: node bench/start.ts [runs]

const RUNS = Number(process.argv[2] ?? 20);
const PORT = 18_080;

interface Run {
  listening: number;
  open: number;
  ready: number;
  settledMb: number;
  peakMb: number;
}

/** The status that `path` answers, undefined while nobody listens. */
function status(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get({ port: PORT, path, agent: new Agent() }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', () => resolve(undefined));
  });
}

/** Asks every 5 ms: asking without pause would take a core from what is measured. */
async function until(path: string, wanted: number): Promise<void> {
  while ((await status(path)) !== wanted) await new Promise((resolve) => setTimeout(resolve, 5));
}

function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return (
    Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`))![1]) / 1_024
  );
}

async function run(): Promise<Run> {
  const env = { ...process.env, PORT: String(PORT), SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0' };
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=1', '--optimize-for-size', 'bin/roomcal.js', 'start'],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  await until('/healthz', 200);
  const listening = since();
  while (!printed.includes('Each change')) await once(child.stdout, 'data');
  const open = since();
  await until('/readyz', 200);
  const ready = since();
  // Every door has been written by then, at ten requests a second.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  const [settledMb, peakMb] = [memoryMb(child.pid!, 'VmRSS'), memoryMb(child.pid!, 'VmHWM')];
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { listening, open, ready, settledMb, peakMb };
}

const runs: Run[] = [];
for (let index = 0; index < RUNS; index++) runs.push(await run());
for (const key of ['listening', 'open', 'ready', 'settledMb', 'peakMb'] as const) {
  const figures = runs.map((one) => one[key]).sort((a, b) => a - b);
  const [median, worst] = [figures[Math.floor(RUNS / 2)]!, figures.at(-1)!];
  process.stdout.write(
    `${key.padEnd(10)} median ${median.toFixed(0)}, worst ${worst.toFixed(0)} of ${RUNS}\n`,
  );
}
