import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Bindings, ChildLoggerOptions } from 'pino';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** W3C Trace Context: version, the trace's id, the caller's span, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

type Made = () => FastifyBaseLogger;
type Say = (...args: unknown[]) => void;

/** The log of a request, made when it is first used: most requests have nothing to say, and pino writes the id at once. */
export function requestLog(
  logger: FastifyBaseLogger,
  bindings: Bindings,
  options: ChildLoggerOptions | undefined,
  { headers }: Pick<IncomingMessage, 'headers'>,
) {
  let made: FastifyBaseLogger | undefined;
  return new RequestLog(logger, () => {
    const [, trace_id] = TRACEPARENT.exec(String(headers.traceparent)) ?? [];
    made ??= logger.child({ ...bindings, ...(trace_id && { trace_id }) }, options);
    return made;
  }) as unknown as FastifyBaseLogger;
}

class RequestLog {
  static {
    for (const level of LEVELS) {
      Object.defineProperty(RequestLog.prototype, level, {
        value(this: RequestLog, ...args: unknown[]): void {
          (this.#made()[level] as Say)(...args);
        },
      });
    }
  }

  readonly #logger: FastifyBaseLogger;
  readonly #made: Made;

  constructor(logger: FastifyBaseLogger, made: Made) {
    this.#logger = logger;
    this.#made = made;
  }

  get level(): string {
    return this.#logger.level;
  }

  child(...args: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#made().child(...args);
  }
}
