// Builds the page into one file. Plain JavaScript, for `npm ci` runs it on whatever Node there is; where the tools of
// development are not installed there is nothing to build with, and the service goes without the page.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Builds script and style of the page and puts them into its frame. */
async function build({ build: bundle }) {
  const { output } = await bundle({
    configFile: false,
    root: PAGE,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2023',
      cssCodeSplit: false,
      rolldownOptions: { input: `${PAGE}main.tsx`, output: { format: 'iife' } },
    },
  });
  const script = output.find(({ type }) => type === 'chunk').code;
  const style = output.find(({ fileName }) => fileName.endsWith('.css')).source;
  const frame = readFileSync(`${PAGE}index.html`, 'utf8');
  // As functions: a text may have a `$&` in it.
  return frame
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script>${script.replaceAll('</script', '<\\/script')}</script>`);
}

const vite = await import('vite').catch(({ code }) => {
  if (code !== 'ERR_MODULE_NOT_FOUND') throw new Error(code);
});
if (vite) {
  const html = await build(vite);
  mkdirSync(DIST, { recursive: true });
  writeFileSync(`${DIST}visualizer.html`, html);
}
