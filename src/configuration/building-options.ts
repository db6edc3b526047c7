import type { CheckInRule } from '../agenda/check-in.ts';
import { wordingOf } from '../agenda/wording.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
import type { Config } from './config.ts';

const MINUTE_MS = 60_000;

/** What a configuration says of the building: its rooms, how often they are looked at, and where Google pushes. */
export function buildingOptionsOf(
  config: Config,
): Pick<BuildingOptions, 'rooms' | 'refreshMs' | 'sweepMs' | 'pollMs' | 'wording' | 'address'> {
  return {
    rooms: config.rooms.map((room) => ({
      roomName: room.room_name,
      calendarId: room.gcal_calendar_id,
      thingName: room.thing_name ?? room.room_name,
      timeZone: room.time_zone ?? config.time_zone,
      mayEnd: room.may_end ?? 'own',
      checkIn: checkInOf(room.check_in ?? config.check_in),
    })),
    refreshMs: config.refresh_mins * MINUTE_MS,
    sweepMs: config.sweep_mins * MINUTE_MS,
    pollMs: config.poll_seconds * 1_000,
    wording: wordingOf(config),
    address: webhookAddress(config.gcal_watch_function_url),
  };
}

/** What the doors ask for; the keys that are left out have their defaults. Undefined: nothing. */
function checkInOf(written: Config['check_in'] | false): CheckInRule | undefined {
  if (!written) return undefined;
  const { within_mins: mins = 10, releases = 'own' } = written;
  return { withinMs: mins * MINUTE_MS, releases };
}

/** What a configuration says of the meetings API. */
export function apiOptionsOf(config: Config) {
  return {
    clientId: config.iot_client_id,
    clientSecret: config.iot_client_secret,
    apiKeys: config.api_keys ?? [],
    meetingTitle: config.instant_meeting_title,
    wording: wordingOf(config),
    corsOrigins: config.cors_origins ?? [],
    pythonRooms: new Set(
      config.rooms
        .filter((room) => (room.clients ?? config.clients) === 'python')
        .map(({ room_name }) => room_name),
    ),
  };
}

/** Where Google pushes: `/webhook` of the service, also where somebody wrote that already. */
function webhookAddress(url: string | undefined): string | undefined {
  return url?.replace(/(\/webhook)?\/*$/, '/webhook');
}
