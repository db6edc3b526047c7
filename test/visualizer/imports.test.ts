import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

const files = globSync('src/visualizer/**/*.{ts,tsx}').map(normalize).sort();

/** The files of ours that a file names in an import or an export, types included. */
const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s[^;]*?from\s+'(\.[^']+)'/gm)].map(
    ([, from = '']) => join(dirname(file), from),
  );
const within = (folder: string) => (file: string) => file.startsWith(`src/visualizer/${folder}/`);

it.each([
  ['the page', 'page', ['page', 'charts', 'recording']],
  ['a recording', 'recording', ['recording', 'charts']],
  ['a chart', 'charts', ['charts']],
])('%s knows of the visualizer only what it is made of', (_, folder, known) => {
  const others = files
    .filter(within(folder))
    .flatMap((file) => importsOf(file).map((one) => [file, one] as const))
    .filter(([, one]) => one.startsWith('src/visualizer/') && !known.some((name) => within(name)(one)));
  expect(others).toEqual([]);
});
