import type { FastifyBaseLogger } from 'fastify';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

type Made = () => FastifyBaseLogger;
type Say = (...args: unknown[]) => void;

/** The log of a request, made when it is first used: most requests have nothing to say, and pino writes the id at once. */
export function requestLog(logger: FastifyBaseLogger, ...child: Parameters<FastifyBaseLogger['child']>) {
  let made: FastifyBaseLogger | undefined;
  return new RequestLog(logger, () => {
    made ??= logger.child(...child);
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
