// Builds each page into one file. Plain JavaScript, for `npm ci` runs it on whatever Node there is; where the tools of
// development are not installed there is nothing to build with, and the service goes without pages.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Around each page that has none of its own. */
const FRAME = fileURLToPath(new URL('frame.html', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** What a developer's browser knows, and what the tablets know that hang at doors. */
const [TODAY, OLD] = ['es2023', 'es2019'];
const PAGES = [
  { name: 'visualizer', folder: '../visualizer/page/', target: TODAY },
  { name: 'door', folder: 'door/', target: OLD },
  { name: 'lobby', folder: 'lobby/', target: OLD },
  { name: 'book', folder: 'book/', target: OLD },
].map((page) => ({ ...page, folder: fileURLToPath(new URL(page.folder, import.meta.url)) }));

/** Builds script and style of a page and puts them into its frame. */
async function built({ folder, target }, { build: bundle }) {
  const { output } = await bundle({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target,
      cssCodeSplit: false,
      rolldownOptions: { input: `${folder}main.tsx`, output: { format: 'iife' } },
    },
  });
  const script = output.find(({ type }) => type === 'chunk').code;
  const style = output.find(({ fileName }) => fileName.endsWith('.css')).source;
  const own = `${folder}index.html`;
  const frame = readFileSync(existsSync(own) ? own : FRAME, 'utf8');
  // As functions: a text may have a `$&` in it.
  return frame
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script>${script.replaceAll('</script', '<\\/script')}</script>`);
}

const vite = await import('vite').catch(({ code }) => {
  if (code !== 'ERR_MODULE_NOT_FOUND') throw new Error(code);
});
if (vite) {
  mkdirSync(DIST, { recursive: true });
  // The image for production is built without the tools of developers.
  for (const page of PAGES.filter(({ folder }) => existsSync(folder)))
    writeFileSync(`${DIST}${page.name}.html`, await built(page, vite));
}
