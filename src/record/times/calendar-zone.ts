import type { Component } from '../file/component.ts';
import { allOf } from '../file/components.ts';
import { ianaNameOf } from './zone-names.ts';

/** The zone of a file (IANA), and a line where it does not name it and nobody has told it. */
interface CalendarZone {
  zone: string;
  guessed?: string;
}

/**
 * X-WR-TIMEZONE, or the one zone that the file defines, or `told`; or else the one that all of its times name, or that of
 * this machine.
 */
export function calendarZone(root: Component, told: string | undefined): CalendarZone {
  const calendars = allOf(root, 'VCALENDAR');
  const zone = first(calendars, named) ?? first(calendars, defined) ?? told;
  if (zone) return { zone };
  const ofEvents = new Set(
    allOf(root, 'VEVENT').flatMap((one) => one.first('DTSTART')?.parameter('tzid') ?? []),
  );
  const names = new Set([...ofEvents].map((name) => ianaNameOf(name)));
  const [only] = names.size === 1 ? names : [];
  const guess = only ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const whose = only ? 'that of its events' : 'that of this machine';
  return {
    zone: guess,
    guessed: `names no time zone: taken is ${whose}, ${guess}; --time-zone names another`,
  };
}

function named(calendar: Component): string | undefined {
  const { line } = calendar.first('X-WR-TIMEZONE') ?? {};
  const name = calendar.text('X-WR-TIMEZONE');
  const zone = ianaNameOf(name);
  if (line && !zone) calendar.tell(line, `X-WR-TIMEZONE skipped: ${name}: no such time zone`);
  return zone;
}

function defined(calendar: Component): string | undefined {
  const zones = calendar.components.filter(({ name }) => name === 'VTIMEZONE');
  const [only] = zones.length === 1 ? zones : [];
  return only && (ianaNameOf(only.text('TZID')) ?? ianaNameOf(only.text('X-LIC-LOCATION')));
}

function first<T, R>(list: readonly T[], of: (one: T) => R | undefined): R | undefined {
  return list.map(of).find((one) => one !== undefined);
}
