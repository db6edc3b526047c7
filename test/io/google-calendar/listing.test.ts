import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../../src/agenda/agenda.ts';
import { lister, type Page } from '../../../src/io/google-calendar/listing.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { event } from '../../helpers/events.ts';

const NOW = '2026-11-23T09:00:00+01:00';
const FREE = { transparency: 'transparent' };

const at = (time: string) => `2026-11-23T${time}:00+01:00`;
/** A meeting of a quarter of an hour. */
const meeting = (time: string, more: GoogleEvent = {}) =>
  event(time, at(time), new Date(Date.parse(at(time)) + 900_000).toISOString(), more);

/** Lists a calendar of these pages; the token of a page that has another one after it is that one's number, or what `next` says. */
async function listed(
  pages: GoogleEvent[][],
  { until, next = String }: { until?: string; next?: (page: number) => string } = {},
) {
  const clock = new SimulatedClock(NOW);
  const asked: (string | undefined)[] = [];
  const pageOf = async (_: unknown, _timeMin: string, token: string | undefined): Promise<Page> => {
    asked.push(token);
    const number = Number(token ?? 0) % pages.length;
    const isLast = number === pages.length - 1 && next === String;
    return {
      sentAt: clock.now(),
      items: [...pages[number]!],
      timeZone: 'Europe/Rome',
      nextPageToken: isLast ? undefined : next(number + 1),
    };
  };
  const list = lister(pageOf, clock);
  const listing = await list({
    calendarId: 'blue',
    until: until === undefined ? undefined : Date.parse(at(until)),
  }).catch((error: Error) => error);
  const ids = listing instanceof Error ? [] : listing.events.map(({ id }) => id);
  return { listing, ids, asked };
}

describe('a list goes on page by page', () => {
  it('until it knows two hours, and a meeting that begins after them', async () => {
    const { ids, listing, asked } = await listed([
      [meeting('09:30'), meeting('10:30')],
      [meeting('10:45'), meeting('11:30')],
      [meeting('15:00')],
      [meeting('16:00')],
    ]);
    expect(ids).toEqual(['09:30', '10:30', '10:45', '11:30']);
    expect(listing).toMatchObject({ complete: false, asOf: Date.parse(NOW) });
    expect(asked).toEqual([undefined, '1']);
  });

  it('past what does not block: what comes next is not known by that', async () => {
    const { ids } = await listed([
      [meeting('09:30'), meeting('13:00', FREE)],
      [meeting('14:00', FREE), meeting('15:00', FREE)],
      [meeting('22:00')],
      [meeting('23:00')],
    ]);
    expect(ids).toEqual(['09:30', '13:00', '14:00', '15:00', '22:00']);
  });

  it('to its end where nothing blocks', async () => {
    const { ids, listing } = await listed([[meeting('13:00', FREE)], [], [meeting('14:00', FREE)]]);
    expect(ids).toEqual(['13:00', '14:00']);
    expect(listing).toMatchObject({ complete: true });
  });

  it('as far as whoever asks wants to know', async () => {
    const { ids } = await listed([[meeting('12:00')], [meeting('16:00')], [meeting('18:00')]], {
      until: '15:30',
    });
    expect(ids).toEqual(['12:00', '16:00']);
  });

  it('not at all where the first one is enough', async () => {
    const { asked } = await listed([[meeting('12:00')], [meeting('16:00')]]);
    expect(asked).toEqual([undefined]);
  });
});

