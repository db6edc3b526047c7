// Writes the sources into lib/ as plain JavaScript, for a package: Node strips types nowhere under node_modules. Types
// become blanks, so that lines and columns in a stack are those of the source. `bin/roomcal.js` runs lib/ where there is
// no src/; a checkout needs none of this.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const HERE = join(import.meta.dirname, '..');

/** What runs in browsers; `src/pages/build.js` builds it into dist/. */
const PAGES = ['src/pages/**', 'src/visualizer/page/**'];

/** The file in an import, static or not; what a text or a comment says of imports does no harm. */
const IMPORTED = /(\bfrom '|\bimport\('|\bimport ')(\.{1,2}\/[^']+)\.ts'/g;

rmSync(join(HERE, 'lib'), { recursive: true, force: true });
for (const source of globSync('src/**/*.ts', { cwd: HERE, exclude: PAGES })) {
  const target = join(HERE, source.replace(/^src/, 'lib').replace(/\.ts$/, '.js'));
  const script = stripTypeScriptTypes(readFileSync(join(HERE, source), 'utf8'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, script.replace(IMPORTED, "$1$2.js'"));
}
