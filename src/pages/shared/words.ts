/**
 * What the pages say, besides what the service says of a room. `{…}` stands for something else. A state may have other
 * `words`, each under its name here.
 */
export const ENGLISH = {
  locale: 'en-GB',
  free: 'Free',
  busy: 'Busy',
  maybe_free: 'Free?',
  maybe_busy: 'Busy?',
  unknown: 'Not known',
  until: 'until {time}',
  all_day: 'all day',
  next: 'Next',
  nothing_next: 'Nothing else is planned',
  agenda: 'Today',
  past: 'past',
  not_known_yet: 'not known yet',

  connecting: 'One moment',
  connecting_detail: 'Asking for this room',
  no_connection: 'No connection',
  no_connection_since: 'No connection since {time}',
  since: 'since {time}',
  last_known: 'Last known: {text}',
  unknown_detail: 'The calendar of this room has not been read yet',
  stale: 'The calendar does not answer: this is what was known last',

  book: 'Book',
  extend: 'Extend',
  minutes: '{mins} min',
  until_next: 'until',
  extend_by: '+{mins} min',
  end: 'End',
  end_sure: 'End it now',
  check_in: 'Check in',
  check_in_until: 'Check in by {time}',
  too_short: 'The next meeting begins too soon to book',
  actions: 'Book this room',
  change: 'This meeting',

  booking: 'Booking …',
  extending: 'Extending …',
  ending: 'Ending …',
  checking_in: 'Checking in …',
  booked: 'Booked until {time}',
  extended: 'Extended until {time}',
  ended: 'Ended: the room is free',
  checked_in: 'Checked in',
  still_trying: 'No answer yet: trying again …',

  refused_UNAUTHORIZED: 'The key of this page is not accepted any more',
  refused_PASS_EXPIRED: 'Scan the code at the door again',
  refused_NOT_ALLOWED: 'This may not be done here',
  refused_NOT_OURS: 'This meeting was not booked here: change it in the calendar',
  refused_UNKNOWN_ROOM: 'There is no such room any more',
  refused_UNKNOWN_MEETING: 'This meeting is not in the calendar any more',
  refused_ROOM_BUSY: 'Somebody was faster: the room is taken until {time}',
  refused_NOT_ENOUGH_TIME: 'Only {mins} minutes are left before the next meeting',
  refused_MEETING_OVER: 'This meeting is over: book a new one',
  refused_MEETING_CHANGED: 'Somebody has just changed this meeting: look again',
  refused_KEY_USED: 'This was booked and removed again: press once more',
  refused_TOO_MANY_FAILURES: 'Too many attempts: wait a minute',
  refused_VENDOR_FAILED: 'The calendar does not answer: try again in a moment',
  refused_NOT_READY: 'Not ready yet: try again in a moment',
  refused_INTERNAL: 'Something went wrong: try again in a moment',
  refused_otherwise: 'That was not possible: {message}',
  no_answer: 'No connection: the door will show whether it was done',

  scan: 'Scan to book',
  code: 'A code to scan with a telephone',
  full_screen: 'Full screen',
  wake: 'Light up',

  key_wanted: 'This page needs a key',
  key_how: 'Whoever looks after roomcal makes one:',
  key_then: 'Open this page with #key= and the key behind its address, or put it in here.',
  key_label: 'Key',
  key_use: 'Use this key',
  key_UNAUTHORIZED: 'This key is not accepted',
  key_TOO_MANY_FAILURES: 'Too many wrong keys from here: wait a minute',
  key_NOT_ALLOWED: 'This key is not for this page',
  key_UNKNOWN_ROOM: 'There is no room of this name',
  key_otherwise: 'The service does not let this page in',

  lobby: 'Meeting rooms',
  free_now: '{free} of {rooms} rooms are free',
  hour_free: 'for an hour or more',
  hour_free_short: '1 h+',
  other_rooms: 'Other rooms',
  no_rooms: 'This key is for no rooms',
  local_time: 'in {place}',

  scan_again: 'Scan the code at the door again',
  scan_again_detail: 'The code is good for ten minutes, so that only people at the door can book.',
  yours: 'You have booked this room until {time}',
  scan_for_more: 'To book, scan the code at the door',
} as const;

export type Words = Readonly<Record<keyof typeof ENGLISH, string>>;

/** The words of a page: those of a state where it has them, otherwise English. */
export function wordsOf(others: Readonly<Record<string, unknown>> | null | undefined): Words {
  const known = Object.keys(ENGLISH).filter((name) => typeof others?.[name] === 'string');
  const chosen: Record<string, unknown> = {};
  for (const name of known) chosen[name] = others?.[name];
  return { ...ENGLISH, ...chosen };
}

/** Puts `values` in place of `{…}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A room's name as it is read at a door: underscores are blanks. */
export function roomText(roomName: string): string {
  return roomName.replace(/_/g, ' ').trim() || roomName;
}
