import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { InspectionEvent } from 'xstate';
import { backoff } from './agenda/schedule.ts';
import { type Environment, readEnvironment } from './configuration/environment.ts';
import { giveBackMemory, keepHeapSmall } from './heap.ts';
import { buildApp } from './http/app.ts';
import type { AppContext } from './http/app-context.ts';
import { PEER_LIMITS } from './http/sharding/peers.ts';
import { systemClock } from './io/clock.ts';
import { isVendorFailure } from './io/vendor-error.ts';
import type { Fact } from './machines/facts.ts';
import type { Clock } from './ports/clock.ts';
import type { Clouds } from './sandbox/clouds.ts';
import type { OpenService, ServiceOptions } from './service.ts';
import { exitCodeOf } from './telemetry/exit-code.ts';
import { factLog } from './telemetry/fact-log.ts';
import { loggerFor } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { plain } from './telemetry/terminal.ts';
import { sleep } from './timing/sleep.ts';
import { addressTrouble } from './validation/address-trouble.ts';
import { ConfigError } from './validation/config-error.ts';

/** How long closing may take before the process ends anyway, in ms. */
const CLOSE_WITHIN_MS = 5_000;

/** How long after it was opened a process has started as a rule, in ms. */
const STARTED_AFTER_MS = 60_000;

/** A running roomcal. */
export interface Roomcal {
  /** Where it listens. */
  url: string;
  /** The sandbox's clouds, where it runs on them. */
  clouds: Clouds | undefined;
  /** Resolves when the configuration is read and the rooms are started. */
  opened: Promise<void>;
  /** Looks now whether the configuration has changed; one that is not read yet is read anyway. */
  look(): Promise<void>;
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
  const sandbox = standard.config === 'sandbox' ? await sandboxMode() : undefined;
  const log = logger ?? loggerFor(standard, sandbox?.linesForPeople());
  let service: OpenService | undefined;
  let obstacle = 'roomcal is starting';
  const metrics = createMetrics({ ofProcess: true });
  // On the sandbox nobody's meetings are shown, and whoever tries it wants to see them.
  const logFact = factLog(log, { titles: sandbox !== undefined });
  const context: AppContext = {
    get service() {
      return service?.http;
    },
    metrics,
    unready: () => service?.unready() ?? [obstacle],
  };

  const visualizer = sandbox && new sandbox.LiveVisualizer(clock);

  function report(fact: Fact): void {
    logFact(fact);
    metrics.fact(fact);
    visualizer?.hear(fact);
  }

  function observe(event: InspectionEvent): void {
    inspect?.(event);
    visualizer?.inspect(event);
  }

  /** Resolves when the service is open, or when it is no longer wanted. */
  async function open(environment: Environment): Promise<void> {
    const closing = new AbortController();
    stack.defer(() => closing.abort());
    const { openService } = await import('./service.ts');
    const options = { clock, metrics, report, inspect: inspect || visualizer ? observe : undefined };
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        const opened = await openService(environment, options);
        if (closing.signal.aborted) return await opened.close();
        stack.defer(async () => {
          // From here on Google is told to come back later: what is acknowledged now would be lost.
          service = undefined;
          obstacle = 'roomcal is closing';
          log.info('closing: what is on its way is finished first');
          await opened.close();
        });
        service = opened;
        return;
      } catch (error) {
        if (!isVendorFailure(error)) throw error;
        obstacle = error.message;
        report({ room_name: '', type: 'opening.failed', failure: error });
        await sleep(clock, backoff(attempt, Math.random()), closing.signal);
      }
    }
  }

  try {
    const peerLimits = standard.peers === undefined ? undefined : PEER_LIMITS;
    const app = buildApp({ context, logger: log, clock, peerLimits });
    stack.defer(() => app.close());
    if (visualizer) app.register(visualizer.routes);
    const url = await listen(app, standard);
    const clouds = await sandbox?.openSandbox(standard, url, clock);
    if (clouds) stack.defer(() => clouds.close());
    if (clouds) visualizer?.recordIn(clouds);
    const opened = open(clouds ? readEnvironment({ ...env, ...clouds.environment }) : standard);
    const look = async () => service?.look();
    return { url, clouds, opened, look, close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/**
 * Runs roomcal until a signal ends it, or a mistake of ours that nobody caught: what is on its way is finished first. What a
 * person has to mend goes to stderr in a line, and the exit code is 1.
 */
export async function main(options: StartOptions = {}): Promise<void> {
  keepHeapSmall();
  const terminal = plain({ out: writeTo(process.stdout), err: writeTo(process.stderr) });
  process.exitCode = await exitCodeOf(terminal, async () => {
    const { promise: started, resolve: listening } = Promise.withResolvers<Roomcal>();
    // Daemons take it for "read your configuration again"; and a terminal that is closed ends nobody's doors.
    process.on('SIGHUP', () => void started.then((one) => one.look()));
    const roomcal = await start(process.env, options);
    listening(roomcal);
    const { promise: ending, resolve: end } = Promise.withResolvers<number>();
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => end(0));
    for (const mistake of ['uncaughtException', 'unhandledRejection'])
      process.once(mistake, (error) => {
        terminal.err(`roomcal: a mistake of roomcal: ${error instanceof Error ? error.stack : error}`);
        // Nobody may be waiting any more for how it ends.
        process.exitCode = 1;
        end(1);
      });
    const opened = roomcal.opened.then(async () => {
      setTimeout(giveBackMemory, STARTED_AFTER_MS).unref();
      if (!roomcal.clouds) return;
      const { welcome } = await sandboxMode();
      process.stdout.write(welcome(roomcal.clouds, roomcal.url, systemClock.now()));
    });
    try {
      await Promise.race([opened, ending]);
      const code = await ending;
      // A call that hangs must not hold what has been closed.
      setTimeout(() => process.exit(code || 1), CLOSE_WITHIN_MS).unref();
      await roomcal.close();
      process.exit(code);
    } catch (error) {
      await roomcal.close();
      throw error;
    }
  });
}

function writeTo(stream: NodeJS.WritableStream): (line: string) => void {
  return (line) => void stream.write(`${line}\n`);
}

async function listen(app: FastifyInstance, { host, port }: Environment): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw addressTrouble(error, `${host}:${port}`, 'PORT');
  }
}

/** What only the sandbox needs, and no production image holds: stand-ins with published credentials. */
async function sandboxMode() {
  try {
    return await import('./sandbox-mode.ts');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConfigError(
      'the sandbox is no part of this image; set ROOMCAL_CONFIG to a file or a gs:// object',
    );
  }
}

if (import.meta.main) await main();