describe('a page token that leads back', () => {
  it.each([
    ['to the same page', 1, () => '7'],
    ['to the page before', 2, (page: number) => String(page % 2)],
  ])('%s fails the list, at once', async (_, pages, next) => {
    const { listing, asked } = await listed(
      Array.from({ length: pages }, () => [meeting('09:30')]),
      { next },
    );
    expect(listing).toMatchObject({ vendor: 'calendar', operator: false });
    expect((listing as Error).message).toContain('circle');
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it('never, and always on, ends after twenty further pages, with what they have told', async () => {
    let page = 0;
    const { listing, ids, asked } = await listed([[meeting('09:30')]], {
      next: () => String(++page * 1_000),
    });
    expect(asked).toHaveLength(21);
    expect(listing).toMatchObject({ complete: false });
    expect(new Set(ids)).toEqual(new Set(['09:30']));
  });
});

describe('a list of a room that has a zone of its own', () => {
  /** From when on a calendar of Rome is listed for a room that goes by `timeZone`, the first time and then. */
  async function begins(timeZone: string | undefined) {
    const asked: string[] = [];
    const clock = new SimulatedClock(NOW);
    const pageOf = async (_: unknown, timeMin: string): Promise<Page> => {
      asked.push(timeMin.slice(11, 16));
      return { sentAt: clock.now(), items: [], timeZone: 'Europe/Rome', nextPageToken: undefined };
    };
    const list = lister(pageOf, clock);
    for (const _ of [1, 2]) await list({ calendarId: 'blue', timeZone });
    return asked;
  }

  it("begins earlier where its days end later than the calendar's: Google takes them for over", async () => {
    expect(await begins('America/New_York')).toEqual(['08:00', '02:00', '02:00']);
  });

  it.each([undefined, 'Europe/Rome', 'Asia/Tokyo'])(
    'begins at the quarter hour otherwise: %s',
    async (zone) => {
      expect(await begins(zone)).toEqual(['08:00', '08:00']);
    },
  );
});

describe('what nobody has confirmed, and is over', () => {
  const PENDING = { extendedProperties: { private: { roomcal_pending: 'a1.1' } } };
  const HOUR_MS = 3_600_000;

  /** A calendar of these events; `list` tells the ids of what is listed. */
  function aCalendar(events: GoogleEvent[]) {
    const clock = new SimulatedClock(NOW);
    const list = lister(
      async (_, timeMin) => ({
        sentAt: clock.now(),
        items: events.filter(({ end }) => Date.parse(end?.dateTime ?? '') > Date.parse(timeMin)),
        timeZone: 'Europe/Rome',
        nextPageToken: undefined,
      }),
      clock,
    );
    const ids = async (looksBack = true) =>
      (await list({ calendarId: 'blue', looksBack })).events.map(({ id }) => id);
    return { clock, ids, events };
  }

  it('is listed where it ended up to two hours before the start, and nothing else that is over', async () => {
    const { ids } = aCalendar([
      meeting('06:30', PENDING),
      meeting('07:00', PENDING),
      meeting('08:00', PENDING),
      meeting('08:15'),
      meeting('08:45'),
      meeting('09:15'),
    ]);
    expect(await ids()).toEqual(['07:00', '08:00', '09:15']);
  });

  it('is listed beside what any list has: all that was not over when the quarter hour began', async () => {
    const { ids, clock } = aCalendar([meeting('08:00', PENDING), meeting('08:55'), meeting('09:15')]);
    await clock.advance(600_000 + 60_000);
    expect(await ids(false)).toEqual(['08:55', '09:15']);
    expect(await ids()).toEqual(['08:00', '08:55', '09:15']);
  });

  it('is not looked for by a list that somebody waits for', async () => {
    const { ids } = aCalendar([meeting('08:00', PENDING), meeting('09:15')]);
    expect(await ids(false)).toEqual(['09:15']);
    expect(await ids()).toEqual(['08:00', '09:15']);
  });

  it('is listed where it was not yet when it was looked for last, and then no more', async () => {
    const { ids, clock, events } = aCalendar([]);
    await ids();
    events.push(meeting('09:15', PENDING), meeting('09:30'));
    clock.step(3 * HOUR_MS);
    expect(await ids(false)).toEqual([]);
    expect(await ids()).toEqual(['09:15']);
    delete events[0]!.extendedProperties;
    expect(await ids()).toEqual([]);
    events[0]!.extendedProperties = PENDING.extendedProperties;
    expect(await ids()).toEqual([]);
  });

  it('stays in sight until it is confirmed or gone, for half a day', async () => {
    const { ids, clock } = aCalendar([meeting('08:00', PENDING)]);
    for (let hour = 0; hour < 11; hour++) {
      expect(await ids()).toEqual(['08:00']);
      clock.step(HOUR_MS);
    }
    clock.step(2 * HOUR_MS);
    expect(await ids()).toEqual([]);
  });
});
