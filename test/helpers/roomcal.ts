import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { type Roomcal, type StartOptions, start } from '../../src/bootstrap.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../../src/sandbox/seed-data.ts';

/** A roomcal of a test: it listens on free ports and keeps what it logged. */
export interface TestRoomcal extends Roomcal {
  lines: LogLine[];
  /** The first line, past (but not before line number `from`) or to come, that `wanted` takes. */
  line(wanted: (line: LogLine) => boolean, from?: number): Promise<LogLine>;
  /** Calls its API as the display does. */
  call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
}

export interface LogLine {
  /** pino's: 20 is what only whoever debugs is told. */
  level: number;
  msg: string;
  room_name?: string;
  because?: string;
  set?: Record<string, string | number>;
  variable?: string;
  value?: string | number;
}

/** Starts roomcal in this process as `env` says (by default on a sandbox of its own) and waits until it is open. */
export async function startRoomcal(
  env: Record<string, string> = {},
  options: StartOptions = {},
): Promise<TestRoomcal> {
  const lines: LogLine[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  const stream = {
    write(text: string) {
      lines.push(JSON.parse(text));
      news.emit('line');
    },
  };
  const logger = pino({ level: 'debug' }, stream);
  const ports = { PORT: '0', SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0', HOST: '127.0.0.1' };
  const roomcal = await start({ ...ports, ...env }, { logger, ...options });
  await roomcal.opened;
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`;
  return {
    ...roomcal,
    lines,
    async line(wanted, from = 0) {
      for (let read = from; ; ) {
        const found = lines.slice(read).find(wanted);
        if (found) return found;
        read = lines.length;
        await once(news, 'line');
      }
    },
    async call(method, path, body) {
      const headers = { authorization, ...(body && { 'content-type': 'application/json' }) };
      const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const response = await fetch(`${roomcal.url}${path}`, request);
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : {} };
    },
  };
}
