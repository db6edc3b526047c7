/**
 * In what a door's nine texts differ between the Python service and roomcal: the first column of the table in
 * docs/migrating.md, "What differs at the doors", as far as it is about texts.
 */
export const TEXTS = [
  'a meeting begins or ends',
  'a whole day, `date` in place of `dateTime`',
  'a whole day, from midnight to midnight',
  'an empty calendar',
  'today and midnight',
  "a room's `time_zone` that is not its calendar's",
  'over midnight, 22:00 to 02:00',
  'the last of several days',
  'several days, the first of them today',
  'more than a year',
  'a meeting within another',
  'two that begin together',
  'next, while two overlap',
  'marked free, working location, birthday',
  'of no length',
  'private or confidential',
  'a title that is blank, or too long for a board',
  'days',
  'after ten events',
] as const;

/** Those of the same table that are about what a button books. */
export const BOOKINGS = [
  'duration at the door',
  'title of a booking',
  'a booking that does not fit',
  'a booking in a quarter in which a meeting ended',
] as const;

/** Those that are about neither: of optional variables, which have tests of their own. */
export const ELSEWHERE = ['the organizer'] as const;

export const DIFFERENCES = [...TEXTS, ...BOOKINGS];

export type Difference = (typeof DIFFERENCES)[number];
