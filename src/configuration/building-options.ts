import { checkInRuleOf } from '../agenda/check-in.ts';
import { relistWithin } from '../agenda/schedule.ts';
import { type Wording, wordingOf } from '../agenda/wording.ts';
import { webhookKeys } from '../io/arduino-iot/webhook-keys.ts';
import type { BuildingOptions, BuildingSettings } from '../machines/building-types.ts';
import { type Shard, WHOLE } from '../sharding/shard.ts';
import type { Config } from './config.ts';
import { iotAccountsOf } from './iot-accounts.ts';
import { othersOf, partOf, shardingOf } from './sharding.ts';

const MINUTE_MS = 60_000;

type Room = Config['rooms'][number];

/** What a configuration says of a shard's building: its rooms, how often they are looked at, and where Google pushes. */
export function buildingOptionsOf(
  whole: Config,
  shard: Shard = WHOLE,
): BuildingSettings & Pick<BuildingOptions, 'relistMs'> {
  const config = partOf(whole, shard);
  const wording = wordingOf(config);
  const wordingOfRoom = wordingsOf(config, wording);
  return {
    rooms: config.rooms.map((room) => ({
      roomName: room.room_name,
      calendarId: room.gcal_calendar_id,
      thingName: room.thing_name ?? room.room_name,
      account: room.account,
      timeZone: room.time_zone ?? config.time_zone,
      mayEnd: room.may_end ?? 'own',
      wording: wordingOfRoom(room),
      checkIn: checkInRuleOf(room.check_in ?? config.check_in),
    })),
    others: othersOf(whole, shard),
    refreshMs: config.refresh_mins * MINUTE_MS,
    relistMs: relistWithin(
      config.rooms.length,
      config.gcal_requests_per_minute,
      config.refresh_mins * MINUTE_MS,
    ),
    sweepMs: config.sweep_mins * MINUTE_MS,
    pollMs: config.poll_seconds * 1_000,
    lookMs: lookMsOf(config),
    wording,
    meetingTitle: config.instant_meeting_title,
    webhooksOf: heardWebhooks(config),
    address: config.gcal_watch_function_url && webhookAddress(config.gcal_watch_function_url),
  };
}

/** How often the Things of an account are looked at that were written: for a quarter of its budget at most. */
function lookMsOf(config: Config): BuildingOptions['lookMs'] {
  const budgets = new Map(
    iotAccountsOf(config).map(({ name, requestsPerSecond }) => [name, requestsPerSecond]),
  );
  return (account) => 4_000 / (budgets.get(account) ?? config.iot_requests_per_second);
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
  const [{ clientId, clientSecret, previousSecret }, ...otherAccounts] = iotAccountsOf(config);
  return {
    sharding: shardingOf(config, part),
    clientId,
    clientSecret,
    previousSecret,
    otherAccounts,
    apiKeys: config.api_keys ?? [],
    groups: new Map(
      config.rooms.flatMap(({ room_name, group }) =>
        group === undefined ? [] : [[room_name, group] as const],
      ),
    ),
    meetingTitle: config.instant_meeting_title,
    corsOrigins: config.cors_origins ?? [],
    thingOf: webhookKeys(clientSecret, previousSecret).thingOf,
    roomAccounts: new Map(
      config.rooms.flatMap(({ room_name, account }) =>
        account === undefined ? [] : [[room_name, account] as const],
      ),
    ),
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
export function webhookAddress(url: string): string {
  return url.replace(/(\/webhook)?\/*$/, '/webhook');
}

/** What Arduino is to call when the Thing of that address was written: `/iot-webhook/…` beside Google's `/webhook`. */
export function thingWebhooks(config: Config): (address: string) => string | undefined {
  const { tokenOf } = webhookKeys(iotAccountsOf(config)[0].clientSecret);
  return (address) => thingWebhook(config, tokenOf(address));
}

/** All that Arduino may call then: also what was made with the secret before. */
function heardWebhooks(config: Config): (address: string) => readonly string[] {
  const [{ clientSecret, previousSecret }] = iotAccountsOf(config);
  const { tokensOf } = webhookKeys(clientSecret, previousSecret);
  return (address) => tokensOf(address).flatMap((token) => thingWebhook(config, token) ?? []);
}

function thingWebhook(config: Config, token: string): string | undefined {
  const { gcal_watch_function_url: url } = config;
  return url && webhookAddress(url).replace(/webhook$/, `iot-webhook/${token}`);
}
