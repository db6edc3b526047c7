import { readFileSync } from 'node:fs';
import { type Environment, readEnvironment } from '../configuration/environment.ts';
import { type ConfigurationRead, readConfiguration } from '../configuration/open.ts';
import { systemClock } from '../io/clock.ts';
import { messageOf } from '../io/vendor-error.ts';
import type { Clock } from '../ports/clock.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { plain, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { checkCalendars } from './calendar-checks.ts';
import { type Check, failed, look, ok } from './check.ts';
import { checkBuckets, checkEvents } from './google-checks.ts';
import { checkService } from './service-check.ts';
import { tableOf } from './table.ts';
import { checkThings } from './thing-checks.ts';
import { troubleOf } from './trouble.ts';
import { checkWebhook } from './webhook-check.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** `url` is where the service is, where that is not `gcal_watch_function_url`. */
export interface DoctorOptions {
  json: boolean;
  url?: string;
}

/**
 * `roomcal doctor`: checks the configuration and what it names in the clouds, changing nothing, and prints a table, or
 * with `json` an array of `Check`. Resolves to the exit code: 1 where a check failed. What can't be checked because an
 * earlier check failed is left out. `clock` times what does not answer.
 */
export async function doctor(
  { json, url }: DoctorOptions,
  env: Record<string, string | undefined>,
  terminal: Terminal,
  clock: Clock = systemClock,
): Promise<number> {
  const { out } = plain(terminal);
  return exitCodeOf(terminal, async () => {
    const environment = readEnvironment(env);
    if (environment.config === 'sandbox') {
      throw new ConfigError('doctor: set ROOMCAL_CONFIG; a running sandbox prints what to set');
    }
    const checks = await examine(environment, clock, url);
    if (json) terminal.out(JSON.stringify(checks, null, 2));
    else for (const line of tableOf(checks)) out(line);
    return checks.some(({ status }) => status === 'failed') ? 1 : 0;
  });
}

/** All at once, but for what needs the configuration. */
async function examine(environment: Environment, clock: Clock, url: string | undefined): Promise<Check[]> {
  const checks = await Promise.all([
    checkConfigured(environment, clock, url),
    checkEvents(environment, clock),
    checkBuckets(environment, clock),
  ]);
  return checks.flat();
}

async function checkConfigured(
  environment: Environment,
  clock: Clock,
  url: string | undefined,
): Promise<Check[]> {
  const subject = writtenOf(environment);
  let read: ConfigurationRead | undefined;
  let mistakes: Check[] = [];
  const configuration = await look('configuration', subject, clock, async () => {
    try {
      read = await readConfiguration(environment);
      return ok(`rooms: ${read.config.rooms.length}`);
    } catch (error) {
      if (error instanceof ConfigError) mistakes = linesOf(error, subject);
      throw error;
    }
  });
  if (!read) return mistakes.length > 0 ? mistakes : [configuration];
  const { config } = read;
  const address = config.gcal_watch_function_url;
  const checks = await Promise.all([
    checkCalendars(read, clock),
    look('webhook', address ?? '-', clock, () => checkWebhook(address)).then((check) => [check]),
    checkThings(config, clock),
    checkRunning(read, url, clock),
  ]);
  return [configuration, ...checks.flat()];
}

/** Whether what runs runs by this file. */
async function checkRunning(
  { config, generation }: ConfigurationRead,
  url: string | undefined,
  clock: Clock,
): Promise<Check[]> {
  const address = url ?? config.gcal_watch_function_url;
  if (!address) return [];
  let isThere = true;
  const check = await look('service', address, clock, async () => {
    const found = await checkService(address, { config, generation, version });
    isThere = found !== undefined;
    return found ?? failed('no roomcal answers there', 'start it, or correct --url');
  });
  // Of the configuration's own address the check of the webhook tells that.
  return isThere || url !== undefined ? [check] : [];
}

/** Where the configuration lies, as ROOMCAL_CONFIG has it. */
function writtenOf({ config }: Environment): string {
  if (config === 'sandbox') return config;
  const { place, name } = config;
  return 'bucket' in place ? `gs://${place.bucket}/${place.folder}${name}` : `${place.folder}/${name}`;
}

/** A mistake in the configuration is a line of the error. */
function linesOf(error: ConfigError, subject: string): Check[] {
  return messageOf(error)
    .split('\n')
    .map((line) => ({
      check: 'configuration',
      subject,
      status: 'failed',
      ...troubleOf(new ConfigError(line.replace(`${subject}: `, ''))),
    }));
}
