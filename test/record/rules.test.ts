import { describe, expect, it } from 'vitest';
import { expand } from '../../src/record/rules/expansion.ts';
import { ruleIn } from '../../src/record/rules/rule.ts';
import { randomRules } from '../helpers/random-rules.ts';
import { ours, theirs } from '../helpers/rrule-temporal.ts';

const at = (time: string) => Date.parse(`${time}Z`);
const shown = (time: number) => new Date(time).toISOString().slice(0, 16);

/** The first times of a rule from `start` on, and those up to `until`. */
function timesOf(rule: string, start: string, number = 6, until = '2100-01-01T00:00'): string[] {
  const times = expand(ruleIn(rule), at(start), at(start), at(until));
  return [...times.take(number)].map(shown);
}
const datesOf = (...args: Parameters<typeof timesOf>) => timesOf(...args).map((time) => time.slice(0, 10));

describe('a rule', () => {
  it.each([
    // RFC 5545, 3.8.5.3, whose examples begin on 2 September 1997, a Tuesday.
    ['FREQ=DAILY;COUNT=3', '1997-09-02T09:00', ['1997-09-02', '1997-09-03', '1997-09-04']],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '1997-09-02T09:00', ['1997-09-02', '1997-09-16', '1997-09-30']],
    ['FREQ=MONTHLY;BYDAY=1FR', '1997-09-05T09:00', ['1997-09-05', '1997-10-03', '1997-11-07']],
    ['FREQ=MONTHLY;BYMONTHDAY=-3', '1997-09-28T09:00', ['1997-09-28', '1997-10-29', '1997-11-28']],
    [
      'FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200',
      '1997-01-01T09:00',
      ['1997-01-01', '1997-04-10', '1997-07-19'],
    ],
    ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19T09:00', ['1997-05-19', '1998-05-18', '1999-05-17']],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997-05-12T09:00', ['1997-05-12', '1998-05-11', '1999-05-17']],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '1998-02-13T09:00', ['1998-02-13', '1998-03-13', '1998-11-13']],
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '1996-11-05T09:00',
      ['1996-11-05', '2000-11-07', '2004-11-02'],
    ],
    [
      'FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3',
      '1997-09-04T09:00',
      ['1997-09-04', '1997-10-07', '1997-11-06'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO',
      '1997-08-05T09:00',
      ['1997-08-05', '1997-08-10', '1997-08-19'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU',
      '1997-08-05T09:00',
      ['1997-08-05', '1997-08-17', '1997-08-19'],
    ],
    // Days that a month or year lacks are left out, not moved.
    ['FREQ=MONTHLY', '2026-01-31T09:00', ['2026-01-31', '2026-03-31', '2026-05-31']],
    ['FREQ=YEARLY', '2024-02-29T09:00', ['2024-02-29', '2028-02-29', '2032-02-29']],
    ['FREQ=MONTHLY;BYMONTHDAY=31,-1', '2026-01-31T09:00', ['2026-01-31', '2026-02-28', '2026-03-31']],
    // What a library or two gets wrong: docs/adr/0025.
    [
      'FREQ=MONTHLY;BYDAY=3WE,SU',
      '2026-11-01T09:00',
      ['2026-11-01', '2026-11-08', '2026-11-15', '2026-11-18'],
    ],
    ['FREQ=YEARLY;BYWEEKNO=48', '2025-11-28T09:00', ['2025-11-28', '2026-11-27', '2027-12-03']],
    ['FREQ=YEARLY;BYWEEKNO=52;BYDAY=FR;WKST=SU', '2027-01-01T09:00', ['2027-12-31', '2028-12-29']],
    ['FREQ=YEARLY;BYMONTHDAY=20;BYYEARDAY=314,324', '2025-11-20T09:00', ['2025-11-20', '2026-11-20']],
  ])('%s from %s', (rule, start, dates) => {
    expect(datesOf(rule, start, dates.length)).toEqual(dates);
  });

  it.each([
    ['FREQ=HOURLY;INTERVAL=6', ['23T09:00', '23T15:00', '23T21:00', '24T03:00']],
    ['FREQ=MINUTELY;INTERVAL=90', ['23T09:00', '23T10:30', '23T12:00', '23T13:30']],
    ['FREQ=SECONDLY;INTERVAL=5400', ['23T09:00', '23T10:30', '23T12:00', '23T13:30']],
    ['FREQ=HOURLY;BYHOUR=9,17;BYMINUTE=0,30;BYSETPOS=-1', ['23T09:30', '23T17:30', '24T09:30', '24T17:30']],
    ['FREQ=DAILY;BYHOUR=17,9;BYSETPOS=2', ['23T17:00', '24T17:00', '25T17:00', '26T17:00']],
    ['FREQ=MINUTELY;BYDAY=TU;BYHOUR=8;BYMINUTE=10', ['24T08:10', '01T08:10', '08T08:10', '15T08:10']],
  ])('%s', (rule, times) => {
    expect(timesOf(rule, '2026-11-23T09:00', 4).map((time) => time.slice(8))).toEqual(times);
  });

  it('is counted from its beginning, wherever one looks', () => {
    const from = (rule: string) => [
      ...expand(ruleIn(rule), at('2026-01-01T09:00'), at('2026-01-10T00:00'), Infinity),
    ];
    expect(from('FREQ=DAILY;COUNT=10').map(shown)).toEqual(['2026-01-10T09:00']);
    expect(from('FREQ=DAILY;COUNT=9')).toEqual([]);
    expect(from('FREQ=DAILY;BYDAY=SA;COUNT=2').map(shown)).toEqual(['2026-01-10T09:00']);
    expect(from('FREQ=DAILY;BYDAY=SA;COUNT=1')).toEqual([]);
  });

  it('may be written in small letters, with blanks and with parts that nobody knows', () => {
    expect(datesOf('freq=weekly; byday=mo, we;X-WHY=1;', '2026-11-23T09:00', 2)).toEqual([
      '2026-11-23',
      '2026-11-25',
    ]);
  });

  it.each([
    ['FREQ=FORTNIGHTLY', /FREQ=FORTNIGHTLY is no frequency/],
    ['INTERVAL=2', /FREQ= is no frequency/],
    ['FREQ=DAILY;BYDAY=XX', /XX is no day/],
    ['FREQ=DAILY;BYMONTH=13', /BYMONTH=13 is not from 1 to 12/],
    ['FREQ=DAILY;COUNT=many', /COUNT=MANY is no number/],
  ])('%s is none', (rule, message) => {
    expect(() => ruleIn(rule)).toThrow(message);
  });

  it('that counts for ever without result, or too much, is given up', () => {
    const seconds = ruleIn('FREQ=SECONDLY;BYHOUR=3;COUNT=999999999');
    expect(() => [...expand(seconds, 0, at('2026-11-23T00:00'), at('2026-11-24T00:00'))]).toThrow(
      /without measure/,
    );
    const never = ruleIn('FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30');
    expect([...expand(never, 0, 0, at('2026-11-24T00:00'))]).toEqual([]);
  });
});

// The 2,500 are among the long tests: rrule-temporal takes its time.
it('300 random rules mean what rrule-temporal takes them to mean', { timeout: 60_000 }, () => {
  const different = randomRules(300, 1, 3).filter((one) => ours(one).join() !== theirs(one).join());
  expect(different).toEqual([]);
});
