import type { FastifyBaseLogger } from 'fastify';

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

  fatal(...args: unknown[]): void {
    (this.#made().fatal as Say)(...args);
  }

  error(...args: unknown[]): void {
    (this.#made().error as Say)(...args);
  }

  warn(...args: unknown[]): void {
    (this.#made().warn as Say)(...args);
  }

  info(...args: unknown[]): void {
    (this.#made().info as Say)(...args);
  }

  debug(...args: unknown[]): void {
    (this.#made().debug as Say)(...args);
  }

  trace(...args: unknown[]): void {
    (this.#made().trace as Say)(...args);
  }

  silent(...args: unknown[]): void {
    (this.#made().silent as Say)(...args);
  }
}
