import { clockText, type Times } from './local-time.ts';
import type { Action } from './offers.ts';
import type { Refusal } from './refusal.ts';
import { fill, type Words } from './words.ts';

/** What is said while something is done. */
export function pendingText({ kind }: Action, words: Words): string {
  return { book: words.booking, extend: words.extending, end: words.ending, check_in: words.checking_in }[
    kind
  ];
}

/** What is said once it is done; `end` is when the meeting ends, as the service answered it. */
export function doneText(action: Action, end: unknown, words: Words, times: Times): string {
  if (action.kind === 'end') return words.ended;
  if (action.kind === 'check_in') return words.checked_in;
  const until = typeof end === 'string' ? Date.parse(end) : action.until;
  return fill(action.kind === 'book' ? words.booked : words.extended, { time: clockText(until, times) });
}

/** Why it was not done, as one says it in the corridor. */
export function refusedText(refusal: Refusal, words: Words, times: Times): string {
  const { code, status, message, busyUntil, availableMins } = refusal;
  const text = (words as Readonly<Record<string, string>>)[`refused_${code}`];
  const time = busyUntil === undefined ? undefined : clockText(Date.parse(busyUntil), times);
  if (code === 'ROOM_BUSY' && time === undefined) return message;
  if (code === 'NOT_ENOUGH_TIME' && availableMins === undefined) return message;
  if (text !== undefined) return fill(text, { time: time ?? '', mins: availableMins ?? 0 });
  // Something between this page and the service has answered.
  return status >= 500 || !message ? words.refused_INTERNAL : fill(words.refused_otherwise, { message });
}
