/** The colours that commands use; a terminal may show them, and a file does not. */
export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where a command writes: lines, without their end. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** A text in a colour, where `to` shows colours (`out` where it is left out). */
  paint?: ((colour: Colour, text: string, to?: 'out' | 'err') => string) | undefined;
  /** How many characters a line of `out` takes, where that is known. */
  columns?: number | undefined;
}

/** A terminal that may have somebody before it: `ask` resolves to the line typed, without its end. */
export interface AskingTerminal extends Terminal {
  ask?: ((question: string) => Promise<string>) | undefined;
}

/**
 * What a terminal obeys, shows in another order than it was written, or does not show: C0, DEL, C1, bidi, ends of lines, and
 * the characters without a width that no emoji is made of.
 */
const SPEAKING = /[\p{Cc}\u200b\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/**
 * A text as one line that a terminal shows and does not obey: what would speak to it stands there as `\u001b`, as JSON
 * writes it. Whatever others wrote (titles, names, a vendor's words) goes through this on its way to a terminal.
 */
export function printable(text: string): string {
  return text.replace(SPEAKING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A terminal for whoever paints nothing: all that is written there is made printable, line by line. */
export function plain<T extends Terminal>(terminal: T): T {
  const lines = (text: string) => text.split('\n').map(printable).join('\n');
  return {
    ...terminal,
    out: (line) => terminal.out(lines(line)),
    err: (line) => terminal.err(lines(line)),
  };
}
