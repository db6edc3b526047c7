/**
 * What the agenda core costs on one core: `node bench/agenda.ts [processes]`. Prints the time from ten events to the
 * difference that a Thing is written (agenda, occupancy, properties, diff), and of importing the core in fresh processes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agendaOf, type GoogleEvent } from '../src/agenda/agenda.ts';
import { occupancyAt } from '../src/agenda/occupancy.ts';
import { diff, propertiesAt, VARIABLES } from '../src/agenda/properties.ts';
import { wordingOf } from '../src/agenda/wording.ts';

const ROUNDS = 20;
const RUNS = 5_000;
const processes = Number(process.argv[2] ?? 20);
const HOUR_MS = 3_600_000;
const start = Date.parse('2026-11-23T08:00:00+01:00');

const events = Array.from({ length: 10 }, (_, index): GoogleEvent => {
  const from = start + index * HOUR_MS;
  return {
    id: `event${index}`,
    status: 'confirmed',
    summary: `Meeting ${index}`,
    created: '2026-11-01T08:00:00Z',
    updated: '2026-11-01T08:00:00Z',
    start: { dateTime: new Date(from).toISOString(), timeZone: 'Europe/Rome' },
    end: { dateTime: new Date(from + HOUR_MS / 2).toISOString(), timeZone: 'Europe/Rome' },
    organizer: { email: 'ada@example.org', displayName: 'Ada' },
    attendees: [{ responseStatus: 'accepted' }, { self: true, responseStatus: 'accepted' }],
  };
});
const observed = new Map<string, unknown>(VARIABLES.map((variable) => [variable, 'N/A']));
const wording = wordingOf();

/** One refresh of one room, at another instant each time. */
function refresh(run: number): number {
  const now = start + (run % 600) * 60_000;
  const agenda = agendaOf({ events, timeZone: 'Europe/Rome', asOf: now, complete: true });
  const properties = propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording });
  return diff(properties!, observed).length;
}

const perRun = Array.from({ length: ROUNDS }, () => {
  const begun = performance.now();
  for (let run = 0; run < RUNS; run++) refresh(run);
  return ((performance.now() - begun) * 1_000) / RUNS;
});
const [warm, slowest] = [median(perRun.slice(1)), Math.max(...perRun.slice(1))];
print(
  `agenda + properties + diff, ten events: median ${warm.toFixed(1)} us, slowest round ${slowest.toFixed(1)} us`,
);
print(`the first round of ${RUNS}, while V8 warms up: ${perRun[0]!.toFixed(1)} us`);

const core = ['agenda', 'occupancy', 'properties', 'slots', 'schedule', 'wording'].map(
  (name) => new URL(`../src/agenda/${name}.ts`, import.meta.url).href,
);
// A first file that imports nothing pays for Node's own type stripper, unless its work is in the compile cache.
const nothing = new URL('../src/io/config-error.ts', import.meta.url).href;
const importing = `if (process.argv[1]) await import('${nothing}');
  const begun = performance.now(); for (const one of ${JSON.stringify(core)}) await import(one);
  process.stdout.write(String(performance.now() - begun));`;
const cache = mkdtempSync(join(tmpdir(), 'roomcal-bench-'));
const time = (args: string[], env: Record<string, string>) => {
  const command = ['--input-type=module', '-e', importing, ...args];
  const one = () => Number(execFileSync(process.execPath, command, { encoding: 'utf8', env }));
  one();
  const times = Array.from({ length: processes }, one);
  return `median ${median(times).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms of ${processes}`;
};
print(`importing the core, compile cache on as in \`roomcal\`: ${time([], { NODE_COMPILE_CACHE: cache })}`);
print(`importing the core, no cache, after Node's type stripper: ${time(['warm'], {})}`);
print(`importing the core, no cache, Node's type stripper included: ${time([], {})}`);
rmSync(cache, { recursive: true });

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
