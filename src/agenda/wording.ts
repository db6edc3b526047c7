import type { Meeting } from './agenda.ts';
import { cut } from './fit-text.ts';
import type { PageWords } from './page-words.ts';

/** What a door says besides titles and times, as the configuration's `texts` names it. */
export interface Texts {
  /** Twelve, January first. */
  months: readonly string[];
  /** Seven, Monday first. */
  weekdays: readonly string[];
  /** Holds `{time}`. */
  free_until: string;
  free_all_day: string;
  private_meeting: string;
  all_day: string;
  /** What the pages say themselves, where it is not English. */
  page?: PageWords | undefined;
  /** Why there is no booking: holds `{time}`. */
  busy_until: string;
  /** The same where too little is left: holds `{mins}`. */
  free_only: string;
}

/** By what an organizer is told. */
export type OrganizerForm = 'name' | 'email';

/** Hours from 0 to 23, or from 1 to 12 twice a day; the names are Unicode's. */
export type HourCycle = 'h23' | 'h12';

/**
 * A door's texts, how it counts hours and what it calls the two halves of a day, by what it tells organizers, whether days of the month have two digits (`Nov 02`), as firmware of the
 * Python service reads them, and the most graphemes (an ellipsis included) and the most bytes of UTF-8 that a text may have.
 */
export interface Wording extends Texts {
  locale: string;
  hour_cycle: HourCycle;
  /** `am` and `pm`. */
  day_periods: readonly [string, string];
  organizer: OrganizerForm;
  two_digit_days: boolean;
  max_text_length: number;
  max_text_bytes: number;
}

/**
 * What a text may have where nobody said: boards freeze on what is over their buffer, or never send the variable again. The
 * ArduinoIoTCloud library (2ff76b9) encodes a variable into 256 bytes (`MQTT_TRANSMIT_BUFFER_SIZE`; 255 over LoRa), of which
 * 34 go to the name `nextevorganizer`, the time and CBOR's own. 64 characters of Latin, Greek, Cyrillic, Chinese or Japanese
 * fit; where they take more bytes each, as in Hindi or Thai and of emoji, fewer do.
 */
export const USUAL_LIMITS = { max_text_length: 64, max_text_bytes: 220 };

const PHRASES = {
  free_until: 'Free until {time}',
  free_all_day: 'Free all day',
  private_meeting: 'Private Meeting',
  all_day: 'All day',
  busy_until: 'busy until {time}',
  free_only: 'free for {mins} min only',
};

/**
 * The wording of `locale` (BCP 47), which names months and days; `texts` translates the phrases, and may name months
 * and days otherwise.
 */
export function wordingOf({
  locale = 'en-GB',
  texts = {},
  hour_cycle = 'h23',
  organizer = 'name',
  two_digit_days = false,
  max_text_length,
}: {
  locale?: string | undefined;
  texts?: Partial<Texts> | undefined;
  hour_cycle?: HourCycle | undefined;
  organizer?: OrganizerForm | undefined;
  two_digit_days?: boolean;
  max_text_length?: number | undefined;
} = {}): Wording {
  const names = (count: number, part: Intl.DateTimeFormatOptions, dateOf: (index: number) => number) => {
    const format = new Intl.DateTimeFormat(locale, { ...part, calendar: 'gregory', timeZone: 'UTC' });
    return Array.from({ length: count }, (_, index) => shortened(format.format(dateOf(index)), locale));
  };
  return {
    months: names(12, { month: 'short' }, (month) => Date.UTC(2026, month)),
    // The first of June 2026 is a Monday.
    weekdays: names(7, { weekday: 'short' }, (day) => Date.UTC(2026, 5, 1 + day)),
    ...PHRASES,
    ...texts,
    locale,
    hour_cycle,
    day_periods: [dayPeriod(9, locale), dayPeriod(21, locale)],
    organizer,
    two_digit_days,
    // Whoever names a length knows the board.
    ...(max_text_length === undefined
      ? USUAL_LIMITS
      : { max_text_length, max_text_bytes: Number.POSITIVE_INFINITY }),
  };
}

/** What a language calls the half of a day in which an hour is. */
function dayPeriod(hour: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { hour: 'numeric', hourCycle: 'h12', timeZone: 'UTC' });
  const parts = format.formatToParts(Date.UTC(2026, 0, 1, hour));
  return parts.find(({ type }) => type === 'dayPeriod')?.value ?? (hour < 12 ? 'am' : 'pm');
}

/** What a meeting is called: its own title, if everyone may read it. No longer than a text may be. */
export function titleOf({ title }: Meeting, wording: Wording): string {
  return limited(title || wording.private_meeting, wording);
}

/** Who called for a meeting, by name or by address; empty where nobody may know. No longer than a text may be. */
export function organizerOf({ organizer, organizerEmail }: Meeting, wording: Wording): string {
  return limited(wording.organizer === 'email' ? organizerEmail : organizer, wording);
}

/** A text of a door, no longer than it may be. */
export function limited(text: string, { max_text_length, max_text_bytes }: Wording): string {
  return cut(text, max_text_length, max_text_bytes);
}

/** Names as a door has room for them: no full stop, and three letters in English, whose September has four. */
function shortened(name: string, locale: string): string {
  return new Intl.Locale(locale).language === 'en' ? name.slice(0, 3) : name.replace(/^([^.]*)\.$/, '$1');
}
