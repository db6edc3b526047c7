import { type Logger, pino } from 'pino';
import type { Environment } from './io/environment.ts';

const WARN = 40;

/** The log: JSON lines for a platform; on the sandbox, lines that a person reads as they come. */
export async function loggerFor({ config, logLevel: level }: Environment): Promise<Logger> {
  if (config !== 'sandbox') return pino({ level });
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    sync: true,
    hideObject: true,
    ignore: 'level,pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: ({ level: severity, msg }) => `${Number(severity) < WARN ? '' : '! '}${msg}`,
  });
  return pino({ level }, stream);
}
