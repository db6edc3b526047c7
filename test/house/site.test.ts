import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const SITE = 'dist/site';

/** The text of a page, and what it links to: pages with their heading, if any, and files. */
function linksOf(page: string): { to: string; heading: string | undefined }[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/(?:href|src)="((?!https?:|data:|mailto:)[^"]*)"/g)].map(([, link = '']) => {
    const [path = '', heading] = link.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    return { to: file.endsWith('/') || file === SITE ? join(file, 'index.html') : file, heading };
  });
}

describe('npm run site', () => {
  let pages: string[];
  beforeAll(() => {
    execFileSync(process.execPath, ['docs/site/build.js']);
    pages = globSync(`${SITE}/**/*.html`);
  });

  it('makes a page of each in docs/, and of README.md', () => {
    expect(pages.length).toBe(globSync('docs/**/*.md').length + 1);
    expect(readFileSync(`${SITE}/index.html`, 'utf8')).toContain('<h1 id="roomcal">roomcal</h1>');
  });

  it('links to pages, pictures and headings that are there', () => {
    const ids = new Map(
      pages.map((page) => [
        page,
        new Set([...readFileSync(page, 'utf8').matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
      ]),
    );
    const links = pages.flatMap((page) => linksOf(page).map((link) => ({ page, ...link })));
    expect(links.length).toBeGreaterThan(1_000);
    const lost = links.filter(
      ({ to, heading }) => !existsSync(to) || (heading !== undefined && !ids.get(to)?.has(heading)),
    );
    expect(lost).toEqual([]);
  });

  it('names every page of docs/ but single decisions at its side', () => {
    const named = new Set(linksOf(`${SITE}/index.html`).map(({ to }) => to));
    const unnamed = pages.filter((page) => !named.has(page) && !/adr\/\d/.test(page));
    expect(unnamed).toEqual([]);
  });
});
