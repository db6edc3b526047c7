import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allOf, copiesOf, globals, lastOf, removed, sent, stages } from './dockerfile.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const TARGETS = ['developer', 'production'];

describe('the Dockerfile', () => {
  it('builds each stage on the Node of the tests, or on a stage before it', () => {
    expect(globals.get('NODE')).toBe(manifest.devDependencies.node);
    for (const [index, { from }] of stages.entries()) {
      const before = stages.slice(0, index).map(({ name }) => name);
      expect(['node:$' + '{NODE}-slim', ...before]).toContain(from);
    }
  });

  it('makes what production runs where nobody names a target', () => {
    expect(stages.at(-1)?.name).toBe('production');
  });

  it('copies files that are there and that are sent, and stages that are there', () => {
    const isSent = (path: string) => sent.some((one) => path === one || path.startsWith(`${one}/`));
    const copies = stages.flatMap((stage, index) =>
      copiesOf(stage).map((copy) => ({ ...copy, before: stages.slice(0, index).map(({ name }) => name) })),
    );
    expect(copies.length).toBeGreaterThan(8);
    for (const { from, sources, before } of copies) {
      if (from !== undefined) expect(before).toContain(from);
      const files = from === undefined ? sources : sources.map((path) => relative('/app', path));
      expect(files.filter((path) => !existsSync(path))).toEqual([]);
      if (from === undefined) expect(files.filter((path) => !isSent(path))).toEqual([]);
    }
  });

  it('is sent nothing that it does not copy', () => {
    const copied = stages.flatMap(copiesOf).flatMap(({ from, sources }) => (from ? [] : sources));
    expect(sent.toSorted()).toEqual([...new Set(copied)].toSorted());
  });

  it('runs npm scripts and files that are there', () => {
    const ran = stages.flatMap(({ instructions }) =>
      instructions.flatMap(({ name, args }) => (name === 'RUN' ? [args] : [])),
    );
    for (const line of ran)
      expect(line).toMatch(/^(npm ci( --[\w=-]+)+|rm -r .*|install -d .*|node src\/pages\/build\.js)$/);
    expect(existsSync('src/pages/build.js')).toBe(true);
  });

  it('takes out of production what is there to be taken out', () => {
    expect(removed.length).toBeGreaterThan(5);
    expect(removed.filter((path) => !existsSync(path))).toEqual([]);
  });

  it.each(TARGETS)('runs roomcal in the %s image, as a user without rights', (target) => {
    expect(lastOf(target, 'USER')).toBe('node');
    expect(JSON.parse(lastOf(target, 'ENTRYPOINT'))).toEqual(['node', manifest.bin.roomcal]);
    expect(JSON.parse(lastOf(target, 'CMD'))).toEqual(['start']);
  });

  it('is told by the environment where it is production', () => {
    expect(lastOf('production', 'ENV')).toContain('NODE_ENV=production');
    expect(lastOf('production', 'ENV')).toMatch(/ MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=\d+/);
    expect(allOf('developer').filter(({ args }) => args.includes('NODE_ENV'))).toEqual([]);
  });

  it.each(TARGETS)('labels the %s image as package.json does', (target) => {
    const labels = new Map(
      [...lastOf(target, 'LABEL').matchAll(/org\.opencontainers\.image\.(\w+)="([^"]*)"/g)].map(
        ([, key, value]) => [key, value],
      ),
    );
    expect(Object.fromEntries(labels)).toEqual({
      title: manifest.name,
      description: expect.stringContaining('meeting room'),
      licenses: manifest.license,
      source: manifest.repository.url.replace(/^git\+(.*)\.git$/, '$1'),
      documentation: manifest.homepage,
      version: '$' + '{VERSION}',
      revision: '$' + '{REVISION}',
    });
    const given = allOf(target).flatMap(({ name, args }) => (name === 'ARG' ? [args.split('=')[0]] : []));
    expect(given).toEqual(['VERSION', 'REVISION']);
  });
});
