import { describe, expect, it } from 'vitest';
import { failureOf as arduinoFailure } from '../../src/io/arduino-iot/failure.ts';
import { failureOf as googleFailure } from '../../src/io/google-calendar/failure.ts';
import { retryAfter } from '../../src/io/vendor-error.ts';

const DATE = 'Mon, 23 Nov 2026 09:00:00 GMT';

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    ['007', 7_000],
    ['120', 120_000],
    ['86400', 86_400_000],
  ])('of %s is that many seconds, whatever the date', (header, ms) => {
    for (const date of [DATE, undefined, null, 'nonsense']) expect(retryAfter(header, date)).toBe(ms);
  });

  it.each([
    ['Mon, 23 Nov 2026 09:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 10:00:00 GMT', 3_600_000],
    ['Monday, 23-Nov-26 09:00:30 GMT', 30_000],
    [DATE, 0],
  ])("of %s is the time from the answer's own date on", (header, ms) => {
    expect(retryAfter(header, DATE)).toBe(ms);
  });

  it.each(['Mon, 23 Nov 2026 08:59:59 GMT', 'Mon, 23 Nov 2020 09:00:00 GMT'])(
    'of the past asks for nothing: %s',
    (header) => {
      expect(retryAfter(header, DATE)).toBeUndefined();
    },
  );

  it.each([
    undefined,
    null,
    '',
    'soon',
    '-1',
    '-120',
    '1.5',
    '1e3',
    '0x10',
    '12 s',
    'NaN',
    'Infinity',
    '2, 3',
  ])('that says neither a number nor a date asks for nothing: %s', (header) => {
    expect(retryAfter(header, DATE)).toBeUndefined();
    expect(retryAfter(header)).toBeUndefined();
  });

  it.each([undefined, null, '', 'nonsense'])(
    'of a date asks for nothing where the answer has none: %s',
    (date) => {
      expect(retryAfter('Mon, 23 Nov 2026 09:00:30 GMT', date)).toBeUndefined();
    },
  );
});

describe('a refusal', () => {
  it.each([
    ['45', 45_000],
    ['Mon, 23 Nov 2026 09:00:30 GMT', 30_000],
  ])('tells how long its vendor asked to wait: %s', (header, ms) => {
    const headers = { 'retry-after': header, date: DATE };
    const google = { status: 429, response: { headers: new Headers(headers) } };
    const arduino = { name: 'HTTPError', response: { statusCode: 429, headers, body: 'too many' } };
    expect(googleFailure(google, 'events.list')).toMatchObject({ status: 429, retryAfterMs: ms });
    expect(arduinoFailure(arduino)).toMatchObject({ status: 429, retryAfterMs: ms });
  });
});
