import type { Meeting } from './agenda.ts';

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
}

/** A door's texts, and the most graphemes (an ellipsis included) that one of them may have. */
export interface Wording extends Texts {
  max_text_length: number;
}

const PHRASES = {
  free_until: 'Free until {time}',
  free_all_day: 'Free all day',
  private_meeting: 'Private Meeting',
  all_day: 'All day',
};

/**
 * The wording of `locale` (BCP 47), which names months and days; `texts` translates the phrases, and may name months
 * and days otherwise.
 */
export function wordingOf({
  locale = 'en-GB',
  texts = {},
  max_text_length = Number.POSITIVE_INFINITY,
}: {
  locale?: string | undefined;
  texts?: Partial<Texts> | undefined;
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
    max_text_length,
  };
}

/** What a meeting is called: its own title, if everyone may read it. */
export function titleOf({ title }: Meeting, { private_meeting }: Wording): string {
  return title || private_meeting;
}

/** `text` with at most `limit` graphemes; where it is cut, the last of them is an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const graphemes = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  if (graphemes.length <= limit) return text;
  return `${graphemes
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`;
}

/** Names as a door has room for them: no full stop, and three letters in English, whose September has four. */
function shortened(name: string, locale: string): string {
  return new Intl.Locale(locale).language === 'en' ? name.slice(0, 3) : name.replace(/^([^.]*)\.$/, '$1');
}
