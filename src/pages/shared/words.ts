import { PAGE_WORDS } from '../../agenda/page-words.ts';

/** What the pages say in English; `locale` names days and months. */
export const ENGLISH = { locale: 'en-GB', ...PAGE_WORDS } as const;

export type Words = Readonly<Record<keyof typeof ENGLISH, string>>;

/** The words of a page: those of a state where it has them, otherwise English. */
export function wordsOf(others: Readonly<Record<string, unknown>> | null | undefined): Words {
  const known = Object.keys(ENGLISH).filter((name) => typeof others?.[name] === 'string');
  const chosen: Record<string, unknown> = {};
  for (const name of known) chosen[name] = others?.[name];
  return { ...ENGLISH, ...chosen };
}

/** Puts `values` in place of `{…}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A room's name as it is read at a door: underscores are blanks. */
export function roomText(roomName: string): string {
  return roomName.replace(/_/g, ' ').trim() || roomName;
}
