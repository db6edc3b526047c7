import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { replay } from '../../src/replay/replay.ts';

const FOLDER = new URL('../../fixtures/days/', import.meta.url);
const days = readdirSync(FOLDER)
  .sort()
  .map((name) => [name, parseDay(readFileSync(new URL(name, FOLDER), 'utf8'), name)] as const);

it('there are days to replay', () => {
  expect(days.length).toBeGreaterThan(20);
});

describe.each(days)('%s', (_, day) => {
  it(`${day.title}`, async () => {
    const { looks, differences } = await replay(day, 1);
    expect(differences).toEqual([]);
    expect(day.expect?.length).toBeGreaterThan(0);
    expect(looks.length).toBeGreaterThan(0);
  });
});
