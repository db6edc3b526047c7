import { type DestinationStream, type Logger, pino } from 'pino';
import type { Environment } from '../configuration/environment.ts';

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

/** The log: JSON lines on stdout for a platform, or on the `stream` that makes lines for people of them. */
export function loggerFor(
  { logLevel: level }: Pick<Environment, 'logLevel'>,
  stream?: DestinationStream,
): Logger {
  return pino({ level, redact }, ...(stream ? [stream] : []));
}
