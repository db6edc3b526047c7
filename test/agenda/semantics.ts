import { agendaOf, type GoogleEvent } from '../../src/agenda/agenda.ts';
import { isoWithOffset, wallClock, type Zone } from '../../src/agenda/local-time.ts';
import { clockText } from '../../src/agenda/meeting-texts.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { diff, type Properties, propertiesAt } from '../../src/agenda/properties.ts';
import { fitSlot } from '../../src/agenda/slots.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { at } from './builders.ts';

/** A line of an example: what is asked, what the answer should be, and what it is. */
export interface Line {
  when: string;
  expected: string;
  actual: () => string;
}

export interface Example {
  given: string[];
  lines: Line[];
}

interface Setting {
  zone?: string;
  /** The zone of the room, where it is not the calendar's. */
  roomZone?: string;
  /** That more events were to be listed. */
  cut?: boolean;
  configuration?: Parameters<typeof wordingOf>[0];
}

/** An event: `2026-11-23T10:00:00+01:00` to such an instant, or `2026-11-23` to such a day. */
export function event(
  summary: string | undefined,
  start: string,
  end: string,
  more: GoogleEvent = {},
): GoogleEvent {
  const time = (text: string) => (text.includes('T') ? { dateTime: text } : { date: text });
  return { id: (summary ?? 'untitled').toLowerCase(), summary, start: time(start), end: time(end), ...more };
}

/** An instant of Monday, 23 November 2026 in Rome, or of another day of that month: `10:00`, `24 10:00`. */
export function rome(text: string): string {
  const [day, time] = text.includes(' ') ? text.split(' ') : ['23', text];
  return `2026-11-${day}T${time}:00+01:00`;
}

/** What the door says at some instants. */
export function door(
  events: GoogleEvent[],
  looks: Record<string, Partial<Properties>>,
  setting: Setting = {},
): Example {
  const { configuration } = setting;
  const agenda = agendaIn(events, setting);
  const lines = Object.entries(looks).map(([instant, expected]) => ({
    when: `at ${momentText(at(instant), agenda.timeZone)}`,
    expected: shown(expected),
    actual: () => {
      const now = at(instant);
      const wording = wordingOf(configuration);
      const properties = propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording });
      return shown(
        Object.fromEntries(Object.keys(expected).map((name) => [name, properties?.[name as 'stale']])),
      );
    },
  }));
  return { given: givenIn(events, setting), lines };
}

/** What is published to Things that show this or that. */
export function publishes(
  events: GoogleEvent[],
  instant: string,
  things: [observed: Record<string, unknown>, published: string][],
): Example {
  const agenda = agendaIn(events, {});
  const now = at(instant);
  const wanted = propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording: wordingOf() })!;
  const lines = things.map(([observed, published]) => ({
    when: `a Thing that shows ${JSON.stringify(observed)}`,
    expected: published,
    actual: () => {
      const found = diff(wanted, new Map(Object.entries(observed)));
      return (
        found.map(({ variable, value }) => `${variable}=${JSON.stringify(value)}`).join('  ') || 'nothing'
      );
    },
  }));
  return { given: givenIn(events, {}), lines };
}

/** What slot an instant meeting gets, or why it gets none. */
export function slots(
  events: GoogleEvent[],
  wishes: [instant: string, durationMins: number | undefined, answer: string][],
): Example {
  const agenda = agendaIn(events, {});
  const time = (instant: number) => clockText(instant, agenda.timeZone);
  const lines = wishes.map(([instant, durationMins, answer]) => ({
    when: `at ${momentText(at(instant), 'Europe/Rome')}, ${durationMins ? `${durationMins} minutes` : 'no duration'}`,
    expected: answer,
    actual: () => {
      const found = fitSlot(agenda, at(instant), durationMins);
      if (!('code' in found)) return `${time(found.start)}-${time(found.end)}`;
      return found.code === 'ROOM_BUSY'
        ? `ROOM_BUSY until ${time(found.busyUntil)}`
        : `NOT_ENOUGH_TIME, ${found.availableMins} minutes are left`;
    },
  }));
  return { given: givenIn(events, {}), lines };
}

function agendaIn(
  events: GoogleEvent[],
  { zone: timeZone = 'Europe/Rome', roomZone = timeZone, cut }: Setting,
) {
  return agendaOf({ events, timeZone, asOf: 0, complete: !cut }, roomZone);
}

function givenIn(
  events: GoogleEvent[],
  { zone = 'Europe/Rome', roomZone, cut, configuration }: Setting,
): string[] {
  return [
    `calendar in ${zone}${roomZone ? `, room in ${roomZone}` : ''}${events.length === 0 ? ', empty' : ''}`,
    ...events.map(({ id, summary, start, end, ...more }) => {
      const when = `${start?.dateTime ?? start?.date ?? 'no start'} to ${end?.dateTime ?? end?.date ?? 'no end'}`;
      const details = Object.keys(more).length > 0 ? `  ${JSON.stringify(more)}` : '';
      return `  ${when}  ${summary === undefined ? 'no summary' : JSON.stringify(summary)}${details}`;
    }),
    ...(cut ? ['  and a further page that was not listed'] : []),
    ...(configuration ? [`configuration ${JSON.stringify(configuration)}`] : []),
  ];
}

/** `Mon 2026-11-23 10:00`, with seconds where there are some. */
function momentText(instant: number, zone: Zone): string {
  const { weekday } = wallClock(instant, zone);
  const [date, time = ''] = isoWithOffset(instant, zone).slice(0, 19).split('T');
  return `${wordingOf().weekdays[weekday - 1]} ${date} ${time.replace(/:00$/, '')}`;
}

function shown(properties: Record<string, unknown>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value === undefined ? 'left as it is' : JSON.stringify(value)}`)
    .join('  ');
}
