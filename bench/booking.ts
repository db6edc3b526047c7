import { pino } from 'pino';
import { start } from '../src/bootstrap.ts';

// How long POST, PATCH and DELETE of a meeting take on the sandbox, whose Google answers at once: what is left is roomcal's
// own share, the two or three calls on loopback included. Usage: node bench/booking.ts [runs]

const RUNS = Number(process.argv[2] ?? 50);
const room_name = 'black_room';

const env = { PORT: '0', SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0', HOST: '127.0.0.1' };
const roomcal = await start(env, { logger: pino({ level: 'silent' }) });
await roomcal.opened;

const headers = {
  authorization: `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`,
  'content-type': 'application/json',
};
const took: Record<string, number[]> = { POST: [], PATCH: [], DELETE: [] };

async function call(method: string, path: string, more = {}): Promise<Response> {
  const begun = performance.now();
  const body = JSON.stringify({ room_name, ...more });
  const answer = await fetch(`${roomcal.url}${path}`, { method, headers, body });
  took[method]!.push(performance.now() - begun);
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer;
}

while (!(await fetch(`${roomcal.url}/readyz`)).ok) await new Promise((resolve) => setTimeout(resolve, 50));
for (let run = 0; run < RUNS; run++) {
  const { id } = (await (await call('POST', '/meetings', { duration_mins: 30 })).json()) as { id: string };
  await call('PATCH', `/meetings/${id}`, { extend_mins: 15 });
  await call('DELETE', `/meetings/${id}`);
}
for (const [method, times] of Object.entries(took)) {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, worst] = [sorted[Math.floor(RUNS / 2)]!, sorted.at(-1)!];
  process.stdout.write(
    `${method.padEnd(6)}  median ${median.toFixed(1)} ms  worst ${worst.toFixed(1)} ms of ${RUNS}\n`,
  );
}
await roomcal.close();
