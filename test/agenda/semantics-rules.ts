import { door, type Example, event, publishes, rome, slots } from './semantics.ts';

export interface Rule {
  /** What holds, as a sentence. */
  rule: string;
  example: Example;
}

export interface Chapter {
  title: string;
  rules: Rule[];
}

const standUp = event('Stand-up', rome('10:00'), rome('10:30'));
const LONG_TITLE = 'The quarterly planning of everything that anybody here has ever wanted to plan';
const offsite = event('Offsite', '2026-11-23', '2026-11-26');
const inWinnipeg = (summary: string, from: string, to: string) => {
  const [start, end] = [from, to].map((time) => ({
    dateTime: `2026-11-25T${time}:00-05:00`,
    timeZone: 'America/Winnipeg',
  }));
  return { ...event(summary, '', ''), start: start!, end: end! };
};
const busy = { busynow: 1 };
const free = { busynow: 0 };

export const CHAPTERS: Chapter[] = [
  {
    title: 'When the room is taken',
    rules: [
      {
        rule: 'A meeting takes the room from its start up to its end, which is no longer part of it.',
        example: door([standUp], {
          [rome('09:59')]: free,
          [rome('10:00')]: { ...busy, curevmtg: 'Stand-up' },
          [rome('10:30')]: free,
        }),
      },
      {
        rule: 'Tentative meetings, and those that the room has not answered, take it. So do those that others declined.',
        example: door(
          [
            event('Maybe', rome('10:00'), rome('10:30'), { status: 'tentative' }),
            event('Unanswered', rome('11:00'), rome('11:30'), {
              attendees: [{ self: true, responseStatus: 'needsAction' }, { responseStatus: 'declined' }],
            }),
          ],
          { [rome('10:15')]: busy, [rome('11:15')]: busy },
        ),
      },
      {
        rule:
          'An event does not take the room if it is cancelled, declined by the room itself, marked as free, a working ' +
          'location or a birthday.',
        example: door(
          [
            event('Cancelled', rome('10:00'), rome('11:00'), { status: 'cancelled' }),
            event('Declined', rome('10:00'), rome('11:00'), {
              attendees: [{ self: true, responseStatus: 'declined' }],
            }),
            event('Cleaning', rome('10:00'), rome('11:00'), { transparency: 'transparent' }),
            event('Office', '2026-11-23', '2026-11-24', { eventType: 'workingLocation' }),
            event('Ada', '2026-11-23', '2026-11-24', { eventType: 'birthday' }),
          ],
          { [rome('10:15')]: { ...free, curevmtg: 'Free all day', nextevmtg: '' } },
        ),
      },
      {
        rule: 'Nor does one of no length: without an end, or with one that is not after its start.',
        example: door(
          [
            { id: 'reminder', summary: 'Reminder', start: { dateTime: rome('10:00') } },
            event('Instant', rome('10:00'), rome('10:00')),
            event('Backwards', rome('11:00'), rome('09:00')),
            { id: 'instance', status: 'cancelled' },
          ],
          { [rome('10:00')]: { ...free, curevmtg: 'Free all day' } },
        ),
      },
      {
        rule: 'A whole day that ends on the day on which it starts, as imported ones do, takes that day.',
        example: door([event('Bin day', '2026-11-24', '2026-11-24')], {
          [rome('23 23:59')]: free,
          [rome('24 00:00')]: { ...busy, curevmtg: 'Bin day', curevtm: 'All day' },
          [rome('25 00:00')]: free,
        }),
      },
      {
        rule: 'Back to back meetings leave no gap.',
        example: door([standUp, event('Review', rome('10:30'), rome('11:00'))], {
          [rome('10:29')]: { ...busy, curevmtg: 'Stand-up', nextevmtg: 'Review' },
          [rome('10:30')]: { ...busy, curevmtg: 'Review', nextevmtg: '' },
        }),
      },
      {
        rule: 'An event that changed between two pages of a list may be on both: what was updated last holds.',
        example: door(
          [
            event('Early', rome('10:00'), rome('10:30'), { id: 'a', updated: '2026-11-23T08:00:01Z' }),
            event('Late', rome('16:00'), rome('16:30'), { id: 'a', updated: '2026-11-23T08:00:00Z' }),
          ],
          { [rome('10:15')]: { ...busy, curevmtg: 'Early', nextevmtg: '' } },
        ),
      },
    ],
  },
  {
    title: 'Which meeting is shown',
    rules: [
      {
        rule: 'Of the meetings that run, the one that started last, so that a short one inside a long block is seen.',
        example: door([offsite, standUp], {
          [rome('09:30')]: { curevmtg: 'Offsite', nextevmtg: 'Stand-up' },
          [rome('10:15')]: { curevmtg: 'Stand-up', nextevmtg: '' },
          [rome('10:30')]: { curevmtg: 'Offsite', nextevmtg: '' },
        }),
      },
      {
        rule: 'Of those that started together the one that ends first; of those that end together, too, the smallest id.',
        example: door(
          [
            event('Long', rome('10:00'), rome('11:00')),
            event('Short B', rome('10:00'), rome('10:30')),
            event('Short A', rome('10:00'), rome('10:30')),
          ],
          {
            [rome('09:00')]: { nextevmtg: 'Short A' },
            [rome('10:15')]: { curevmtg: 'Short A' },
            [rome('10:30')]: { curevmtg: 'Long' },
          },
        ),
      },
      {
        rule: 'Next is the first that starts strictly after now, whether or not it overlaps the current one.',
        example: door([event('Workshop', rome('09:00'), rome('12:00')), standUp], {
          [rome('09:30')]: { curevmtg: 'Workshop', nextevmtg: 'Stand-up' },
          [rome('10:00')]: { curevmtg: 'Stand-up', nextevmtg: '' },
        }),
      },
    ],
  },
  {
    title: 'A free room',
    rules: [
      {
        rule: 'It is free until the next meeting, if that starts today, else all day. A meeting at midnight is not today.',
        example: door([standUp, event('Backup', rome('24 00:00'), rome('24 01:00'))], {
          [rome('09:00')]: { curevmtg: 'Free until 10:00' },
          [rome('10:30')]: { curevmtg: 'Free all day', nextevmtg: 'Backup' },
          [rome('24 01:00')]: { curevmtg: 'Free all day', nextevmtg: '' },
        }),
      },
      {
        rule:
          'Where a list was cut, the room is known up to the start of its last event, whether or not that takes the ' +
          'room: it is free until then, and never all day. What comes next is not said to be nothing: it is left as it is.',
        example: door(
          [
            event('Declined', rome('17:00'), rome('18:00'), {
              attendees: [{ self: true, responseStatus: 'declined' }],
            }),
          ],
          { [rome('09:00')]: { ...free, curevmtg: 'Free until 17:00', nextevmtg: undefined } },
          { cut: true },
        ),
      },
      {
        rule:
          'Beyond that nothing is known unless a meeting runs, and the door is left as it is; "we don\'t know" never ' +
          'reads "free". The room is listed again an hour before.',
        example: door(
          [standUp],
          { [rome('10:15')]: busy, [rome('10:30')]: { busynow: undefined as never } },
          { cut: true },
        ),
      },
    ],
  },
  {
    title: 'When a meeting is',
    rules: [
      {
        rule: 'Today: two times, whatever the date. Seconds are cut off; the room is taken and left to the second.',
        example: door([event('Call', '2026-11-23T09:05:30+01:00', '2026-11-23T09:20:40+01:00')], {
          '2026-11-23T09:05:29+01:00': {
            ...free,
            nextevstart: '09:05',
            nextevend: '09:20',
            nextevtm: '09:05-09:20',
          },
          '2026-11-23T09:20:39+01:00': {
            ...busy,
            curevstart: '09:05',
            curevend: '09:20',
            curevtm: '09:05-09:20',
          },
          '2026-11-23T09:20:40+01:00': free,
        }),
      },
      {
        rule: 'Next on another day: with its date, and in the range with its weekday.',
        example: door([event('Review', rome('24 09:00'), rome('24 10:00'))], {
          [rome('23:59')]: {
            nextevstart: '2026-11-24 09:00',
            nextevend: '10:00',
            nextevtm: 'Tue 24 Nov 09:00-10:00',
          },
          [rome('24 00:00')]: { nextevstart: '09:00', nextevend: '10:00', nextevtm: '09:00-10:00' },
        }),
      },
      {
        rule: 'One whole day reads `All day`, and `00:00` at both ends.',
        example: door([event('Audit', '2026-11-24', '2026-11-25')], {
          [rome('12:00')]: {
            nextevstart: '2026-11-24 00:00',
            nextevend: '00:00',
            nextevtm: 'Tue 24 Nov All day',
          },
          [rome('24 12:00')]: { curevstart: '00:00', curevend: '00:00', curevtm: 'All day' },
        }),
      },
      {
        rule: 'So does one that a resource calendar delivers as times from midnight to midnight.',
        example: door([event('Audit', rome('24 00:00'), rome('25 00:00'))], {
          [rome('24 12:00')]: { curevstart: '00:00', curevend: '00:00', curevtm: 'All day' },
        }),
      },
      {
        rule: 'What spans days reads its first and its last day: the last one that it fills.',
        example: door([offsite], {
          [rome('22 18:00')]: { nextevstart: 'Nov 23', nextevend: 'Nov 25', nextevtm: 'Nov 23-Nov 25' },
          [rome('24 12:00')]: { curevstart: 'Nov 23', curevend: 'Nov 25', curevtm: 'Nov 23-Nov 25' },
        }),
      },
      {
        rule:
          'A meeting spans days where it touches several and lasts 24 hours or more. A shorter one over midnight, or ' +
          'to midnight, shows times: whoever waits sees when it ends.',
        example: door(
          [
            event('Party', rome('20:00'), rome('24 00:00')),
            event('Release', rome('24 22:00'), rome('25 02:00')),
          ],
          {
            [rome('21:00')]: {
              curevstart: '20:00',
              curevend: '00:00',
              curevtm: '20:00-00:00',
              nextevstart: '2026-11-24 22:00',
              nextevend: '02:00',
              nextevtm: 'Tue 24 Nov 22:00-02:00',
            },
            [rome('25 01:00')]: { curevstart: '22:00', curevend: '02:00', curevtm: '22:00-02:00' },
          },
        ),
      },
      {
        rule: 'Of 24 hours the days are told, also where none of them is filled.',
        example: door(
          [
            event('On call', rome('23 09:00'), rome('24 09:00')),
            event('Relief', rome('24 09:00'), rome('25 08:59')),
          ],
          {
            [rome('10:00')]: { curevstart: 'Nov 23', curevend: 'Nov 24', curevtm: 'Nov 23-Nov 24' },
            [rome('24 10:00')]: { curevstart: '09:00', curevend: '08:59', curevtm: '09:00-08:59' },
          },
        ),
      },
      {
        rule: 'What fills more than a year shows the years, too.',
        example: door([event('Storage', '2025-11-20', '2027-11-21')], {
          [rome('12:00')]: {
            curevstart: 'Nov 20 2025',
            curevend: 'Nov 20 2027',
            curevtm: 'Nov 20 2025-Nov 20 2027',
          },
        }),
      },
      {
        rule: 'Days carry no leading zero, but for boards of the Python service (`"clients": "python"`).',
        example: door([event('Fair', '2026-12-02', '2026-12-04')], {
          [rome('12:00')]: { nextevtm: 'Dec 2-Dec 3' },
        }),
      },
    ],
  },
  {
    title: 'Zones and clocks',
    rules: [
      {
        rule: "Times are the room's: the calendar's zone, or the configuration's. An event's own zone changes nothing.",
        example: door(
          [
            event('Sydney call', '2026-11-23T20:00:00+11:00', '2026-11-23T21:00:00+11:00', {
              start: { dateTime: '2026-11-23T20:00:00', timeZone: 'Australia/Sydney' },
            }),
          ],
          { [rome('10:30')]: { ...busy, curevtm: '10:00-11:00' } },
        ),
      },
      {
        rule: "Whole days are the room's, too, where it lies in another zone than its calendar.",
        example: door(
          [event('Audit', '2026-11-24', '2026-11-25')],
          {
            '2026-11-24T00:30:00+01:00': free,
            '2026-11-24T00:00:00Z': { ...busy, curevtm: 'All day' },
            '2026-11-24T23:30:00Z': busy,
          },
          { roomZone: 'Europe/London' },
        ),
      },
      {
        rule: 'A day has the length that its clocks give it: 23 hours here, and `02:00` to `03:00` does not exist.',
        example: door([event('Inventory', '2026-03-29', '2026-03-30')], {
          '2026-03-29T00:00:00+01:00': { ...busy, curevtm: 'All day' },
          '2026-03-29T23:59:00+02:00': { ...busy, curevtm: 'All day' },
          '2026-03-30T00:00:00+02:00': free,
        }),
      },
      {
        rule:
          'Where Google knows newer rules of a zone than Node, the room goes by Google: clocks in Winnipeg were not set back in 2026. ' +
          'The offsets of events that are kept in the zone of the room and its calendar show it; other events, and `Z`, show nothing. ' +
          'See [time zone rules](configuration.md#time-zone-rules).',
        example: door(
          [inWinnipeg('Stand-up', '10:00', '10:30'), event('Stocktaking', '2026-11-26', '2026-11-27')],
          {
            '2026-11-25T08:00:00-05:00': { ...free, curevmtg: 'Free until 10:00' },
            '2026-11-25T10:00:00-05:00': { ...busy, curevtm: '10:00-10:30' },
            '2026-11-25T23:59:00-05:00': free,
            '2026-11-26T00:00:00-05:00': { ...busy, curevtm: 'All day' },
          },
          { zone: 'America/Winnipeg' },
        ),
      },
      {
        rule: 'Where an hour comes twice, both ends read as the clock on the wall does.',
        example: door([event('Deploy', '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00')], {
          '2026-10-25T02:45:00+02:00': { ...busy, curevtm: '02:30-02:30' },
          '2026-10-25T02:45:00+01:00': free,
        }),
      },
      {
        rule:
          'Where the clock skips midnight, the day begins at its first instant; one whole day still reads `00:00`, a ' +
          'meeting from then on reads as the clock does.',
        example: door(
          [
            event('Feria', '2026-09-06', '2026-09-07'),
            event('Vigilia', '2026-09-06T01:00:00-03:00', '2026-09-06T02:00:00-03:00'),
          ],
          {
            '2026-09-05T23:59:00-04:00': { ...free, nextevtm: 'Sun 6 Sep 01:00-02:00' },
            '2026-09-06T01:00:00-03:00': { ...busy, curevtm: '01:00-02:00' },
            '2026-09-06T02:00:00-03:00': {
              ...busy,
              curevstart: '00:00',
              curevend: '00:00',
              curevtm: 'All day',
            },
          },
          { zone: 'America/Santiago' },
        ),
      },
      {
        rule: 'A whole day that the clocks skip has no length.',
        example: door(
          [event('Never', '2011-12-30', '2011-12-31')],
          { '2011-12-29T23:59:00-10:00': free, '2011-12-31T00:00:00+14:00': free },
          { zone: 'Pacific/Apia' },
        ),
      },
    ],
  },
  {
    title: 'Titles and words',
    rules: [
      {
        rule: 'The title is the summary, without the blanks around it; `Private Meeting` where there is none.',
        example: door(
          [
            event('  Budget 2027 ', rome('10:00'), rome('11:00')),
            event(undefined, rome('11:00'), rome('12:00')),
            event('   ', rome('12:00'), rome('13:00')),
          ],
          {
            [rome('10:30')]: { curevmtg: 'Budget 2027', nextevmtg: 'Private Meeting' },
            [rome('12:30')]: { curevmtg: 'Private Meeting' },
          },
        ),
      },
      {
        rule:
          'Control characters and line breaks become blanks, what would turn the text around is dropped, and a title ' +
          'that nobody could see is none.',
        example: door(
          [
            event('Line one\nLine\ttwo\r\nLine three', rome('10:00'), rome('11:00')),
            event('\u202eevil', rome('11:00'), rome('12:00')),
            event('\u200b\u200b', rome('12:00'), rome('13:00')),
          ],
          {
            [rome('10:30')]: { curevmtg: 'Line one Line two Line three', nextevmtg: 'evil' },
            [rome('12:30')]: { curevmtg: 'Private Meeting' },
          },
        ),
      },
      {
        rule: 'What is private or confidential gives neither its title nor its organizer away.',
        example: door(
          [
            event('Salaries', rome('10:00'), rome('11:00'), {
              visibility: 'private',
              organizer: { displayName: 'Ada', email: 'ada@example.org' },
            }),
            event('Roadmap', rome('11:00'), rome('12:00'), {
              organizer: { displayName: 'Grace', email: 'grace@example.org' },
            }),
            event('Interview', rome('13:00'), rome('14:00'), { organizer: { email: 'hr@example.org' } }),
          ],
          {
            [rome('10:30')]: { curevmtg: 'Private Meeting', curevorganizer: '', nextevorganizer: 'Grace' },
            [rome('11:30')]: { curevorganizer: 'Grace', nextevorganizer: 'hr@example.org' },
          },
        ),
      },
      {
        rule: 'Where `organizer` says `email`, the organizer is told by address; of what is private neither.',
        example: door(
          [
            event('Salaries', rome('10:00'), rome('11:00'), {
              visibility: 'private',
              organizer: { displayName: 'Ada', email: 'ada@example.org' },
            }),
            event('Roadmap', rome('11:00'), rome('12:00'), {
              organizer: { displayName: 'Grace', email: 'grace@example.org' },
            }),
          ],
          {
            [rome('10:30')]: { curevorganizer: '', nextevorganizer: 'grace@example.org' },
            [rome('11:30')]: { curevorganizer: 'grace@example.org' },
          },
          { configuration: { organizer: 'email' } },
        ),
      },
      {
        rule: '`locale` names months and days, `texts` the rest.',
        example: door(
          [event('Riunione', rome('24 09:00'), rome('24 10:00'), { visibility: 'private' })],
          {
            [rome('12:00')]: {
              curevmtg: 'Libera tutto il giorno',
              nextevmtg: 'Riservata',
              nextevtm: 'mar 24 nov 09:00-10:00',
            },
            [rome('24 08:00')]: { curevmtg: 'Libera fino alle 09:00' },
          },
          {
            configuration: {
              locale: 'it-IT',
              texts: {
                free_until: 'Libera fino alle {time}',
                free_all_day: 'Libera tutto il giorno',
                private_meeting: 'Riservata',
              },
            },
          },
        ),
      },
      {
        rule:
          'A text has at most 64 characters, and fewer where they take more than 220 bytes: what is over their buffer ' +
          'freezes boards.',
        example: door(
          [
            event(LONG_TITLE, rome('10:00'), rome('11:00'), { id: 'long' }),
            event('🎉'.repeat(60), rome('11:00'), rome('12:00'), { id: 'party' }),
          ],
          {
            [rome('10:30')]: {
              curevmtg: 'The quarterly planning of everything that anybody here has ever…',
              nextevmtg: `${'🎉'.repeat(54)}…`,
            },
          },
        ),
      },
      {
        rule:
          '`max_text_length` sets another limit. It counts what a reader takes for characters, the ellipsis included; blanks before it go, ids ' +
          'are never cut.',
        example: door(
          [
            event('Release party 🎉🎉', rome('10:00'), rome('11:00')),
            event('日本語の会議です', rome('11:00'), rome('12:00')),
          ],
          {
            [rome('10:30')]: { curevmtg: 'Release…', curevtm: '10:00-1…', curevid: 'release party 🎉🎉' },
            [rome('11:30')]: { curevmtg: '日本語の会議です' },
          },
          { configuration: { max_text_length: 8 } },
        ),
      },
    ],
  },
  {
    title: 'When the door changes next',
    rules: [
      {
        rule:
          '`nextchange` is when the door says something else by the clock, in seconds since 1970: a start, an end, or the ' +
          'midnight at which another day becomes today.',
        example: door([standUp], {
          [rome('09:00')]: { nextchange: '1795424400', curevmtg: 'Free until 10:00' },
          [rome('10:00')]: { nextchange: '1795426200', curevmtg: 'Stand-up' },
          [rome('10:30')]: { nextchange: '1795474800', curevmtg: 'Free all day' },
        }),
      },
    ],
  },
  {
    title: 'What is written to the Thing',
    rules: [
      {
        rule: 'Only what differs, what is seen from afar first: `busynow`, the titles, then the times.',
        example: publishes([standUp], rome('10:00'), [
          [
            { curevstart: '10:00', curevmtg: 'Free until 10:00', busynow: 0 },
            'busynow=1  curevmtg="Stand-up"',
          ],
          [{ curevstart: '10:00', curevmtg: 'Stand-up', busynow: 1 }, 'nothing'],
        ]),
      },
      {
        rule: 'A variable that was never written (`N/A`, or null) equals an empty text, but not 0; a number may be a text.',
        example: publishes([], rome('10:00'), [
          [{ busynow: 'N/A', nextevmtg: 'N/A', curevtm: null }, 'busynow=0'],
          [{ busynow: '0', nextevmtg: '' }, 'nothing'],
        ]),
      },
      {
        rule:
          '`action` and `actionresult`, where the Thing is a button, are never written because the calendar says so: the one is ' +
          "the board's, and the other tells once what came of a press.",
        example: publishes([standUp], rome('10:00'), [
          [{ action: 'book', actionresult: 'busy until 10:00', busynow: 1 }, 'nothing'],
        ]),
      },
      {
        rule:
          'Variables that the Thing lacks are passed over. `curevmsg` and `nextevmsg` are written where the Thing has ' +
          'them and not the documented names.',
        example: publishes([standUp], rome('10:00'), [
          [{ curevmsg: '', temperature: 21 }, 'curevmsg="Stand-up"'],
          [{ curevmsg: '', curevmtg: '' }, 'curevmtg="Stand-up"'],
        ]),
      },
    ],
  },
  {
    title: 'Instant meetings',
    rules: [
      {
        rule:
          'A meeting from now on starts at the quarter hour, but not before the end of one that lies in it. Events that ' +
          'do not take the room do not count.',
        example: slots(
          [
            event('Call', rome('10:00'), rome('10:05')),
            event('Declined', rome('11:00'), rome('11:05'), {
              attendees: [{ self: true, responseStatus: 'declined' }],
            }),
          ],
          [
            [rome('10:07'), 30, '10:05-10:35'],
            [rome('10:22'), 30, '10:15-10:45'],
            [rome('11:07'), 30, '11:00-11:30'],
          ],
        ),
      },
      {
        rule: 'Its duration counts from that start and is rounded up to a quarter hour; an hour where nobody asked.',
        example: slots(
          [],
          [
            [rome('10:07'), 16, '10:00-10:30'],
            [rome('10:07'), undefined, '10:00-11:00'],
          ],
        ),
      },
      {
        rule:
          'A duration that was asked for must fit before the next meeting; the usual hour is shortened to its start, down ' +
          'to a quarter.',
        example: slots(
          [event('Review', rome('10:50'), rome('11:30'))],
          [
            [rome('10:20'), 45, 'NOT_ENOUGH_TIME, 35 minutes are left'],
            [rome('10:20'), 30, '10:15-10:45'],
            [rome('10:20'), undefined, '10:15-10:50'],
            [rome('10:46'), undefined, 'NOT_ENOUGH_TIME, 5 minutes are left'],
          ],
        ),
      },
      {
        rule: 'A room that is taken is taken until the end of the unbroken run of meetings.',
        example: slots(
          [
            standUp,
            event('Review', rome('10:30'), rome('11:00')),
            event('Lunch', rome('11:01'), rome('12:00')),
          ],
          [[rome('10:10'), undefined, 'ROOM_BUSY until 11:00']],
        ),
      },
    ],
  },
];
