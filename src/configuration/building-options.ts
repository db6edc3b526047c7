import { checkInRuleOf } from '../agenda/check-in.ts';
import { type Wording, wordingOf } from '../agenda/wording.ts';
import { webhookKeys } from '../io/arduino-iot/webhook-keys.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
import { type Shard, WHOLE } from '../sharding/shard.ts';
import type { Config } from './config.ts';
import { othersOf, partOf, shardingOf } from './sharding.ts';

const MINUTE_MS = 60_000;

type Room = Config['rooms'][number];

/** What a configuration says of a shard's building: its rooms, how often they are looked at, and where Google pushes. */
export function buildingOptionsOf(
  whole: Config,
  shard: Shard = WHOLE,
): Pick<
  BuildingOptions,
  | 'rooms'
  | 'others'
  | 'refreshMs'
  | 'sweepMs'
  | 'pollMs'
  | 'lookMs'
  | 'wording'
  | 'meetingTitle'
  | 'webhooksOf'
  | 'address'
> {
  const config = partOf(whole, shard);
  const wording = wordingOf(config);
  const wordingOfRoom = wordingsOf(config, wording);
  return {
    rooms: config.rooms.map((room) => ({
      roomName: room.room_name,
      calendarId: room.gcal_calendar_id,
      thingName: room.thing_name ?? room.room_name,
      timeZone: room.time_zone ?? config.time_zone,
      mayEnd: room.may_end ?? 'own',
      wording: wordingOfRoom(room),
      checkIn: checkInRuleOf(room.check_in ?? config.check_in),
    })),
    others: othersOf(whole, shard),
    refreshMs: config.refresh_mins * MINUTE_MS,
    sweepMs: config.sweep_mins * MINUTE_MS,
    pollMs: config.poll_seconds * 1_000,
    // A quarter of the budget at most.
    lookMs: 4_000 / config.iot_requests_per_second,
    wording,
    meetingTitle: config.instant_meeting_title,
    webhooksOf: heardWebhooks(config),
    address: webhookAddress(config.gcal_watch_function_url),
  };
}

/** Whether the Thing of a room that is taken out of the configuration is to show nothing any more. */
export function clearsThings(config: Config): boolean {
  return config.on_remove === 'clear';
}

/** What a configuration says of the meetings API, where this process is `shard`. */
export function apiOptionsOf(
  config: Config,
  part: { shard: Shard; peers: string | undefined } = { shard: WHOLE, peers: undefined },
) {
  return {
    sharding: shardingOf(config, part),
    clientId: config.iot_client_id,
    clientSecret: config.iot_client_secret,
    previousSecret: config.iot_client_secret_previous,
    apiKeys: config.api_keys ?? [],
    groups: new Map(
      config.rooms.flatMap(({ room_name, group }) =>
        group === undefined ? [] : [[room_name, group] as const],
      ),
    ),
    meetingTitle: config.instant_meeting_title,
    corsOrigins: config.cors_origins ?? [],
    thingOf: webhookKeys(config.iot_client_secret, config.iot_client_secret_previous).thingOf,
    pythonRooms: new Set(
      config.rooms.filter((room) => isPython(room, config)).map(({ room_name }) => room_name),
    ),
  };
}

/** Whether the boards at a room's door are of the Python service. */
function isPython({ clients }: Room, config: Config): boolean {
  return (clients ?? config.clients) === 'python';
}

/** The wording of a room, from that of all: one object for rooms of one kind, for there may be 10,000. */
function wordingsOf(config: Config, ofAll: Wording): (room: Room) => Wording {
  const known = new Map<string, Wording>();
  return (room) => {
    const { organizer = ofAll.organizer } = room;
    const two_digit_days = isPython(room, config);
    const kind = `${organizer} ${two_digit_days}`;
    const wording = known.get(kind) ?? { ...ofAll, organizer, two_digit_days };
    known.set(kind, wording);
    return wording;
  };
}

/** Where Google pushes: `/webhook` of the service, also where somebody wrote that already. */
function webhookAddress(url: string | undefined): string | undefined {
  return url?.replace(/(\/webhook)?\/*$/, '/webhook');
}

/** What Arduino is to call when a Thing of that name was written: `/iot-webhook/…` beside Google's `/webhook`. */
export function thingWebhooks(config: Config): (thingName: string) => string | undefined {
  const { tokenOf } = webhookKeys(config.iot_client_secret);
  return (name) => thingWebhook(config, tokenOf(name));
}

/** All that Arduino may call then: also what was made with the secret before. */
function heardWebhooks(config: Config): (thingName: string) => readonly string[] {
  const { tokensOf } = webhookKeys(config.iot_client_secret, config.iot_client_secret_previous);
  return (name) => tokensOf(name).flatMap((token) => thingWebhook(config, token) ?? []);
}

function thingWebhook(config: Config, token: string): string | undefined {
  return webhookAddress(config.gcal_watch_function_url)?.replace(/webhook$/, `iot-webhook/${token}`);
}
