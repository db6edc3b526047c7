import { parseConfig } from '../../src/configuration/config.ts';
import { ConfigError } from '../../src/validation/config-error.ts';

/** Where the configurations of these tests say they lie. */
export const PLACE = 'gs://roomcal-config/config.json';

/** The example of design.md, section 5, with the two keys that must be filled in. */
export const EXAMPLE = {
  iot_client_id: 'client',
  iot_client_secret: 'hush-hush',
  iot_organization_id: '',
  gcal_watch_function_url: 'https://roomcal.example.org',
  rooms: [{ room_name: 'blue_room', gcal_calendar_id: 'c_188@resource.calendar.google.com' }],
};

export const RED = { room_name: 'red_room', gcal_calendar_id: 'red@resource.calendar.google.com' };

/** The example with other keys. */
export function exampleWith(more: object): string {
  return JSON.stringify({ ...EXAMPLE, ...more });
}

/** The example with red_room as its second room, some keys of which differ. */
export function exampleWithRed(more: object): string {
  return exampleWith({ rooms: [...EXAMPLE.rooms, { ...RED, ...more }] });
}

/** The lines of the `ConfigError` that `read` throws. */
export function mistakesOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('this was read without a mistake');
}

export function mistakesIn(text: string): string[] {
  return mistakesOf(() => parseConfig(text, PLACE));
}
