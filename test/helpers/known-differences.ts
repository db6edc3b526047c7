/**
 * Where another library reads a file otherwise than `roomcal record`, and the line of RFC 5545 (or what stands for one)
 * by which it does. Files are those of fixtures/ics, and of recurring_ical_events' own tests.
 */
export const NODE_ICAL: Record<string, string> = {
  'dst-gap-half-hours-own-zone': '3.6.5: it takes a zone that the file defines for UTC',
  'gap-time': 'open: we begin when clocks are set forward, so that the meeting has a length (docs/replay.md)',
  'huge-duration': '3.3.6: it does not find what never ends',
  'rdate-period': '3.8.5.2: it reads no RDATE',
  'rdate-tzid': '3.8.5.2: it reads no RDATE',
  'second-weekday': '3.8.5.3: DTSTART is the first one, also where the rule does not have it',
  'thisandfuture-exdate': '3.2.13: it reads no RANGE=THISANDFUTURE',
};

export const PYTHON: Record<string, string> = {
  'date-and-datetime': '3.8.2.2: DTEND must be of the type of DTSTART, which is a day here',
  'dst-gap-half-hours-own-zone': '3.3.5: a time that clocks skip is read with the offset before the gap',
  'gap-time': 'open: we begin when clocks are set forward, so that the meeting has a length (docs/replay.md)',
  'huge-duration': '3.3.6: it refuses what never ends',
  'tzid-and-z': '3.2.19: TZID must not be on a time in UTC; open, we take the UTC (docs/replay.md)',
  'until-date': '3.3.10: UNTIL bounds inclusively, so that its day counts',
  // Its own tests.
  Germany_Holidays: '3.8.2.2: DTEND is later than DTSTART; a day that ends when it begins lasts one day',
  bad_rrule_missing_until_event: '3.3.10: a part that nobody knows (UNTL) does not make a series unreadable',
  end_before_start_event: '3.8.2.2: DTEND is later than DTSTART; it swaps them, we tell of it',
  issue_132_swapped_start_and_end: '3.8.2.2: DTEND is later than DTSTART; it swaps them, we tell of it',
  issue_128_only_first_event: 'open: COUNT=-1 counts for nothing more than the start (docs/replay.md)',
  issue_201_mixed_datetime_and_date: '3.8.2.2: DTEND must be of the type of DTSTART, which is a day here',
  issue_201_test_matrix: '3.8.2.2: DTEND must be of the type of DTSTART, which is a day here',
  issue_75_range_parameter: '3.3.10: UNTIL bounds inclusively, so that its day counts',
};
