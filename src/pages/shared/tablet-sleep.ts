/** What the two clocks of a tablet may differ in a second without anybody having slept, in ms. */
const SLACK_MS = 10_000;

/**
 * How long the tablet has slept since it was asked last, in ms; 0 where it has not. `performance.now()` stands still meanwhile
 * on many of them; the clock on the wall does not, and tells nothing else here. A tablet whose clock was set looks the same:
 * it asks anew, and is none the worse for it.
 */
export function sleepWatch(): () => number {
  let [wall, steady] = [Date.now(), performance.now()];
  return () => {
    const [wallNow, steadyNow] = [Date.now(), performance.now()];
    const ms = wallNow - wall - (steadyNow - steady);
    [wall, steady] = [wallNow, steadyNow];
    return ms > SLACK_MS ? ms : 0;
  };
}
