import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dayIn } from '../../src/replay/day-file.ts';
import { judge } from '../../src/simulation/judge.ts';

const FOLDER = 'fixtures/promises';

// Each was found by a seed, and broke a promise once.
it.each(readdirSync(FOLDER))('%s keeps every promise', async (file) => {
  expect(await judge(await dayIn(`${FOLDER}/${file}`))).toEqual([]);
});
