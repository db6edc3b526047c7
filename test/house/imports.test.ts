import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Import {
  file: string;
  /** A package, `node:…`, or a file of ours as `src/…`. */
  of: string;
  typesOnly: boolean;
}

const files = globSync('src/**/*.ts').map(normalize).sort();
const imports: Import[] = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([statement, type, from, lazily]) => {
    const target = from ?? lazily!;
    const names = statement
      .match(/\{([^}]*)\}/)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const typesOnly = type !== undefined || (names?.every((name) => name.startsWith('type ')) ?? false);
    return { file, of: target.startsWith('.') ? join(dirname(file), target) : target, typesOnly };
  });
}

/** The imports of files below `folder` that none of `allowed` takes, as readable lines. */
function trespasses(folder: string, allowed: (one: Import) => boolean): string[] {
  return imports
    .filter((one) => one.file.startsWith(`src/${folder}/`) && !allowed(one))
    .map(({ file, of, typesOnly }) => `${file} imports ${of}${typesOnly ? ' (types)' : ''}`);
}

const within =
  (...folders: string[]) =>
  ({ of }: Import) =>
    folders.some((folder) => of.startsWith(`src/${folder}/`));
const isPackage = ({ of }: Import) => !of.startsWith('src/');
const isPortTypes = ({ of, typesOnly }: Import) => of === 'src/io/ports.ts' && typesOnly;

describe('the one direction', () => {
  it('reads imports at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('agenda imports nothing of ours, and of packages only zone arithmetic', () => {
    const allowed = (one: Import) => within('agenda')(one) || one.of === '@date-fns/tz/tzOffset';
    expect(trespasses('agenda', allowed)).toEqual([]);
  });

  it('machines import agenda, XState and the types of the ports', () => {
    const allowed = (one: Import) =>
      within('agenda', 'machines')(one) || one.of === 'xstate' || isPortTypes(one);
    expect(trespasses('machines', allowed)).toEqual([]);
  });

  it('io knows neither machines nor HTTP nor the sandbox', () => {
    expect(trespasses('io', (one) => within('io', 'agenda')(one) || isPackage(one))).toEqual([]);
  });

  it('HTTP knows the ports by their types, and no vendor', () => {
    const allowed = (one: Import) =>
      within('http', 'agenda')(one) ||
      (within('machines')(one) && one.typesOnly) ||
      isPortTypes(one) ||
      /^(node:.*|fastify|fast-json-stringify|ajv|pino|@fastify\/.*)$/.test(one.of);
    expect(trespasses('http', allowed)).toEqual([]);
  });

  it('what is measured is told by others: metrics know machines by their types, and no vendor', () => {
    const allowed = (one: Import) =>
      within('metrics', 'agenda')(one) ||
      (within('machines')(one) && one.typesOnly) ||
      one.of === 'prom-client';
    expect(trespasses('metrics', allowed)).toEqual([]);
  });

  it('the sandbox stands in for clouds, not for us', () => {
    const allowed = (one: Import) => within('sandbox', 'agenda')(one) || isPortTypes(one) || isPackage(one);
    expect(trespasses('sandbox', allowed)).toEqual([]);
  });

  it('what stands in for clouds in memory is the sandbox without the wire, and what the adapters do besides', () => {
    const allowed = (one: Import) =>
      within('stand-ins', 'sandbox', 'agenda')(one) ||
      /^src\/io\/(channel-record|google-failure|google-time|iot-token|list-desk|listing|notes|ports|request-budget|room-message|vendor-error)\.ts$/.test(
        one.of,
      ) ||
      (one.of === 'fastify' && one.typesOnly);
    expect(trespasses('stand-ins', allowed)).toEqual([]);
  });

  it('a replay knows no vendor, and of HTTP and the sandbox what needs no wire', () => {
    const allowed = (one: Import) =>
      within('replay', 'agenda', 'machines', 'stand-ins')(one) ||
      /^src\/http\/(booking-requests|errors)\.ts$/.test(one.of) ||
      /^src\/io\/(config-error|google-event|google-time|json|mistakes|notes|ports|shape)\.ts$/.test(one.of) ||
      /^(node:.*|@sinclair\/typebox|fastest-levenshtein|pure-rand\/.*|tinyqueue|src\/terminal\.ts)$/.test(
        one.of,
      );
    expect(trespasses('replay', allowed)).toEqual([]);
  });

  it('what is recorded comes from a calendar or a file, and is a day that a replay takes', () => {
    const allowed = (one: Import) =>
      within('record', 'agenda', 'io')(one) ||
      /^src\/(configuration|terminal|operator\/trouble|replay\/day|replay\/day-shape)\.ts$/.test(one.of) ||
      /^(node:.*|fastest-levenshtein|ical\.js|windows-iana)$/.test(one.of);
    expect(trespasses('record', allowed)).toEqual([]);
  });

  it('the inspector knows the machines by their events alone', () => {
    const allowed = (one: Import) =>
      within('inspector')(one) ||
      one.of === 'src/io/config-error.ts' ||
      /^(node:.*|@statelyai\/inspect|xstate)$/.test(one.of);
    expect(trespasses('inspector', allowed)).toEqual([]);
  });

  it('the visualizer watches replays and the sandbox, and knows no vendor', () => {
    const allowed = (one: Import) =>
      within('visualizer', 'replay', 'sandbox', 'agenda', 'machines')(one) ||
      isPortTypes(one) ||
      /^src\/(io\/(clock|config-error)|narrator|terminal)\.ts$/.test(one.of) ||
      /^(node:.*|elkjs\/.*|fastify|pino|xstate|@preact\/signals|preact)$/.test(one.of);
    expect(trespasses('visualizer', allowed)).toEqual([]);
  });

  it('what operators run composes, but knows no HTTP, no machines and no sandbox', () => {
    const allowed = (one: Import) =>
      within('operator', 'agenda', 'io')(one) || /^src\/(configuration|terminal)\.ts$/.test(one.of);
    expect(trespasses('operator', allowed)).toEqual([]);
  });

  it('each vendor is spoken to from one file', () => {
    const vendors = ['@google-cloud/pubsub', '@google-cloud/storage', 'got'];
    const speakers = vendors.map((vendor) =>
      imports.filter(({ file, of }) => of === vendor && file.startsWith('src/io/')).map(({ file }) => file),
    );
    expect(speakers).toEqual([
      ['src/io/pubsub-client.ts'],
      ['src/io/storage-client.ts'],
      ['src/io/iot-client.ts'],
    ]);
  });

  it('no two files import each other in a circle', () => {
    const uses = new Map(
      files.map((file) => [
        file,
        imports.filter((one) => one.file === file && !one.typesOnly).map(({ of }) => of),
      ]),
    );
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      else for (const next of uses.get(file) ?? []) visit(next, [...path, file]);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

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

  it('only io/clock.ts reads the clock of the machine', () => {
    const readers = files.filter((file) => /\bDate\.now\b|\bnew Date\(\)/.test(readFileSync(file, 'utf8')));
    expect(readers).toEqual(['src/io/clock.ts']);
  });
});
