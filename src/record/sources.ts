import { closest } from 'fastest-levenshtein';
import type { Instant } from '../agenda/agenda.ts';
import { readEnvironment } from '../configuration/environment.ts';
import { iotAccountsOf } from '../configuration/iot-accounts.ts';
import { accountOf, readConfiguration } from '../configuration/open.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { ConfigError } from '../validation/config-error.ts';
import type { Listed, RecordedRoom } from './recorded-day.ts';

/** Where a day is recorded from. */
export interface Source {
  room: RecordedRoom;
  /** What pseudonyms are made with: nobody knows it who has only what is recorded. */
  key: string;
  /** Lists at least what there is between two instants. Throws a `ConfigError` or a `VendorFailure`. */
  list(from: Instant, until: Instant): Promise<Listed>;
}

/**
 * A calendar of the Google account that the environment names, by its id or by the name of its room. The key of
 * pseudonyms is the secret of the first account at Arduino, which everyone who may record has.
 */
export async function calendarSource(name: string, env: Record<string, string | undefined>): Promise<Source> {
  const environment = readEnvironment(env);
  if (environment.config === 'sandbox')
    throw new ConfigError(
      `record: ${name} has not the name of an .ics file, so that it is a calendar of Google's: set ROOMCAL_CONFIG (a running sandbox prints what to set), or have the file end in .ics`,
    );
  const { config, credentials } = await readConfiguration(environment);
  const { rooms } = config;
  const room = rooms.find((one) => one.room_name === name || one.gcal_calendar_id === name);
  const calendarId = room?.gcal_calendar_id ?? name;
  return {
    room: { roomName: room?.room_name ?? 'room', timeZone: room?.time_zone ?? config.time_zone },
    key: iotAccountsOf(config)[0].clientSecret,
    async list(from, until) {
      const { listCalendar } = await import('../io/google-calendar/calendar-days.ts');
      const { requireDefaultCredentials } = await import('../io/google-calendar/credentials.ts');
      if (!credentials) await requireDefaultCredentials('Google Calendar');
      const account = accountOf(config, credentials);
      try {
        const endpoint = config.gcal_api_endpoint;
        return await listCalendar(
          { credentials, subject: config.gcal_subject, endpoint },
          { calendarId, from, until },
        );
      } catch (error) {
        if ((error as VendorFailure).status !== 404) throw error;
        const names = rooms.map(({ room_name }) => room_name);
        const mend = name.includes('@')
          ? `share it with ${account}`
          : `did you mean the room ${closest(name, names)}?`;
        throw new ConfigError(`${name}: there is no such calendar, or it is not shared with us; ${mend}`);
      }
    },
  };
}
