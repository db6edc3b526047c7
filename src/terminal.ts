/** Where a command writes: lines, without their end. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
}
