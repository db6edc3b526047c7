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
