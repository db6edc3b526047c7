import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IGNORED, isIgnored } from './dockerfile.ts';
import { files, imports } from './imports.ts';

const say = ({ file, of }: { file: string; of: string }) => `${file} imports ${of}`;

/** What is loaded once these are, without what is loaded only when it is needed. */
function closureOf(entries: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const one of imports) if (one.file === file && !one.typesOnly && !one.lazy) visit(one.of);
  };
  for (const entry of entries) visit(entry);
  return reached;
}

describe('the production image', () => {
  it('lacks what the Dockerfile takes out, each of which is there to be left out', () => {
    expect(IGNORED.length).toBeGreaterThan(5);
    for (const one of IGNORED)
      expect(files.some((file) => file === one || file.startsWith(`${one}/`))).toBe(true);
  });

  it('has all that production loads: none of it is behind what it lacks', () => {
    const operator = files.filter((file) => file.startsWith('src/operator/'));
    const loaded = closureOf(['src/bootstrap.ts', 'src/service.ts', 'src/cli.ts', ...operator]);
    expect(loaded.size).toBeGreaterThan(100);
    expect([...loaded].filter(isIgnored)).toEqual([]);
  });

  it('asks for what it lacks only where a command needs it, and where that is expected', () => {
    const asked = imports.filter(
      ({ file, of, typesOnly }) => !isIgnored(file) && isIgnored(of) && !typesOnly,
    );
    expect(asked.filter(({ lazy }) => !lazy).map(say)).toEqual([]);
    const unprepared = asked.filter(({ file, of }) => {
      if (file === 'src/bootstrap.ts') return of !== 'src/sandbox-mode.ts';
      const path = `./${relative('src', of)}`;
      return file !== 'src/cli.ts' || !readFileSync(file, 'utf8').includes(`part(import('${path}'))`);
    });
    expect(unprepared.map(say)).toEqual([]);
  });

  it('needs no package that is installed for developers alone', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const packageOf = (name: string) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
    const foreign = imports.filter(
      ({ file, of, typesOnly }) =>
        // Pages are built before, into dist/.
        !isIgnored(file) &&
        !file.startsWith('src/pages/') &&
        !typesOnly &&
        !/^(src\/|node:|package\.json)/.test(of),
    );
    expect(foreign.length).toBeGreaterThan(20);
    expect(foreign.filter(({ of }) => !(packageOf(of) in dependencies)).map(say)).toEqual([]);
  });
});
