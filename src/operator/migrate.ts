import type { Config } from '../configuration/config.ts';
import { openGoogleCalendar, readConfiguration } from '../configuration/open.ts';
import { systemClock } from '../io/clock.ts';
import { googleTime } from '../io/google-calendar/google-time.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { type AskingTerminal, plain, type Terminal } from '../telemetry/terminal.ts';
import { checkCalendars } from './calendar-checks.ts';
import type { Check } from './check.ts';
import { findEstate } from './python-estate.ts';
import { agreed, carryOut, doSteps, type Step, tell } from './steps.ts';
import { tableOf } from './table.ts';
import { takeoverSteps, undoSteps } from './takeover.ts';
import { checkThings } from './thing-checks.ts';
import type { Trouble } from './trouble.ts';

export interface MigrateOptions {
  yes: boolean;
  undo: boolean;
  json: boolean;
  /** Where the Python service keeps its records, where that is neither of the places that are known. */
  records?: string | undefined;
}

/** All projects share the names of buckets. */
const PASSED_OVER =
  "passed over, for it may not be read; if it is the Python service's, give the account the role Storage Object Admin there";

/** What is found, and what is to be done about it. */
interface Migration {
  checks: Check[];
  steps: Step[];
  troubles: (Trouble & { subject: string })[];
  hint: string | undefined;
  /** Buckets that could not be looked into. */
  closed: string[];
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
  const { hint, closed } = estate;
  if (undo) {
    const steps = await undoSteps(config.rooms, estate.records, calendar.stopChannel);
    return { checks: [], steps, troubles: [], hint, closed };
  }
  const [calendars, things, steps] = await Promise.all([
    checkCalendars(read, systemClock),
    checkThings(config, systemClock),
    takeoverSteps(config.rooms, estate.records, calendar.stopChannel),
  ]);
  const checks = [...calendars, ...things];
  const isReady = readiness(config, checks);
  return {
    checks,
    hint,
    closed,
    steps: steps.filter(({ subject }) => isReady(subject)),
    troubles: steps.flatMap(({ subject }) => (isReady(subject) ? [] : { subject, ...NOT_READY })),
  };
}

const NOT_READY: Trouble = {
  says: 'its channel is left as it is, for roomcal could not serve the room',
  mend: 'mend what has failed, and run roomcal migrate again',
};

/** Whether roomcal could serve a room, as far as the checks tell. */
function readiness({ rooms }: Config, checks: readonly Check[]): (roomName: string) => boolean {
  const failed = checks.filter(({ status }) => status === 'failed');
  const has = (check: Check['check'], subject?: string) =>
    failed.some((one) => one.check === check && (subject === undefined || one.subject === subject));
  const thingOf = new Map(rooms.map(({ room_name, thing_name }) => [room_name, thing_name ?? room_name]));
  return (name) =>
    !has('credentials') && !has('calendar', name) && !has('zone', name) && !has('thing', thingOf.get(name));
}

function show({ checks, steps, troubles, hint, closed }: Migration, terminal: Terminal): void {
  if (checks.length > 0) for (const line of [...tableOf(checks), '']) terminal.out(line);
  if (hint) terminal.out(`configuration: ${hint}`);
  for (const place of closed) terminal.out(`${place}: ${PASSED_OVER}`);
  for (const { subject, ...trouble } of troubles) tell(terminal, subject, trouble);
  for (const { subject, would } of steps) terminal.out(`${subject}: ${would}`);
}

/** A step is `planned`, `done`, or `failed` with its troubles. Resolves to the exit code. */
async function asJson(
  { checks, steps, troubles, hint, closed }: Migration,
  yes: boolean,
  { out }: Terminal,
): Promise<number> {
  const told = new Map<Step, readonly Trouble[]>();
  if (yes) await doSteps(steps, (step, failures) => told.set(step, failures));
  const shown = steps.map((step) => {
    const failures = told.get(step);
    const status = failures === undefined ? 'planned' : failures.length > 0 ? 'failed' : 'done';
    return { room_name: step.subject, would: step.would, status, troubles: failures ?? [] };
  });
  const left = troubles.map(({ subject, ...trouble }) => ({ room_name: subject, ...trouble }));
  out(
    JSON.stringify(
      { checks, ...(hint && { hint }), passed_over: closed, steps: shown, troubles: left },
      null,
      2,
    ),
  );
  return shown.every(({ status }) => status === 'done') ? 0 : 1;
}
