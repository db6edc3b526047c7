import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Terminal } from '../telemetry/terminal.ts';
import type { SimulateOptions } from './options.ts';
import { monotonic } from './stopwatch.ts';
import type { summaryOf, Tally } from './summary.ts';

/** So many seeds each process takes at a time. */
const SEEDS_AT_ONCE = 50;

type Summary = ReturnType<typeof summaryOf>;

/** Shares seeds among processes of this command, and passes on what they print, in the order in which it comes. */
export async function inWorkers(
  seeds: readonly number[],
  options: SimulateOptions,
  { out }: Terminal,
): Promise<Tally> {
  const begun = monotonic();
  const found: Tally = { seeds: 0, roomDays: 0, seconds: 0, broken: {} };
  const parts = Array.from({ length: Math.ceil(seeds.length / SEEDS_AT_ONCE) }, (_, index) =>
    seeds.slice(index * SEEDS_AT_ONCE, (index + 1) * SEEDS_AT_ONCE),
  );

  async function work(): Promise<void> {
    for (let part = parts.shift(); part; part = parts.shift()) {
      await runPart(part, options, (line) => {
        const told = JSON.parse(line) as
          | Summary
          | { seed: number; says: string; invariant: string; at: string };
        if (!('seeds' in told))
          return out(
            options.json ? line : `seed ${told.seed}: ${told.invariant} at ${told.at}: ${told.says}`,
          );
        found.seeds += told.seeds;
        found.roomDays += told.room_days;
        for (const [invariant, count] of Object.entries(told.violations))
          found.broken[invariant] = (found.broken[invariant] ?? 0) + Number(count);
      });
    }
  }

  await Promise.all(Array.from({ length: options.workers }, work));
  return { ...found, seconds: (monotonic() - begun) / 1_000 };
}

function runPart(
  seeds: readonly number[],
  { rooms, days, only, out, shrink }: SimulateOptions,
  heard: (line: string) => void,
): Promise<void> {
  const entry = fileURLToPath(new URL('../../bin/roomcal.js', import.meta.url));
  const args = ['simulate', '--json', '--seeds', seeds.join(','), '--rooms', `${rooms}`, '--days', `${days}`];
  const more = ['--out', out, '--shrink', `${shrink}`, '--workers', '1', ...(only ? ['--only', only] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: child.stdout }).on('line', heard);
    child.once('error', reject);
    // 1 says that something broke, which the lines have told.
    child.once('close', (code) =>
      code === 0 || code === 1 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
    );
  });
}
