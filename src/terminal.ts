/** Where a command writes: lines, without their end. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
}

/** A terminal that may have somebody before it: `ask` resolves to the line typed, without its end. */
export interface AskingTerminal extends Terminal {
  ask?: ((question: string) => Promise<string>) | undefined;
}
