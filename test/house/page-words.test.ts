import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAGE_WORDS } from '../../src/agenda/page-words.ts';

const PAGE = '../../docs/doors.md';

it('docs/doors.md has every word of the pages (npx vitest run test/house/page-words.test.ts -u writes them anew)', async () => {
  const text = readFileSync(new URL(PAGE, import.meta.url), 'utf8');
  const [before, , after] = text.split(/(?<=<!-- words -->\n)|(?=<!-- \/words -->)/);
  const rows = Object.entries(PAGE_WORDS).map(([name, english]) => `| \`${name}\` | ${english} |`);
  const table = ['| name | English |', '|---|---|', ...rows, ''].join('\n');
  await expect(`${before}${table}${after}`).toMatchFileSnapshot(PAGE);
});
