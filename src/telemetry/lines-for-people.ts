import pretty from 'pino-pretty';
import { printable } from './terminal.ts';

const WARN = 40;

/** Where a log becomes lines that a person reads as they come, on `destination`, or on stdout. */
export function linesForPeople(destination?: NodeJS.WritableStream) {
  return pretty({
    sync: true,
    ...(destination && { destination }),
    hideObject: true,
    ignore: 'level,pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: ({ level: severity, msg }) =>
      `${Number(severity) < WARN ? '' : '! '}${printable(String(msg))}`,
  });
}
