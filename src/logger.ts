import { type Logger, pino } from 'pino';
import type { Environment } from './io/environment.ts';

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

/** The log: JSON lines for a platform; on the sandbox, lines that a person reads as they come. */
export async function loggerFor({ config, logLevel: level }: Environment): Promise<Logger> {
  if (config !== 'sandbox') return pino({ level, redact });
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    sync: true,
    hideObject: true,
    ignore: 'level,pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: ({ level: severity, msg }) => `${Number(severity) < WARN ? '' : '! '}${msg}`,
  });
  return pino({ level, redact }, stream);
}
