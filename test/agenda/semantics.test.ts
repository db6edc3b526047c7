import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import type { Example } from './semantics.ts';
import { CHAPTERS } from './semantics-rules.ts';

const DAYS = new URL('../../fixtures/days/', import.meta.url);

describe.each(CHAPTERS)('$title', ({ rules }) => {
  it.each(rules)('$rule', ({ example }) => {
    for (const { when, expected, actual } of example.lines)
      expect([when, actual()]).toEqual([when, expected]);
  });
});

it('docs/semantics.md says the same (npx vitest run test/agenda/semantics.test.ts -u writes it anew)', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/semantics.md');
});

function page(): string {
  const chapters = CHAPTERS.map(({ title, rules }) => {
    const parts = rules.map(({ rule, example }) => `${rule}\n\n${blockOf(example)}`);
    return [`## ${title}`, ...parts].join('\n\n');
  });
  return [
    '# What the door says',
    'The rules, an example each. This page is written by `test/agenda/semantics.test.ts`, which also holds every example\nagainst the code.',
    ...chapters,
    '## Whole days',
    `Days to replay, each with what the door is expected to say, are in \`fixtures/days\`; \`npm test\` replays them all:\n\n${days()}`,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function blockOf({ given, lines }: Example): string {
  const width = Math.max(...lines.map(({ when }) => when.length));
  return [
    '```',
    ...given,
    ...lines.map(({ when, expected }) => `${when.padEnd(width)}  ${expected}`),
    '```',
  ].join('\n');
}

function days(): string {
  const names = readdirSync(DAYS).sort();
  const titles = names.map((name) => parseDay(readFileSync(new URL(name, DAYS), 'utf8'), name).title);
  return names.map((name, index) => `- [${name}](../fixtures/days/${name}): ${titles[index]}`).join('\n');
}
