import type { Instant } from './agenda.ts';
import { cut, fitText } from './fit-text.ts';
import { hash } from './hash.ts';

/**
 * The two variables that make a Thing a button: the board writes what it wants into `action`, and roomcal what came of it into
 * `actionresult`. They are no part of the desired state, and in no diff: `action` is the board's to write, and an outcome is told
 * once and then history, whatever the room is like afterwards.
 */
export const ACTION = 'action';
export const ACTION_RESULT = 'actionresult';

/** How early they are written and read among all that is asked of Arduino: somebody stands at the door and waits. */
export const PRESS_RANK = 4;

/** A press that is older, in ms, is not done: whoever pressed has gone, and the room may be somebody else's to book by now. */
export const PRESS_LIVES_MS = 5 * 60_000;

/** The longest duration, as the meetings API has it. */
const MOST_MINS = 480;
/** How long an extension is where the board does not say. */
const USUAL_EXTENSION_MINS = 15;
/** Of what a board wrote, as much is kept for the log. */
const MOST_TOLD = 40;

/** What is told where nobody can know what was meant: at most 60 characters, as all of `actionresult`. */
const TAKES = 'takes book, book 30, extend 15, end, checkin';

/** What a press asks for; `says` is what is told where it asks for nothing that there is. Durations in minutes. */
export type Wish =
  | { type: 'book'; mins: number | undefined }
  | { type: 'extend'; mins: number }
  | { type: 'end' }
  | { type: 'check_in' }
  | { type: 'nonsense'; says: string };

/** A press: what the board wrote, when the IoT Cloud took it, where it says so, and what that asks for. */
export interface Press {
  text: string;
  at: Instant | undefined;
  wish: Wish;
}

/** What a Thing shows of a variable: its last value, and since when by Arduino's clock. */
export interface Shown {
  value: unknown;
  updatedAt?: Instant | undefined;
}

/**
 * The press that `action` holds; undefined where it holds none: what is empty, was never written (`N/A`), or is 0. Blanks and
 * case mean nothing. A number alone is minutes to book, and -1 an end: so boards of the Python service have it.
 */
export function pressIn({ value, updatedAt: at }: Shown): Press | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = cut(fitText(String(value)).replace(/ +/g, ' '), MOST_TOLD);
  if (['', 'N/A', '0'].includes(text)) return undefined;
  return { text, at, wish: wishIn(text.toLowerCase()) };
}

function wishIn(text: string): Wish {
  if (text === 'end' || text === '-1') return { type: 'end' };
  if (text === 'checkin') return { type: 'check_in' };
  const found = /^(book|extend)?(?:(?:^| )(\d{1,6}))?$/.exec(text);
  if (!found) return { type: 'nonsense', says: TAKES };
  const [, verb = 'book', number] = found;
  const mins = number === undefined ? undefined : Number(number);
  if (mins !== undefined && (mins < 1 || mins > MOST_MINS))
    return { type: 'nonsense', says: `${verb} takes 1 to ${MOST_MINS} minutes` };
  return verb === 'extend' ? { type: verb, mins: mins ?? USUAL_EXTENSION_MINS } : { type: 'book', mins };
}

/**
 * The name of a press, the same for whoever reads it, in any process: it is known by its time. Fit for the id of an event
 * (Google: a to v and 0 to 9), and for the list of an event's extensions.
 */
export function pressId(roomName: string, { text, at = 0 }: Press): string {
  return `press${at.toString(32)}v${hash(`${roomName} ${text}`).toString(32)}`;
}

/** Whether a press was answered by somebody: `actionresult` was written after it. */
export function isAnswered({ at }: Press, result: Shown | undefined): boolean {
  return at !== undefined && result?.updatedAt !== undefined && result.updatedAt > at;
}

/** Whether a press is too old to be done at `now`, or may be. */
export function isTooLate({ at }: Press, now: Instant): boolean {
  return at === undefined || now - at > PRESS_LIVES_MS;
}
