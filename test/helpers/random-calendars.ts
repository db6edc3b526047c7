import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { GoogleEvent } from '../../src/agenda/google-event.ts';
import { dateAfter, isoWithOffset, localDate, startOfDay } from '../../src/agenda/local-time.ts';
import type { RoomCalendar } from './python-pair.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ZONES = [
  'Europe/Rome',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'America/Santiago',
  'UTC',
];
const TITLES = [
  'Stand-up',
  'Budget 2027',
  '会議',
  ' Review ',
  '',
  '   ',
  'a\tb',
  'The quarterly plan '.repeat(5),
];

/** A door, when somebody looks at it, and what they ask its button for. */
export interface RandomLook {
  calendar: RoomCalendar;
  now: number;
  durationMins: number | undefined;
}

/** Four looks at each of so many calendars of 2026, drawn from `seed`, of what people do: the same ones each time. */
export function randomLooks(number: number, seed: number): RandomLook[] {
  const random = xoroshiro128plus(seed);
  const whether = (share: number) => uniformFloat64(random) < share;
  const whole = (from: number, to: number) => from + Math.floor(uniformFloat64(random) * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)]!;
  return Array.from({ length: number }, draw).flat();

  function draw(): RandomLook[] {
    const zone = pick(ZONES);
    const roomZone = whether(0.15) ? pick(ZONES) : zone;
    const around = Date.UTC(2026, whole(0, 11), whole(1, 28), whole(0, 23), whole(0, 3) * 15);
    const hasDates = whether(0.25);
    const events: GoogleEvent[] = [];
    const id = () => `${whole(100_000, 999_999)}-${events.length}`;
    const timed = (start: number, end: number, more: GoogleEvent = {}) =>
      events.push({
        id: id(),
        start: { dateTime: isoWithOffset(start, zone) },
        end: { dateTime: isoWithOffset(end, zone) },
        ...described(),
        ...more,
      });
    const count = whether(0.08) ? 0 : whole(1, 12);
    for (let made = 0; made < count; made++) {
      const start = around + whole(-2 * 96, 3 * 96) * 15 * MINUTE_MS;
      const before = events.at(whole(0, events.length - 1));
      const day = localDate(start, zone);
      const days = whole(1, 3);
      let last = day;
      for (let one = 0; one < days; one++) last = dateAfter(last);
      if (hasDates && whether(0.25))
        events.push({ id: id(), start: { date: day }, end: { date: last }, ...described() });
      else if (whether(0.1)) timed(startOfDay(day, zone), startOfDay(last, zone));
      else if (before?.start?.dateTime && whether(0.25)) {
        const [from, until] = [before.start.dateTime, before.end!.dateTime!].map(Date.parse) as [
          number,
          number,
        ];
        const within = from + (whether(0.4) ? 0 : Math.floor((until - from) / 2 / MINUTE_MS) * MINUTE_MS);
        timed(within, within + whole(1, 6) * 15 * MINUTE_MS);
      } else timed(start, start + length());
    }
    // Slots that the room has declined, one after the other, as a booking system leaves them.
    if (whether(0.08)) {
      const attendees = [{ self: true, responseStatus: 'declined' }];
      for (let slot = 0; slot < 12; slot++)
        timed(around + slot * HOUR_MS, around + (slot + 1) * HOUR_MS, { attendees });
    }
    const calendar = { zone, roomZone, events };
    return Array.from({ length: 4 }, () => ({
      calendar,
      now: lookAt(around, events),
      durationMins: whether(0.2) ? undefined : whole(1, 240),
    }));
  }

  function length(): number {
    const usual = () => whole(1, 16) * 15 * MINUTE_MS;
    return pick([usual, usual, usual, usual, () => 0, () => whole(6, 20) * HOUR_MS, longer])();
  }

  function longer(): number {
    return whether(0.2) ? whole(366, 800) * DAY_MS : whole(24, 80) * HOUR_MS;
  }

  function described(): GoogleEvent {
    return {
      status: pick(['confirmed', 'confirmed', 'confirmed', 'tentative', 'cancelled']),
      ...(whether(0.93) && { summary: whether(0.7) ? pick(TITLES.slice(0, 3)) : pick(TITLES) }),
      ...(whether(0.07) && { transparency: 'transparent' }),
      ...(whether(0.06) && { eventType: pick(['workingLocation', 'birthday', 'focusTime']) }),
      ...(whether(0.1) && { visibility: pick(['private', 'confidential', 'public']) }),
      ...(whether(0.2) && {
        attendees: [{ self: true, responseStatus: pick(['accepted', 'needsAction', 'declined']) }],
      }),
    };
  }

  /** Any second about an instant, or shortly after a boundary. */
  function lookAt(around: number, events: readonly GoogleEvent[]): number {
    const one = events.length > 0 ? pick(events) : undefined;
    const boundary = Date.parse(pick([one?.start?.dateTime, one?.end?.dateTime]) ?? '');
    if (!Number.isNaN(boundary) && whether(0.3)) return boundary + whole(0, 59) * 1_000;
    return around + whole(-12 * 3_600, 36 * 3_600) * 1_000;
  }
}
