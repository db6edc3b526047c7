import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it, vi } from 'vitest';
import { NODE_ICAL } from '../helpers/known-differences.ts';
import { lookAt } from '../helpers/looks.ts';
import { byNodeIcal, byRecord, differences } from '../helpers/other-libraries.ts';

it.each(globSync('fixtures/ics/*.ics').sort())('node-ical agrees on %s, or is known not to', (file) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const look = lookAt(file);
  const found = differences(look, byRecord(look), byNodeIcal(look));
  if (basename(file, '.ics') in NODE_ICAL) expect(found).not.toEqual([]);
  else expect(found).toEqual([]);
});
