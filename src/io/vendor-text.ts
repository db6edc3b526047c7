/** As much of somebody's words as a person reads. */
const MOST_WORDS = 300;

/** Words of a vendor, which may be anything, as a line that is not too long; undefined where there are none. */
export function oneLine(words: unknown): string | undefined {
  if (typeof words !== 'string') return undefined;
  return (
    words
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .trim()
      .slice(0, MOST_WORDS) || undefined
  );
}
