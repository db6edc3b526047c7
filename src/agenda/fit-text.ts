/** What is written as it stands: most titles, and a quick look finds it out. */
const PLAIN = /^[\x20-\x7e]*$/;
const BLANKS = /[\s\p{Cc}]+/gu;
/** Control characters (C0, DEL, C1) and the ends of lines and paragraphs. */
const BREAK = /[\p{Cc}\u2028\u2029]/u;
/** Embeddings, overrides and isolates (Unicode Standard Annex #9): one that stays open turns what follows it around. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;
/** Nothing but what no board draws; U+2800 is the braille pattern without a dot. */
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * What others wrote as a board can show it: control characters and line breaks become one blank, with the blanks about them;
 * bidi overrides go, half a surrogate pair becomes U+FFFD, and a text of invisible characters is none. No blanks about it.
 */
export function fitText(text: string | null | undefined): string {
  if (!text) return '';
  if (PLAIN.test(text)) return text.trim();
  const fit = text
    .replace(BLANKS, (blanks) => (BREAK.test(blanks) ? ' ' : blanks))
    .replace(BIDI, '')
    .toWellFormed()
    .trim();
  return INVISIBLE.test(fit) ? '' : fit;
}

/** The size of a text in UTF-8, in bytes. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

/**
 * `text` with at most `limit` graphemes, and where `mostBytes` is given in no more of them than fit that many bytes of
 * UTF-8; where it is cut, the last grapheme is an ellipsis. No grapheme is torn.
 */
export function cut(text: string, limit: number, mostBytes = Number.POSITIVE_INFINITY): string {
  // No code unit is longer than three bytes in UTF-8.
  if (text.length <= limit && 3 * text.length <= mostBytes) return text;
  // No further than it takes to know: whoever writes a title may write a book.
  const segments = Iterator.from(new Intl.Segmenter().segment(text)).take(limit + 1);
  const graphemes = Array.from(segments, ({ segment }) => segment);
  if (graphemes.length <= limit && bytesOf(text) <= mostBytes) return text;
  const kept = graphemes.slice(0, limit - 1);
  let bytes = bytesOf(kept.join('')) + bytesOf('…');
  while (bytes > mostBytes && kept.length > 0) bytes -= bytesOf(kept.pop() ?? '');
  return `${kept.join('').trimEnd()}…`;
}
