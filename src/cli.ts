import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import { collected, halves, integer, natural, port, rights, whole } from './cli-values.ts';
import type { DoctorOptions } from './operator/doctor.ts';
import type { KeyOptions } from './operator/key.ts';
import type { MigrateOptions } from './operator/migrate.ts';
import type { RecordOptions } from './record/command.ts';
import type { ReplayOptions } from './replay/command.ts';
import type { SimulateOptions } from './simulation/options.ts';
import type { Terminal } from './telemetry/terminal.ts';
import type { VisualizeOptions } from './visualizer/command.ts';

const { version, description } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  paint: (colour, text, to) =>
    styleText(colour, text, { stream: to === 'err' ? process.stderr : process.stdout }),
  columns: process.stdout.columns,
};

// Whoever reads no further, as `head` does, is no mistake of ours.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

const INSPECT = "show the machines in Stately's inspector, in a browser on this machine";

const program = new Command('roomcal')
  .description(description)
  .version(version)
  .addHelpText(
    'after',
    '\nTo try it: "roomcal start" runs it on this machine alone, and prints where to look.\nTo run it for your rooms: "roomcal setup" makes what is missing, "roomcal doctor" says what is wrong.',
  );

program
  .command('start')
  .description(
    'run the service; without ROOMCAL_CONFIG on the sandbox, a building of six rooms on this machine',
  )
  .option('--inspect', INSPECT, false)
  .action(async (options: { inspect: boolean }) => {
    const { main } = await import('./bootstrap.ts');
    await main(options.inspect ? { inspect: await inspection() } : {});
  });

program
  .command('unwatch')
  .description('stop the push channels of rooms, or of all, and forget them')
  .argument('[room...]', 'names of rooms; all of them where none is named')
  .action(async (rooms: string[]) => {
    const { unwatch } = await import('./operator/unwatch.ts');
    process.exitCode = await unwatch(rooms, process.env, terminal);
  });

program
  .command('setup')
  .description('make what is missing in the clouds: buckets, topic, subscription, Things and their variables')
  .option('--yes', 'do it without asking', false)
  .option(
    '--all-variables',
    'give each Thing the optional variables, too: ids, organizers, stale, nextchange, checkin; not on the free plan of Arduino',
    false,
  )
  .option('--with-actions', 'make each Thing a button, too, and let Arduino tell of presses', false)
  .action(async (options: { yes: boolean; allVariables: boolean; withActions: boolean }) => {
    const { setup } = await import('./operator/setup.ts');
    const ask = process.stdin.isTTY && process.stdout.isTTY ? question : undefined;
    process.exitCode = await setup(options, process.env, { ...terminal, ask });
  });

program
  .command('share')
  .description(
    "let the account that roomcal runs as write to each room's calendar, or say how a person does it",
  )
  .option('--yes', 'do it without asking', false)
  .option('--account <address>', 'with whom (default: the account of calendar_credentials.json)')
  .action(async (options: { yes: boolean; account?: string }) => {
    const { share } = await import('./operator/share.ts');
    const ask = process.stdin.isTTY && process.stdout.isTTY ? question : undefined;
    process.exitCode = await share(options, process.env, { ...terminal, ask });
    endSoon();
  });

program
  .command('migrate')
  .description(
    "take the Python service's place: check rooms, stop the channels that it left, keep its records; or undo that",
  )
  .option('--yes', 'do it without asking', false)
  .option('--undo', "put the Python service's records back as they were", false)
  .option('--json', 'what is found, and what came of it, as JSON; does not ask', false)
  .option(
    '--records <place>',
    'where its records are, if not in gs://roomcal-watch-ids or gs://roomcalendar-watch-ids',
  )
  .action(async (options: MigrateOptions) => {
    const { migrate } = await import('./operator/migrate.ts');
    const ask = process.stdin.isTTY && process.stdout.isTTY ? question : undefined;
    process.exitCode = await migrate(options, process.env, { ...terminal, ask });
    endSoon();
  });

program
  .command('doctor')
  .description(
    'check the configuration and everything in the clouds that it names; say how to mend what is wrong',
  )
  .option('--json', 'the checks as a JSON array', false)
  .option('--url <url>', 'where the service runs, if that is not gcal_watch_function_url')
  .action(async (options: DoctorOptions) => {
    const { doctor } = await import('./operator/doctor.ts');
    process.exitCode = await doctor(options, process.env, terminal);
    endSoon();
  });

program
  .command('schema')
  .description(
    'print the shape of the configuration as a JSON schema, for editors that complete and check it',
  )
  .action(async () => {
    const { configJsonSchema } = await import('./configuration/json-schema.ts');
    terminal.out(JSON.stringify(configJsonSchema(), null, 2));
  });

program
  .command('key')
  .description('make keys for doors, pages and scrapers')
  .command('new')
  .description('print a new key, and the line of api_keys that lets it in; nothing is kept')
  .requiredOption('--name <name>', 'what the log and the calendar call whoever has it')
  .option('--room <name>', 'a room that it reaches, or all; may be given several times', collected)
  .addOption(
    new Option('--may <rights>', 'what it may do: read, book or operate, with commas between')
      .argParser(rights)
      .default(['read', 'book'], 'read,book'),
  )
  .action(async ({ room = [], ...options }: Omit<KeyOptions, 'room'> & { room?: string[] }) => {
    const { newKey } = await import('./operator/key.ts');
    process.exitCode = newKey({ ...options, room }, terminal);
  });

