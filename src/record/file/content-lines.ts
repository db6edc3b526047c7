/** A line of an iCalendar file, unfolded (RFC 5545, 3.1), and the number of the line at which it begins, from 1. */
export interface ContentLine {
  text: string;
  number: number;
}

/** From 0x80 to 0x9f, what Windows-1252 shows, for files older than UTF-8. */
const OLD = new TextDecoder('windows-1252');
const STRICT = new TextDecoder('utf-8', { fatal: true });
const BEYOND_ASCII = /[\x80-\xff]/;
const UTF8_MARK = '\xef\xbb\xbf';

/**
 * The lines of a file in UTF-8 or UTF-16, with or without a byte order mark, whatever ends them; empty ones are left
 * out. Lines are unfolded as bytes, for some are folded within a letter.
 */
export function* contentLines(file: Uint8Array): Generator<ContentLine> {
  const bytes = inUtf8(Buffer.from(file.buffer, file.byteOffset, file.byteLength)).toString('latin1');
  let pieces: string[] = [];
  let number = 0;
  let begun = 0;
  const whole = () =>
    [decoded(pieces.join(''))].filter((text) => text.trim()).map((text) => ({ text, number: begun }));
  for (const line of bytes.split(/\r\n|\n|\r/)) {
    number += 1;
    // Files that were put together have a mark within; and raw ends of lines leave empty ones.
    const told = line.replaceAll(UTF8_MARK, '');
    if (told === '') continue;
    if (pieces.length > 0 && /^[ \t]/.test(told)) pieces.push(told.slice(1));
    else {
      yield* whole();
      pieces = [told];
      begun = number;
    }
  }
  yield* whole();
}

function inUtf8(bytes: Buffer): Buffer {
  const [first, second] = bytes;
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return recoded(even);
  if ((first === 0xfe && second === 0xff) || (first === 0 && second))
    return recoded(Buffer.from(even).swap16());
  return bytes;
}

function recoded(utf16: Buffer): Buffer {
  return Buffer.from(utf16.toString('utf16le'), 'utf8');
}

function decoded(bytes: string): string {
  if (!BEYOND_ASCII.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  try {
    return STRICT.decode(buffer);
  } catch {
    return OLD.decode(buffer);
  }
}
