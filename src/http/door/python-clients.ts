/** The title by which boards of the Python service know a meeting that they may cancel. */
export const PYTHON_TITLE = '::Meeting::';

const QUARTER_MINS = 15;
const LONGEST_MINS = 480;
const KNOWN = new Set(['client_id', 'room_name', 'duration_mins', 'title']);

/**
 * What a board of the Python service sends, as roomcal asks for it. That service rounded durations down, so that the firmware
 * adds 14 to what it means: they are rounded down to quarter hours, to 15 at least and 480 at most. Further keys mean nothing.
 */
export function fromPython(body: Record<string, unknown>): Record<string, unknown> {
  const known = Object.fromEntries(Object.entries(body).filter(([key]) => KNOWN.has(key)));
  const { duration_mins: mins } = known;
  if (typeof mins !== 'number' || !(mins > 0)) return known;
  const quarters = Math.floor(mins / QUARTER_MINS) * QUARTER_MINS;
  return { ...known, duration_mins: Math.min(Math.max(quarters, QUARTER_MINS), LONGEST_MINS) };
}