program
  .command('replay')
  .description('run days out of files through the machines of the service, on a simulated clock')
  .argument('<day...>', 'files such as fixtures/days/back-to-back.json; docs/replay.md says how to write one')
  .option('--json', 'a JSON line for each time a room looked again and something came of it', false)
  .option('--seed <number>', 'an integer that chance is drawn from (default: that of the day, or 1)', integer)
  .option('--room <name>', 'show this room; may be given several times', collected)
  .option('--from <time>', 'show what happens from then on: 10:20, or an instant with its offset')
  .option('--to <time>', 'show what happens until then')
  .option('--inspect', `${INSPECT}; ends with Ctrl-C`, false)
  .addOption(page('--serve', 'show the day as a page, on this machine alone, until Ctrl-C').default(false))
  .option('--port <number>', 'where --serve listens; 0 takes a free port', port, 0)
  .addOption(page('--html <file>', 'write that page to a file that opens without a server'))
  .action(
    async (
      files: string[],
      options: Omit<ReplayOptions, 'inspect'> & VisualizeOptions & { inspect: boolean },
    ) => {
      if (options.serve || options.html !== undefined) {
        const { visualize } = await part(import('./visualizer/command.ts'));
        const ending = new AbortController();
        process.once('SIGINT', () => ending.abort()).once('SIGTERM', () => ending.abort());
        process.exitCode = await visualize(files, options, terminal, ending.signal);
        return;
      }
      const { replayDays } = await part(import('./replay/command.ts'));
      const inspect = options.inspect ? await inspection() : undefined;
      process.exitCode = await replayDays(files, { ...options, inspect }, terminal);
    },
  );

program
  .command('record')
  .description('write a day of a calendar as a file for roomcal replay, with pseudonyms in place of names')
  .argument(
    '<calendar>',
    'a room of the configuration, the id of a calendar, or an .ics file: its name, its address, - for stdin',
  )
  .requiredOption('--day <date>', 'the date, such as 2026-11-23')
  .option('-o, --output <file>', 'where to write it; stdout where it is left out or -')
  .option('--force', 'overwrite the file', false)
  .option('--with-names', 'keep titles and organizers as they are', false)
  .option(
    '--time-zone <zone>',
    'the zone of the room (IANA), where it is not that of the calendar, or the calendar names none',
  )
  .option('--room <name>', 'what to call the room')
  .action(async (calendar: string, options: RecordOptions) => {
    const { recordDay } = await part(import('./record/command.ts'));
    process.exitCode = await recordDay(calendar, options, process.env, terminal);
  });

program
  .command('simulate')
  .description('let seeded days with every fault pass through the machines, and judge the promises they keep')
  .option('--seeds <seeds>', 'which days: 1-100, or 7, or several with commas between', '1-100')
  .option('--rooms <number>', 'how many rooms a day has', natural, 4)
  .option('--days <number>', 'how long a day is, in days: half of one at least', halves, 1)
  .option(
    '--only <class>',
    'days of one kind: calm, booking, door, calendar, push, messages, storage, restarts, clocks',
  )
  .option('--json', 'a JSON line for each violation, and one for the whole', false)
  .option('--out <folder>', 'where days that break a promise are written', 'violations')
  .option('--shrink <tries>', 'how many days may be tried to make such a day shorter', whole, 300)
  .option('--workers <number>', 'how many processes share the work', natural, 1)
  .option(
    '--day <file>',
    'judge the day in this file in place of seeds; may be given several times',
    collected,
  )
  .action(async (options: SimulateOptions) => {
    const { simulate } = await part(import('./simulation/command.ts'));
    process.exitCode = await simulate(options, terminal);
  });

// Whoever names no command, as in `npx roomcal`, wants to know what there is.
await program.parseAsync(process.argv.length > 2 ? process.argv : [...process.argv, '--help']);

/** A request that nobody waits for any more must not keep the process. */
function endSoon(): void {
  setTimeout(() => process.exit(), 500).unref();
}

/** A part of roomcal that developers have, and no production image holds. */
async function part<T>(loading: Promise<T>): Promise<T> {
  return loading.catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    terminal.err(
      'roomcal: this command is no part of the production image; run it with npx, or from a checkout',
    );
    process.exit(1);
  });
}

/** Opens Stately's inspector, and says where: stdout is for what the command prints. */
async function inspection() {
  const { openInspector } = await part(import('./inspector/inspector.ts'));
  try {
    const { url, inspect } = await openInspector();
    terminal.err(`the inspector waits for a browser at ${url}`);
    return inspect;
  } catch (error) {
    terminal.err(`roomcal: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** A page shows the whole of a day: what limits or prints it is for the terminal. */
function page(flags: string, description: string): Option {
  return new Option(flags, description).conflicts(['json', 'room', 'from', 'to', 'inspect']);
}

/** Asks on the terminal; whoever ends the input instead has said nothing. */
async function question(text: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question(text), ended]);
  lines.close();
  return answer;
}
