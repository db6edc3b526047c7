import { printable } from '../telemetry/terminal.ts';
import type { Check } from './check.ts';

/** The checks as lines for people: aligned, each followed by what mends it, and at the end how many of each status. */
export function tableOf(checks: readonly Check[]): string[] {
  const rows = checks.map(({ status, check, subject, says, mend }) => ({
    cells: [status, check, subject].map(printable),
    says,
    mend,
  }));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => cells[column]!.length)));
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const warnings = count('warning');
  return [
    ...rows.flatMap(({ cells, says, mend }) => [
      [...cells.map((cell, column) => cell.padEnd(widths[column]!)), says].join('  '),
      ...(mend ? [`${' '.repeat(widths[0]! + 2)}-> ${mend}`] : []),
    ]),
    '',
    `${count('ok')} ok, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count('failed')} failed`,
  ];
}
