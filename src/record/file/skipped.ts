/** What of a file could not be read: the line at which it stands, the UID of its event where it has one, and why. */
export interface Skipped {
  line: number;
  uid?: string | undefined;
  why: string;
}

/** Is told what is skipped, or is taken otherwise than it stands there. */
export type Tell = (skipped: Skipped) => void;

const MOST_LINES = 200;

/** As lines for a person, in the order of the file. */
export function linesOf(skipped: readonly Skipped[]): string[] {
  const lines = skipped
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, uid, why }) => `line ${line}${uid ? `, UID ${uid}` : ''}: ${why}`);
  const different = [...new Set(lines)];
  const rest = different.length - MOST_LINES;
  return rest > 0 ? [...different.slice(0, MOST_LINES), `and ${rest} more lines like these`] : different;
}
