import type { Instant } from './state.ts';

/** How a page writes times: in a zone (IANA), for a locale (BCP 47), with `h23` or `h12`. */
export interface Times {
  zone: string;
  locale: string;
  hourCycle: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(kind: string, locale: string, zone: string, options: Intl.DateTimeFormatOptions) {
  const name = `${kind} ${locale} ${zone}`;
  const made = formats.get(name) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  formats.set(name, made);
  return made;
}

/** `15:00`, or `3:00 PM`. */
export function clockText(at: Instant, { zone, hourCycle }: Times): string {
  const isTwelve = hourCycle === 'h12';
  const options = { hour: isTwelve ? 'numeric' : '2-digit', minute: '2-digit' } as const;
  // Digits and colons are the same for all who read 24 hours; `AM` and `PM` are English.
  return isTwelve
    ? format('12', 'en-US', zone, { ...options, hour12: true }).format(at)
    : format('24', 'en-GB', zone, { ...options, hourCycle: 'h23' }).format(at);
}

/** `Tue 1 Dec`. */
export function dayText(at: Instant, { zone, locale }: Times): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return format('day', locale, zone, options).format(at).replace(',', '');
}

/** The time of day in minutes since midnight, as clocks in the zone show it. */
export function minuteOfDay(at: Instant, zone: string): number {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const [hours = 0, minutes = 0] = format('24', 'en-GB', zone, options).format(at).split(':').map(Number);
  return hours * 60 + minutes;
}
