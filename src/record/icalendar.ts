import ICAL from 'ical.js';
import type { Instant } from '../agenda/agenda.ts';
import { isTimeZone } from '../agenda/local-time.ts';
import { ConfigError } from '../validation/config-error.ts';
import { asGoogle } from './icalendar-event.ts';
import type { Listed } from './recorded-day.ts';
import { occurrencesOf } from './recurrence.ts';
import { ZonedTimes } from './zoned-times.ts';

/**
 * The events of an iCalendar file that may matter between two instants, as Google would list them: recurring ones
 * expanded. The calendar's zone is X-WR-TIMEZONE, the one that the file defines, or else `timeZone`. Throws a
 * `ConfigError` where it can't be read.
 */
export function eventsOf(
  text: string,
  { from, until, timeZone }: { from: Instant; until: Instant; timeZone: string | undefined },
): Listed {
  const calendars = calendarsIn(text);
  const zone = calendars.map(zoneOf).find((one) => one !== undefined) ?? timeZone;
  if (!zone) throw new ConfigError('names no time zone; say --time-zone, such as Europe/Rome');
  const times = new ZonedTimes(zone);
  const components = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  const series = Map.groupBy(components, (one) => String(one.getFirstPropertyValue('uid')));
  const told = [...series.values()]
    .flatMap((parts) => occurrencesOf(parts, times, until))
    .filter(({ end }) => end > from)
    .sort((a, b) => a.start - b.start);
  const room = roomNameOf(calendars);
  return { timeZone: zone, events: told.map((one) => asGoogle(one, zone, room)) };
}

function calendarsIn(text: string): ICAL.Component[] {
  try {
    const parsed = ICAL.parse(text);
    const roots = (typeof parsed[0] === 'string' ? [parsed] : parsed) as object[][];
    const calendars = roots.map((root) => new ICAL.Component(root));
    if (calendars.some(({ name }) => name !== 'vcalendar')) throw new Error('no VCALENDAR');
    return calendars;
  } catch (error) {
    throw new ConfigError(`no iCalendar file: ${(error as Error).message}`);
  }
}

function zoneOf(calendar: ICAL.Component): string | undefined {
  const named = calendar.getFirstPropertyValue('x-wr-timezone');
  const defined = calendar.getAllSubcomponents('vtimezone').map((one) => one.getFirstPropertyValue('tzid'));
  return [named, ...(defined.length === 1 ? defined : [])].map(String).find(isTimeZone);
}

/** What an export calls its calendar. */
function roomNameOf(calendars: readonly ICAL.Component[]): string {
  return String(calendars[0]?.getFirstPropertyValue('x-wr-calname') ?? '');
}
