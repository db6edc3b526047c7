import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arrows, circles, files, type Import, imports, roomOf } from './imports.ts';

/**
 * The rooms of the house from the top floor down, those of one floor in a line. Whoever imports looks down, never up and
 * never at a neighbour.
 */
const FLOORS = [
  ['cli.ts'],
  ['bootstrap.ts', 'simulation/', 'cli-values.ts'],
  ['service.ts', 'sandbox-mode.ts', 'heap.ts'],
  ['visualizer/', 'record/', 'pages/'],
  ['operator/', 'replay/', 'inspector/'],
  ['telemetry/', 'stand-ins/'],
  ['configuration/', 'http/', 'sandbox/'],
  ['machines/', 'io/'],
  ['timing/', 'validation/', 'sharding/'],
  ['ports/'],
  ['agenda/'],
];

/** Of whom only the types may be known, and by whom. */
const TYPES_ONLY: Record<string, RegExp> = {
  'ports/': /./,
  'machines/': /^(configuration|http|telemetry)\/$/,
};

/** The packages that a room may import, besides those of Node where it says so. */
const PACKAGES: Record<string, RegExp> = {
  'agenda/': /^@date-fns\/tz\/tzOffset$/,
  'ports/': /^$/,
  'sharding/': /^node:crypto$/,
  'machines/': /^xstate$/,
  'http/': /^(node:.*|fastify|fast-json-stringify|ajv|pino|@fastify\/.*)$/,
  'telemetry/': /^(prom-client|pino|pino-pretty|node:.*)$/,
  'replay/': /^(node:.*|@sinclair\/typebox|fastest-levenshtein|pure-rand\/.*|tinyqueue)$/,
  'inspector/': /^(node:.*|@statelyai\/inspect|xstate)$/,
  'visualizer/': /^(node:.*|elkjs\/.*|fastify|pino|xstate|@preact\/signals|preact.*|vite)$/,
  'operator/': /^node:.*$/,
  'pages/': /^(@preact\/signals|preact.*|uqr)$/,
};

/** Rooms that know less of another than its floor allows. */
const NO_VENDOR =
  /^src\/io\/(google-calendar\/(calendar|client|wire)|arduino-iot\/client|pubsub\/(client|subscriber|events)|storage\/client)\.ts$/;

const say = ({ file, of, typesOnly }: Import) => `${file} imports ${of}${typesOnly ? ' (types)' : ''}`;
const floorOf = (room: string) => FLOORS.findIndex((floor) => floor.includes(room));

describe('the one direction', () => {
  it('reads imports at all, and knows each room of the house', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect([...new Set(files.map(roomOf))].toSorted()).toEqual(FLOORS.flat().toSorted());
  });

  it('no arrow goes up, or to a neighbour', () => {
    expect(arrows().filter(({ from, to }) => floorOf(from) >= floorOf(to))).toEqual([]);
  });

  it('ports are types, and machines are known to others by their types', () => {
    const values = arrows().filter(({ from, to, types }) => !types && TYPES_ONLY[to]?.test(from));
    expect(values).toEqual([]);
  });

  it('machines know agenda and the types of the ports, and nobody needs more than a machine and its types', () => {
    expect(
      arrows()
        .filter(({ from }) => from === 'machines/')
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual(['agenda/', 'ports/', 'timing/']);
    const inside = /^src\/machines\/[a-z]+\/(?!machine|types)/;
    const strangers = imports.filter(({ file, of }) => !file.startsWith('src/machines/') && inside.test(of));
    expect(strangers.map(say)).toEqual([]);
  });

  it.each(Object.entries(PACKAGES))('%s imports no packages but %s', (room, allowed) => {
    const foreign = imports.filter(
      ({ file, of }) => roomOf(file) === room && !of.startsWith('src/') && !allowed.test(of),
    );
    expect(foreign.map(say)).toEqual([]);
  });

  it('HTTP and the adapters never see each other', () => {
    const trespasses = arrows().filter(
      ({ from, to }) => [from, to].includes('http/') && [from, to].includes('io/'),
    );
    expect(trespasses).toEqual([]);
  });

  it('what runs without the wire knows no vendor', () => {
    const trespasses = imports.filter(
      ({ file, of, typesOnly }) =>
        /^src\/(replay|stand-ins|simulation|visualizer)\//.test(file) && !typesOnly && NO_VENDOR.test(of),
    );
    expect(trespasses.map(say)).toEqual([]);
  });

  it('each vendor is spoken to from one file', () => {
    const vendors = ['@google-cloud/pubsub', '@google-cloud/storage', 'got'];
    const speakers = vendors.map((vendor) =>
      imports.filter(({ file, of }) => of === vendor && file.startsWith('src/io/')).map(({ file }) => file),
    );
    expect(speakers).toEqual([
      ['src/io/pubsub/client.ts'],
      ['src/io/storage/client.ts'],
      ['src/io/arduino-iot/client.ts'],
    ]);
  });

  it('no two files import each other in a circle', () => {
    expect(circles()).toEqual([]);
  });

  it('docs/architecture.md draws it (npx vitest run test/house/imports.test.ts -u draws it anew)', async () => {
    const page = '../../docs/architecture.md';
    const text = readFileSync(new URL(page, import.meta.url), 'utf8');
    const [before, , after] = text.split(/(?<=<!-- imports -->\n)|(?=<!-- \/imports -->)/);
    await expect(`${before}${picture()}${after}`).toMatchFileSnapshot(page);
  });
});

/** The floors, and who looks at whom; a dotted arrow stands for types alone. */
function picture(): string {
  const nameOf = (room: string) => room.replace(/\W/g, '_');
  const floors = FLOORS.map((floor) => floor.map((room) => `${nameOf(room)}["${room}"]`).join(' ~~~ '));
  const byFloor = arrows().toSorted(
    (a, b) => floorOf(a.from) - floorOf(b.from) || a.from.localeCompare(b.from) || a.to.localeCompare(b.to),
  );
  const lines = byFloor.map(
    ({ from, to, types }) => `${nameOf(from)} ${types ? '-.->' : '-->'} ${nameOf(to)}`,
  );
  return ['```mermaid', 'flowchart TD', ...[...floors, ...lines].map((line) => `  ${line}`), '```', ''].join(
    '\n',
  );
}

describe('purity', () => {
  // Timers of the clock that is given are anybody's.
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|(?<!\bclock\.)\bset(Timeout|Interval|Immediate)\(|\bprocess\.|\bconsole\./;

  it.each(files.filter((file) => /^src\/(agenda|machines)\//.test(file)))(
    '%s knows no clock, no randomness and no process',
    (file) => {
      expect(
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => impure.test(line)),
      ).toEqual([]);
    },
  );

  it('only io/clock.ts reads the clock of the machine, and pages to notice that a tablet has slept', () => {
    const readers = files.filter(
      (file) =>
        !file.startsWith('src/visualizer/page/') &&
        /\bDate\.now\b|\bnew Date\(\)/.test(readFileSync(file, 'utf8')),
    );
    expect(readers).toEqual(['src/io/clock.ts', 'src/pages/shared/tablet-sleep.ts']);
  });
});
