import { createHmac } from 'node:crypto';
import type { GoogleEvent } from '../agenda/agenda.ts';

const DIGITS = 8;

/** What stands for the names in a recorded event. */
export interface Pseudonyms {
  /** A blank title stays blank: the door says something else of it. */
  title(text: string): string;
  person(organizer: NonNullable<GoogleEvent['organizer']>): NonNullable<GoogleEvent['organizer']>;
  id(text: string): string;
}

/**
 * Pseudonyms made with `key`, a secret: the same name always has the same one, and whoever tries all the names that he
 * can think of learns nothing without the key.
 */
export function pseudonymsBy(key: string): Pseudonyms {
  const digest = (kind: string, text: string, digits = DIGITS) =>
    createHmac('sha256', key).update(`roomcal record\0${kind}\0${text}`).digest('hex').slice(0, digits);
  return {
    title: (text) => (text.trim() ? `Meeting ${digest('title', text.trim())}` : ''),
    person({ displayName, email }) {
      const who = digest('person', (email || displayName || '').trim().toLowerCase());
      return {
        ...(displayName && { displayName: `Person ${who}` }),
        ...(email && { email: `person-${who}@example.org` }),
      };
    },
    // Digits and letters up to f are what Google takes as an id of an event, too.
    id: (text) => digest('event', text, 2 * DIGITS),
  };
}
