// Builds the pages of docs/ into dist/site/, to be put on any web server: `npm run site`. Diagrams stay as the text that GitHub draws.
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SITE = join(ROOT, 'dist/site');
const FRAME = readFileSync(new URL('frame.html', import.meta.url), 'utf8');
const REPOSITORY = 'https://github.com/roomcal/roomcal/blob/main';

/** What stands at the side, by who asks. */
const SECTIONS = {
  Start: ['README.md', 'docs/doors.md', 'docs/checkin.md', 'docs/firmware.md', 'docs/migrating.md'],
  Operate: [
    'docs/configuration.md',
    ...pagesIn('docs/operating'),
    'docs/scaling.md',
    'docs/metrics.md',
    'docs/iot-cloud.md',
  ],
  'The API': ['docs/api.md', 'docs/errors.md'],
  'How it works': ['docs/semantics.md', 'docs/calendar.md', 'docs/architecture.md', 'docs/statechart.md'],
  Develop: [
    'docs/sandbox.md',
    'docs/replay.md',
    'docs/visualizer.md',
    'docs/simulation.md',
    'docs/adr/README.md',
  ],
};

function pagesIn(folder) {
  return globSync(`${folder}/*.md`, { cwd: ROOT }).sort();
}

/** Where a page lies on the site. */
function addressOf(page) {
  return page === 'README.md'
    ? 'index.html'
    : page.replace(/^docs\//, '').replace(/(README)?\.md$/, (_, readme) => (readme ? 'index.html' : '.html'));
}

function titleOf(page) {
  return /^# (.+)$/m.exec(readFileSync(join(ROOT, page), 'utf8'))?.[1] ?? page;
}

/** A link as it is on the site: to another page, to a file beside it, or to the repository. */
function linkFrom(page, href) {
  if (/^(https?:|#|mailto:)/.test(href)) return href;
  const [path, heading] = href.split('#');
  const target = join(dirname(page), path);
  const anchor = heading === undefined ? '' : `#${heading}`;
  const here = dirname(addressOf(page));
  if (target.endsWith('.md') && (target === 'README.md' || target.startsWith('docs/')))
    return `${relative(here, addressOf(target)) || './'}${anchor}`;
  if (target.startsWith('docs/')) return relative(here, target.slice('docs/'.length));
  return `${REPOSITORY}/${target}`;
}

function html(page) {
  const marked = new Marked(gfmHeadingId(), {
    walkTokens(token) {
      if (token.type === 'link' || token.type === 'image') token.href = linkFrom(page, token.href);
    },
  });
  const here = dirname(addressOf(page));
  const menu = Object.entries(SECTIONS).map(([name, pages]) => {
    const links = pages.map((one) => {
      const current = one === page ? ' aria-current="page"' : '';
      return `<li><a href="${relative(here, addressOf(one)) || './'}"${current}>${titleOf(one)}</a></li>`;
    });
    return `<h2>${name}</h2><ul>${links.join('')}</ul>`;
  });
  // As functions: a page may have a `$&` in it.
  return FRAME.replace('<!--title-->', () => titleOf(page))
    .replace('<!--menu-->', () => menu.join(''))
    .replace('<!--page-->', () => marked.parse(readFileSync(join(ROOT, page), 'utf8')));
}

rmSync(SITE, { recursive: true, force: true });
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
for (const page of pages) {
  const file = join(SITE, addressOf(page));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html(page));
}
for (const file of globSync('docs/*.{png,json}', { cwd: ROOT }))
  cpSync(join(ROOT, file), join(SITE, file.slice('docs/'.length)));
process.stdout.write(`${pages.length} pages in ${relative(process.cwd(), SITE)}/\n`);
