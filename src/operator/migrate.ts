import { thingAddress } from '../agenda/thing-address.ts';
import type { Config } from '../configuration/config.ts';
import { openGoogleCalendar, readConfiguration } from '../configuration/open.ts';
import { systemClock } from '../io/clock.ts';
import { googleTime } from '../io/google-calendar/google-time.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { type AskingTerminal, plain } from '../telemetry/terminal.ts';
import { checkCalendars } from './calendar-checks.ts';
import type { Check } from './check.ts';
import { asJson, type Migration, show } from './migration-report.ts';
import { findEstate } from './python-estate.ts';
import { agreed, carryOut } from './steps.ts';
import { takeoverSteps, undoSteps } from './takeover.ts';
import { checkThings, cloudOf } from './thing-checks.ts';
import type { Trouble } from './trouble.ts';

export interface MigrateOptions {
  yes: boolean;
  undo: boolean;
  json: boolean;
  /** Where the Python service keeps its records, where that is neither of the places that are known. */
  records?: string | undefined;
}

const AFTER_UNDO =
  'a stopped channel does not come back: the Python service registers anew as it starts to watch (POST /start_watching)';

/**
 * `roomcal migrate`: takes the place of the Python service. Checks each room's calendar and Thing, stops the channels that
 * it left, and keeps its records; with `undo` puts them back. Shows the plan first, and asks on a terminal unless `yes`;
 * with `json` it never asks, and prints one object. Resolves to the exit code: 1 where something is left to do or to mend.
 */
export async function migrate(
  options: MigrateOptions,
  env: Record<string, string | undefined>,
  asking: AskingTerminal,
): Promise<number> {
  const terminal = plain(asking);
  return exitCodeOf(terminal, async () => {
    const migration = await look(options, env);
    const { checks, steps, troubles } = migration;
    const code = troubles.length > 0 || checks.some(({ status }) => status === 'failed') ? 1 : 0;
    if (options.json) return Math.max(code, await asJson(migration, options.yes, asking));
    show(migration, terminal);
    if (steps.length === 0) {
      if (troubles.length === 0)
        terminal.out(options.undo ? 'nothing is to be undone' : 'the Python service has left no records');
      return code;
    }
    if (!options.yes && !(await agreed(terminal))) return 1;
    const done = await carryOut(steps, terminal);
    if (options.undo) terminal.out(AFTER_UNDO);
    return Math.max(code, done);
  });
}

async function look(
  { undo, records }: MigrateOptions,
  env: Record<string, string | undefined>,
): Promise<Migration> {
  const estate = await findEstate(env, records);
  const read = await readConfiguration(estate.environment);
  const { config, credentials } = read;
  const calendar = openGoogleCalendar(config, credentials, googleTime(systemClock));
  const { hint, passedOver } = estate;
  if (undo) {
    const found = await undoSteps(config.rooms, estate.records, calendar.stopChannel);
    return { checks: [], troubles: [], hint, passedOver, ...found };
  }
  // Nobody has agreed to anything yet: checks read, and change nothing.
  const [calendars, things, { steps, partly }] = await Promise.all([
    checkCalendars(read, systemClock),
    checkThings(config, systemClock),
    takeoverSteps(config.rooms, estate.records, calendar.stopChannel),
  ]);
  const checks = [...calendars, ...things];
  const isReady = readiness(config, checks);
  return {
    checks,
    hint,
    passedOver,
    partly,
    steps: steps.filter(({ subject }) => isReady(subject)),
    troubles: steps.flatMap(({ subject }) => (isReady(subject) ? [] : { subject, ...NOT_READY })),
  };
}

const NOT_READY: Trouble = {
  says: 'its channel is left as it is, for roomcal could not serve the room',
  mend: 'mend what has failed, and run roomcal migrate again',
};

/** Whether roomcal could serve a room, as far as the checks tell. */
export function readiness({ rooms }: Config, checks: readonly Check[]): (roomName: string) => boolean {
  const failed = checks.filter(({ status }) => status === 'failed');
  const has = (check: Check['check'], subject: string) =>
    failed.some((one) => one.check === check && one.subject === subject);
  const known = new Map(rooms.map((room) => [room.room_name, room]));
  return (name) => {
    const { thing_name: thingName = name, account } = known.get(name) ?? {};
    return (
      !has('credentials', 'Google Calendar') &&
      !has('credentials', cloudOf(account)) &&
      !has('calendar', name) &&
      !has('zone', name) &&
      !has('thing', thingAddress({ account, thingName }))
    );
  };
}
