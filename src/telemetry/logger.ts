import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
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

/** The severities of Google Cloud Logging, by pino's levels. */
const SEVERITIES: Record<string, string> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/**
 * Lines as Google Cloud Logging reads them (its "special fields in structured payloads"): `severity`, `message`, a time that it
 * knows, and the trace of the request that led to them.
 */
function forGoogle(projectId: string | undefined): LoggerOptions {
  return {
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ severity: SEVERITIES[label] ?? 'DEFAULT' }),
      bindings: () => ({}),
    },
    onChild(child) {
      const { trace_id } = child.bindings();
      const trace = projectId ? `projects/${projectId}/traces/${trace_id}` : trace_id;
      if (trace_id) child.setBindings({ 'logging.googleapis.com/trace': trace });
    },
  };
}

/** The log: JSON lines on stdout for a platform (`logFormat` says which), or on the `stream` that makes lines for people of them. */
export function loggerFor(
  {
    logLevel: level,
    logFormat,
    projectId,
  }: Pick<Environment, 'logLevel'> & Partial<Pick<Environment, 'logFormat' | 'projectId'>>,
  stream?: DestinationStream,
): Logger {
  const format = logFormat === 'gcp' && !stream ? forGoogle(projectId) : {};
  return pino({ level, redact, ...format }, ...(stream ? [stream] : []));
}
