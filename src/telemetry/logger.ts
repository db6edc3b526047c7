import { type Logger, pino } from 'pino';
import type { Environment } from '../configuration/environment.ts';
import { printable } from './terminal.ts';

const WARN = 40;

/** Nothing of ours logs these; what a library's error holds is not ours to know. */
const SECRETS = [
  'authorization',
  'token',
  'access_token',
  'client_secret',
  'private_key',
  'iot_client_secret',
];
const redact = {
  paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]),
  censor: '[redacted]',
};

/**
 * The log: JSON lines for a platform; on the sandbox, lines that a person reads as they come, written to `destination`
 * (stdout where it is left out).
 */
export async function loggerFor(
  { config, logLevel: level }: Pick<Environment, 'config' | 'logLevel'>,
  destination?: NodeJS.WritableStream,
): Promise<Logger> {
  if (config !== 'sandbox') return pino({ level, redact });
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    sync: true,
    ...(destination && { destination }),
    hideObject: true,
    ignore: 'level,pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: ({ level: severity, msg }) =>
      `${Number(severity) < WARN ? '' : '! '}${printable(String(msg))}`,
  });
  return pino({ level, redact }, stream);
}
