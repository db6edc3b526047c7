import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOOR_KEY } from '../../src/sandbox/seed-data.ts';
import { spawnRoomcal } from '../helpers/child.ts';
import { type Packed, packAndInstall } from '../helpers/packed.ts';
import { files, imports } from '../house/imports.ts';

const FREE_PORTS = { PORT: '0', SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0' };
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What runs in browsers is built into pages. */
const isPacked = (file: string) => !/^src\/(pages|visualizer\/page)\//.test(file);
const packageOf = (name: string) => name.match(/^(@[^/]+\/)?[^/]+/)![0];

// It is packed and installed as by a stranger, pages and all: that takes its time.

let packed: Packed;
beforeAll(async () => {
  packed = await packAndInstall();
});
afterAll(() => packed?.remove());

describe('the package', () => {
  it('holds what belongs in it, and nothing else', () => {
    expect(packed.files).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/roomcal.js',
        'dist/book.html',
        'dist/door.html',
        'dist/lobby.html',
        'dist/visualizer.html',
        'docs/config.schema.json',
        'package.json',
        ...files.filter(isPacked).map((file) => file.replace(/^src(.*)\.ts$/, 'lib$1.js')),
      ].toSorted(),
    );
  });

  it('has scripts without types, on the lines on which their sources are', () => {
    const [source, script] = ['src/agenda/occupancy.ts', join(packed.folder, 'lib/agenda/occupancy.js')].map(
      (path) => readFileSync(path, 'utf8').split('\n'),
    );
    const where = (line: string) => /^export function occupancyAt/.test(line);
    expect(script!.findIndex(where)).toBe(source!.findIndex(where));
    expect(script!.find(where)).not.toContain(': Occupancy');
  });

  it('imports files that are there', () => {
    const scripts = packed.files.filter((file) => file.startsWith('lib/'));
    const named = scripts.flatMap((file) => {
      const text = readFileSync(join(packed.folder, file), 'utf8');
      const found = text.matchAll(/(?:^(?:import|export)\b[^;]*?\bfrom |\bimport\()'(\.[^']+)'/gm);
      return [...found].map(([, target]) => resolve(packed.folder, dirname(file), target!));
    });
    expect(named.length).toBeGreaterThan(500);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('asks for the packages that it imports, and for no others', () => {
    const foreign = imports.filter(
      ({ file, of, typesOnly }) => isPacked(file) && !typesOnly && !/^(src\/|node:)/.test(of),
    );
    const asked = Object.keys({ ...packed.manifest.dependencies, ...packed.manifest.optionalDependencies });
    expect(asked.toSorted()).toEqual([...new Set(foreign.map(({ of }) => packageOf(of)))].toSorted());
  });
});

describe('roomcal, installed', () => {
  async function roomcal(...args: string[]) {
    const { promise, resolve: settle } = Promise.withResolvers<{
      code: unknown;
      stdout: string;
      stderr: string;
    }>();
    const options = { cwd: packed.elsewhere, env: { PATH: process.env.PATH ?? '' } };
    execFile(process.execPath, [packed.entry, ...args], options, (error, stdout, stderr) =>
      settle({ code: error?.code ?? 0, stdout, stderr }),
    );
    return promise;
  }

  it('says which version it is', async () => {
    expect(await roomcal('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('without a command says what there is, and how to try it', async () => {
    const { code, stdout, stderr } = await roomcal();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: roomcal /);
    expect(stdout).toContain('"roomcal start" runs it on this machine');
  });

  it('prints the schema that it holds', async () => {
    const { code, stdout } = await roomcal('schema');
    expect(code).toBe(0);
    const held = readFileSync(join(packed.folder, 'docs/config.schema.json'), 'utf8');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(held));
  });

  it('replays a day, in the terminal and as a page', async () => {
    const day = resolve('fixtures/days/two-rooms.json');
    const text = await roomcal('replay', day);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('blue_room');
    expect(await roomcal('replay', day, '--html', 'day.html')).toMatchObject({ code: 0 });
    expect(readFileSync(join(packed.elsewhere, 'day.html'), 'utf8')).toContain('id="recording"');
  });

  it('simulates in processes of its own', async () => {
    const { code, stdout, stderr } = await roomcal(
      'simulate',
      ...['--seeds', '1-2', '--rooms', '1', '--days', '0.5', '--only', 'calm', '--workers', '2'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('violations: none');
  });

  it('records a day out of a file', async () => {
    const { code, stdout } = await roomcal(
      'record',
      resolve('fixtures/ics/plain.ics'),
      '--day',
      '2026-11-23',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rooms: [{}] });
  });

  it('starts on the sandbox, is ready, and has the pages', async () => {
    const child = spawnRoomcal(FREE_PORTS, [], packed.entry);
    // What comes after it is told when the rooms have been started.
    const welcome = await child.printed('Each change at a door');
    const url = welcome.match(/^ {2}roomcal +(\S+)$/m)![1];
    await child.printed('white_room');
    // Nobody tells when the last room has read its Thing.
    let ready = await fetch(`${url}/readyz`);
    while (ready.status === 503) ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(200);
    for (const path of [`/doors/blue_room#key=${DOOR_KEY}`, '/lobby', '/book/blue_room', '/visualizer']) {
      const page = await fetch(`${url}${path}`);
      expect([path, page.status]).toEqual([path, 200]);
      const html = await page.text();
      expect(html).toContain('<div id="page">');
      expect(html).not.toContain('<!--script-->');
    }
    child.signal('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
  });
});
