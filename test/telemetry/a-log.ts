import { type Logger, pino } from 'pino';
import type { FactOf } from '../../src/machines/facts.ts';

/** A fact of blue_room, where it names no other room. */
export type Told = { room_name?: string } & FactOf;

/** A line of the log, as it is written for a platform. */
export interface Line {
  level: number;
  msg: string;
  room_name?: string;
  err?: { message: string; stack: string };
  [key: string]: unknown;
}

/** A log that is kept: everything down to `debug`. */
export function aLog(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const logger = pino(
    { level: 'debug', base: null, timestamp: false },
    { write: (text: string) => void lines.push(JSON.parse(text)) },
  );
  return { logger, lines };
}
