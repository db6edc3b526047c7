import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { backoff } from './agenda/schedule.ts';
import { type Environment, readEnvironment } from './configuration/environment.ts';
import { buildApp } from './http/app.ts';
import type { AppContext } from './http/app-context.ts';
import { systemClock } from './io/clock.ts';
import type { Clock } from './ports/clock.ts';
import type { VendorFailure } from './ports/failure.ts';
import type { Clouds } from './sandbox/clouds.ts';
import type { OpenService, ServiceOptions } from './service.ts';
import { loggerFor } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { printable } from './telemetry/terminal.ts';
import { ConfigError } from './validation/config-error.ts';
import type { LiveVisualizer } from './visualizer/live.ts';

/** How long closing may take before the process ends anyway, in ms. */
const CLOSE_WITHIN_MS = 5_000;

/** A running roomcal. */
export interface Roomcal {
  /** Where it listens. */
  url: string;
  /** The sandbox's clouds, where it runs on them. */
  clouds: Clouds | undefined;
  /** Resolves when the configuration is read and the rooms are started. */
  opened: Promise<void>;
  /** Closes what was opened, the last first. */
  close(): Promise<void>;
}

export interface StartOptions extends Pick<ServiceOptions, 'inspect'> {
  clock?: Clock;
  logger?: Logger;
}

/**
 * Starts roomcal as `env` says. It listens first, for a platform that waits for a port must not wait for a vendor;
 * then it opens the service, again and again while only a vendor is in the way. Rejects, here or in `opened`, with a
 * `ConfigError` where a person has to mend something. `inspect` hears what each actor is sent and becomes.
 */
export async function start(
  env: Record<string, string | undefined>,
  { clock = systemClock, logger, inspect }: StartOptions = {},
): Promise<Roomcal> {
  const stack = new AsyncDisposableStack();
  const standard = readEnvironment(env);
  const log = logger ?? (await loggerFor(standard));
  let service: OpenService | undefined;
  let obstacle = 'roomcal is starting';
  const metrics = createMetrics({ ofProcess: true });
  const context: AppContext = {
    service: undefined,
    metrics,
    unready: () => service?.unready() ?? [obstacle],
  };

  const visualizer = standard.config === 'sandbox' ? await visualizerOn(clock) : undefined;

  /** Resolves when the service is open, or when it is no longer wanted. */
  async function open(environment: Environment): Promise<void> {
    const closing = new AbortController();
    stack.defer(() => closing.abort());
    const { openService } = await import('./service.ts');
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        const watching = { inspect, watcher: visualizer };
        const opened = await openService(environment, { clock, logger: log, metrics, ...watching });
        if (closing.signal.aborted) return await opened.close();
        stack.defer(async () => {
          // From here on Google is told to come back later: what is acknowledged now would be lost.
          context.service = undefined;
          service = undefined;
          obstacle = 'roomcal is closing';
          await opened.close();
        });
        context.service = service = opened;
        return;
      } catch (error) {
        const { vendor, message } = error as VendorFailure;
        if (!vendor) throw error;
        obstacle = message;
        log.warn({ vendor }, `${message}; trying again`);
        await wait(backoff(attempt, Math.random()), clock, closing.signal);
      }
    }
  }

  try {
    const app = buildApp({ context, logger: log, clock });
    stack.defer(() => app.close());
    if (visualizer) app.register(visualizer.routes);
    const url = await listen(app, standard);
    const clouds = standard.config === 'sandbox' ? await openSandbox(standard, url, clock) : undefined;
    if (clouds) stack.defer(() => clouds.close());
    if (clouds) visualizer?.recordIn(clouds);
    const opened = open(clouds ? readEnvironment({ ...env, ...clouds.environment }) : standard);
    return { url, clouds, opened, close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Runs roomcal until a signal ends it; what a person has to mend goes to stderr in a line, and the exit code is 1. */
export async function main(options: StartOptions = {}): Promise<void> {
  try {
    const roomcal = await start(process.env, options);
    let closing = false;
    const end = () => {
      if (closing) return;
      closing = true;
      setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
      // A call that hangs must not hold what has been closed.
      void roomcal.close().then(() => process.exit());
    };
    process.once('SIGTERM', end).once('SIGINT', end);
    await roomcal.opened.catch(async (error) => {
      await roomcal.close();
      throw error;
    });
    if (roomcal.clouds && !closing) {
      const { welcome } = await import('./sandbox/welcome.ts');
      process.stdout.write(welcome(roomcal.clouds, roomcal.url, systemClock.now()));
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.message.split('\n')) process.stderr.write(`roomcal: ${printable(line)}\n`);
    process.exitCode = 1;
  }
}

async function listen(app: FastifyInstance, { host, port }: Environment): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw portTrouble(error, `${host}:${port}`, 'PORT');
  }
}

async function openSandbox(environment: Environment, serviceUrl: string, clock: Clock): Promise<Clouds> {
  const { sandboxHttpPort: httpPort, sandboxPubsubPort: pubsubPort } = environment;
  const { startClouds } = await import('./sandbox/clouds.ts');
  const { seedClouds } = await import('./sandbox/seed-data.ts');
  const clouds = await startClouds({ clock, httpPort, pubsubPort }).catch((error) => {
    const name = error.port === httpPort ? 'SANDBOX_HTTP_PORT' : 'SANDBOX_PUBSUB_PORT';
    throw portTrouble(error, `127.0.0.1:${error.port}`, name);
  });
  await seedClouds(clouds, serviceUrl, clock.now());
  return clouds;
}

/** Only the sandbox has it: in production the machines are nobody's to look at, and it is not even loaded. */
async function visualizerOn(clock: Clock): Promise<LiveVisualizer> {
  const { LiveVisualizer } = await import('./visualizer/live.ts');
  return new LiveVisualizer(clock);
}

function portTrouble(error: unknown, address: string, variable: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ConfigError(
      `${address} is in use; stop what listens there, or set ${variable} (0 takes a free port)`,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ConfigError(
      `can't listen on ${address} (${code}); set HOST and ${variable} to what this machine allows`,
    );
  }
  return error;
}

function wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(), ms);
    signal.addEventListener('abort', () => {
      clock.clearTimeout(timer);
      resolve();
    });
  });
}

if (import.meta.main) await main();
