import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { ReplayOptions } from './replay/command.ts';
import type { VisualizeOptions } from './visualizer/command.ts';

const { version, description } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const terminal = {
  out: (line: string) => process.stdout.write(`${line}\n`),
  err: (line: string) => process.stderr.write(`${line}\n`),
};

const program = new Command('roomcal').description(description).version(version);

program
  .command('start')
  .description(
    'run the service; without ROOMCAL_CONFIG on the sandbox, a building of six rooms on this machine',
  )
  .action(async () => {
    const { main } = await import('./bootstrap.ts');
    await main();
  });

program
  .command('unwatch')
  .description('stop the push channels of rooms, or of all, and forget them')
  .argument('[room...]', 'names of rooms; all of them where none is named')
  .action(async (rooms: string[]) => {
    const { unwatch } = await import('./unwatch.ts');
    process.exitCode = await unwatch(rooms, process.env, terminal);
  });

program
  .command('setup')
  .description('make what is missing in the clouds: buckets, topic, subscription, Things and their variables')
  .option('--yes', 'do it without asking', false)
  .action(async (options: { yes: boolean }) => {
    const { setup } = await import('./operator/setup.ts');
    const ask = process.stdin.isTTY && process.stdout.isTTY ? question : undefined;
    process.exitCode = await setup(options, process.env, { ...terminal, ask });
  });

program
  .command('doctor')
  .description(
    'check the configuration and everything in the clouds that it names; say how to mend what is wrong',
  )
  .option('--json', 'the checks as a JSON array', false)
  .action(async (options: { json: boolean }) => {
    const { doctor } = await import('./operator/doctor.ts');
    process.exitCode = await doctor(options, process.env, terminal);
    // A request that nobody waits for any more must not keep the process.
    setTimeout(() => process.exit(), 500).unref();
  });

program
  .command('replay')
  .description('run days out of files through the machines of the service, on a simulated clock')
  .argument('<day...>', 'files such as fixtures/days/back-to-back.json; docs/replay.md says how to write one')
  .option('--json', 'a JSON line for each time a room looked again and something came of it', false)
  .option('--seed <number>', 'an integer that jitter is drawn from', integer, 1)
  .option('--serve', 'show the day as a page, on this machine alone, until Ctrl-C', false)
  .option('--port <number>', 'where --serve listens; 0 takes a free port', port, 0)
  .option('--html <file>', 'write that page to a file that opens without a server')
  .action(async (files: string[], options: ReplayOptions & VisualizeOptions) => {
    if (options.serve || options.html !== undefined) {
      const { visualize } = await import('./visualizer/command.ts');
      const ending = new AbortController();
      process.once('SIGINT', () => ending.abort()).once('SIGTERM', () => ending.abort());
      process.exitCode = await visualize(files, options, terminal, ending.signal);
      return;
    }
    const { replayDays } = await import('./replay/command.ts');
    // Whoever reads no further, as `head` does, is no mistake of ours.
    process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
    process.exitCode = await replayDays(files, options, terminal);
  });

await program.parseAsync();

function integer(text: string): number {
  if (!/^-?\d{1,9}$/.test(text))
    throw new InvalidArgumentError('take an integer of at most nine digits, such as 1.');
  return Number(text);
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('take a port from 0 to 65535.');
  return Number(text);
}

/** Asks on the terminal; whoever ends the input instead has said nothing. */
async function question(text: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question(text), ended]);
  lines.close();
  return answer;
}
