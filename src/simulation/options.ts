export interface SimulateOptions {
  /** `1-100`, `7`, or several of these with commas between. */
  seeds: string;
  rooms: number;
  days: number;
  only?: string | undefined;
  json: boolean;
  /** Where violations are written. */
  out: string;
  /** How many days may be tried to shrink one; 0 leaves them as they are. */
  shrink: number;
  /** How many processes share the work. */
  workers: number;
  /** Files of days to judge, in place of seeds. */
  day?: string[] | undefined;
}
