/** Milliseconds of real time since some beginning: for how long a simulation takes, and for nothing in it. */
export function monotonic(): number {
  return performance.now();
}
