import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigSchema } from '../../src/configuration/config-schema.ts';
import { ERRORS } from '../../src/http/errors.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The rows of the tables of a text whose first cell is a name in backticks: the cells, trimmed. */
function rows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('docs/errors.md', () => {
  it('has every code that the API answers, and no other, with its status and whether to try again', () => {
    const documented = rows(read('docs/errors.md')).map(([code, status, retry]) => [
      code,
      Number(status),
      retry,
    ]);
    const answered = Object.entries(ERRORS).map(([code, { status, retry }]) => [
      code,
      status,
      retry ? 'yes' : 'no',
    ]);
    expect(documented).toEqual(answered);
  });
});

describe('docs/configuration.md', () => {
  const [keys, environment] = read('docs/configuration.md').split('## Environment');

  it('has every key of the configuration, and no other', () => {
    const { rooms, accounts, texts, api_keys, check_in } = ConfigSchema.properties;
    const documented = rows(keys!).map(([key]) => key!);
    const parts = [ConfigSchema, rooms.items, accounts.items, texts, check_in, api_keys.items];
    const known = parts.flatMap(({ properties }) => Object.keys(properties));
    expect(documented.toSorted()).toEqual(known.toSorted());
  });

  it('has the defaults that the code has', () => {
    const [ofAll = ''] = keys!.split('Of a room:');
    for (const [key, standard] of rows(ofAll)) {
      const shape = ConfigSchema.properties[key as keyof typeof ConfigSchema.properties];
      if (shape?.default !== undefined) expect([key, standard]).toEqual([key, String(shape.default)]);
    }
  });

  it('has every variable that the environment is read for, and no other', () => {
    const code = read('src/configuration/environment.ts');
    const readHere = new Set([...code.matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => name));
    // Platforms set these, not people.
    for (const name of ['NODE_ENV', 'K_SERVICE']) readHere.delete(name);
    expect(new Set(rows(environment!).map(([name]) => name))).toEqual(readHere);
  });
});

describe('docs/metrics.md', () => {
  const page = read('docs/metrics.md');

  it('has every metric with its type, and no other', async () => {
    const text = await createMetrics().text();
    const measured = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]);
    const documented = rows(page).filter(([name]) => name!.startsWith('roomcal_'));
    expect(documented.map(([name, type]) => [name, type]).toSorted()).toEqual(measured.toSorted());
  });

  it('asks in its alerts for metrics that are there', async () => {
    const [, rules] = page.split('## When to wake somebody');
    const asked = [...rules!.matchAll(/\b(roomcal_\w+?)(_bucket|_count|_sum)?\b/g)].map(([, name]) => name!);
    expect(new Set(asked).size).toBeGreaterThan(3);
    const text = await createMetrics().text();
    for (const name of asked) expect(text).toContain(`# TYPE ${name} `);
  });
});

const PAGES = globSync(['*.md', 'docs/**/*.md', 'deploy/*.md']);

/** The headings of a page as addresses name them. */
function headingsOf(page: string): string[] {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('README.md', () => {
  it('and CONTRIBUTING.md name npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const pages = `${read('README.md')}${read('CONTRIBUTING.md')}`;
    const named = [...pages.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(new Set(named).size).toBeGreaterThan(3);
    for (const name of named) expect(scripts).toHaveProperty([name]);
  });

  it('names the commands that package.json and .ci/run have', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
    expect(read('README.md')).toContain('npm ci && npm start');
    expect(read('README.md')).toContain('npm ci && npm test');
    expect(read('.ci/run').trim().split('\n').at(-1)).toBe('npm ci && npm test');
  });

  it('and docs link to files that exist', () => {
    for (const page of PAGES) {
      for (const [, link] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        expect(existsSync(join(dirname(page), link!)), `${page} links to ${link}`).toBe(true);
      }
    }
  });

  it('and docs link to headings that are there', () => {
    const links = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\(((?!https?:)[^)#]*)#([^)]+)\)/g)].map(([, link, heading]) => ({
        page,
        to: link ? normalize(join(dirname(page), link)) : page,
        heading,
      })),
    );
    expect(links.length).toBeGreaterThan(20);
    const lost = links.filter(({ to, heading }) => to.endsWith('.md') && !headingsOf(to).includes(heading!));
    expect(lost).toEqual([]);
  });
});
