import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/operator/check.ts';
import { tableOf } from '../../src/operator/table.ts';

const check = (status: Check['status'], mend?: string): Check => ({
  check: 'thing',
  subject: 'blue_room',
  status,
  says: 'it is so',
  ...(mend !== undefined && { mend }),
});

describe('the table of the doctor', () => {
  it('has a line for each check, aligned, and under it what mends it', () => {
    const other: Check = {
      check: 'configuration',
      subject: 'a',
      status: 'failed',
      says: 'no',
      mend: 'mend it',
    };
    expect(tableOf([check('ok'), other])).toEqual([
      'ok      thing          blue_room  it is so',
      'failed  configuration  a          no',
      '        -> mend it',
      '',
      '1 ok, 0 warnings, 1 failed',
    ]);
  });

  it.each([
    [[], '0 ok, 0 warnings, 0 failed'],
    [[check('warning')], '0 ok, 1 warning, 0 failed'],
    [[check('warning'), check('warning'), check('ok')], '1 ok, 2 warnings, 0 failed'],
  ])('counts %#', (checks, line) => {
    expect(tableOf(checks).at(-1)).toBe(line);
  });
});
