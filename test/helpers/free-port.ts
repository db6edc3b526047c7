import { once } from 'node:events';
import { createServer } from 'node:net';

/** Each worker of the tests has ports of its own, below those that a system gives to whoever asks for any. */
const FIRST = 20_000;
const PER_WORKER = 1_000;
const WORKERS = 12;

let tried = 0;

/** A port that nobody listens on, and that no other test and no connection is given before it is used. */
export async function freePort(): Promise<number> {
  const own = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS) * PER_WORKER;
  while (tried < PER_WORKER) {
    // Not always the same one first: another run of the tests may be beside this one.
    const port = own + ((process.pid + tried++) % PER_WORKER);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${own} on is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
