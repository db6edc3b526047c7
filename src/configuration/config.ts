import type { Static, TObject } from '@sinclair/typebox';
import { isTimeZone } from '../agenda/local-time.ts';
import { thingAddress } from '../agenda/thing-address.ts';
import { ConfigError } from '../validation/config-error.ts';
import { explain, firstOf, unknownZone } from '../validation/explain.ts';
import { parseJson } from '../validation/json.ts';
import { shape } from '../validation/schema.ts';
import { accountContradictions } from './account-mistakes.ts';
import { AccountSchema } from './account-schema.ts';
import { keyContradictions, keyInOneForm } from './api-keys.ts';
import { ConfigSchema, FlatConfigSchema } from './config-schema.ts';

import { RoomSchema, THING_NAME, THING_NAME_RULE } from './room-schema.ts';

type Written = Static<typeof ConfigSchema>;
type WithDefault =
  | 'refresh_mins'
  | 'sweep_mins'
  | 'poll_seconds'
  | 'events_per_refresh'
  | 'gcal_requests_per_minute'
  | 'iot_requests_per_second'
  | 'instant_meeting_title';

/** The configuration with its defaults. Times are in the unit that the name says. */
export type Config = Written & Required<Pick<Written, WithDefault>>;

/** Keys that people write in the wrong place. */
const HOMES = new Map([
  ...Object.keys(RoomSchema.properties).map((key) => [key, 'into a room of rooms'] as const),
  ...Object.keys(ConfigSchema.properties).map((key) => [key, 'beside rooms, not into one'] as const),
]);

const schemaErrors = { flat: shape(FlatConfigSchema), withAccounts: shape(ConfigSchema) };

/** Reads a configuration's text; `place` is where it lies. Throws a `ConfigError` with a line for each mistake. */
export function parseConfig(text: string, place: string): Config {
  const written = withoutEmpty(parseJson(text, place));
  const { flat, withAccounts } = schemaErrors;
  const departures = listsAccounts(written) ? withAccounts(written) : flat(written);
  const mistakes = explain(departures, 'docs/configuration.md', HOMES);
  if (mistakes.length === 0) mistakes.push(...contradictions(written as Written));
  if (mistakes.length > 0)
    throw new ConfigError(
      firstOf(mistakes)
        .map((mistake) => `${place}: ${mistake}${nameIn(mistake, written)}`)
        .join('\n'),
    );
  const defaults = Object.entries(ConfigSchema.properties).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  return { ...Object.fromEntries(defaults), ...inOneForm(written as Written) };
}

/** Whether the flat keys may be missing. */
function listsAccounts(written: unknown): boolean {
  return typeof written === 'object' && written !== null && 'accounts' in written;
}

/** Names in one form of Unicode, NFC, whoever typed them where; and an address without the blanks around it. */
function inOneForm({ rooms, accounts, gcal_watch_function_url: url, ...written }: Written): Written {
  return {
    ...written,
    rooms: rooms.map(({ account, ...room }) => ({
      ...room,
      room_name: room.room_name.normalize('NFC'),
      ...(account !== undefined && { account: account.normalize('NFC') }),
    })),
    ...(accounts && { accounts: accounts.map((one) => ({ ...one, name: one.name.normalize('NFC') })) }),
    ...(written.api_keys && { api_keys: written.api_keys.map(keyInOneForm) }),
    ...(url !== undefined && { gcal_watch_function_url: url.trim() }),
  };
}

/** The name of the room, or of the account, in which a mistake is: nobody counts rooms. */
function nameIn(mistake: string, written: unknown): string {
  const [, list, index] = /^(rooms|accounts)\[(\d+)\]/.exec(mistake) ?? [];
  const key = list === 'rooms' ? 'room_name' : 'name';
  const name = list && (written as Record<string, Record<string, unknown>[]>)[list]?.[Number(index)]?.[key];
  // A mistake is one line, whatever is in a name.
  const shown = typeof name === 'string' ? name.replace(/\p{Cc}+/gu, ' ') : '';
  return shown && !mistake.includes(shown) ? ` (${shown})` : '';
}

/** An optional text that is empty counts as not given. */
function withoutEmpty(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  const { rooms, accounts, ...rest } = written as Record<string, unknown>;
  const given = withoutEmptyTexts(rest, listsAccounts(written) ? ConfigSchema : FlatConfigSchema);
  return {
    ...given,
    ...(rooms !== undefined && { rooms: eachWithoutEmpty(rooms, RoomSchema) }),
    ...(accounts !== undefined && { accounts: eachWithoutEmpty(accounts, AccountSchema) }),
  };
}

function eachWithoutEmpty(list: unknown, schema: TObject): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((one) => (one instanceof Object ? withoutEmptyTexts(one, schema) : one));
}

function withoutEmptyTexts(value: object, { properties, required = [] }: TObject): object {
  const isUnset = (key: string, text: unknown) => text === '' && key in properties && !required.includes(key);
  return Object.fromEntries(Object.entries(value).filter(([key, text]) => !isUnset(key, text)));
}

/** What a schema can't say: names used twice, zones, languages and addresses that don't exist. */
function contradictions({ rooms, time_zone, ...rest }: Written): string[] {
  const zones = [{ at: 'time_zone', zone: time_zone }].concat(
    rooms.map((room, index) => ({ at: `rooms[${index}].time_zone`, zone: room.time_zone })),
  );
  const names = rooms.map(({ room_name }) => room_name.normalize('NFC'));
  // A room that stands there twice shares its Thing with itself: one line is enough.
  const firstOfName = firstsOf(names);
  const things = rooms.map(({ room_name, thing_name, account }, index) => {
    const thingName = firstOfName.get(names[index]!) === index ? (thing_name ?? room_name) : thing_name;
    return thingName === undefined ? undefined : { thingName, account };
  });
  return [
    ...usedTwice('room_name', names),
    ...usedTwice(
      'gcal_calendar_id',
      rooms.map(({ gcal_calendar_id }) => gcal_calendar_id),
    ),
    ...usedTwice(
      'thing_name',
      things.map((thing) => thing?.thingName),
      things.map((thing) => thing && thingAddress(thing)),
    ),
    ...accountContradictions(rest, rest.accounts ?? [], rooms),
    ...rooms.flatMap(({ room_name: name, thing_name }, index) =>
      thing_name !== undefined || new RegExp(THING_NAME).test(name)
        ? []
        : [
            `rooms[${index}].room_name: no Thing can be called ${name}: its name has ${THING_NAME_RULE}; give the room ` +
              'a thing_name',
          ],
    ),
    ...zones
      .filter(({ zone }) => zone !== undefined && !isTimeZone(zone))
      .map(({ at, zone }) => `${at}: ${unknownZone(zone!)}`),
    ...[rest.locale ?? 'en-GB']
      .filter((locale) => !isLocale(locale))
      .map((locale) => `locale: there is no language ${locale}; write a BCP 47 tag, such as it-IT`),
    ...(['gcal_watch_function_url', 'gcal_api_endpoint', 'iot_api_endpoint'] as const).flatMap((key) =>
      noAddress(key, rest[key]),
    ),
    ...(rest.accounts ?? []).flatMap(({ iot_api_endpoint }, index) =>
      noAddress(`accounts[${index}].iot_api_endpoint`, iot_api_endpoint),
    ),
    ...[rest.gcal_watch_function_url ?? '']
      .filter((url) => isWebAddress(url) && !isPushedTo(url))
      .map(
        (url) => `gcal_watch_function_url: Google pushes to https only: ${url}; put a certificate before it`,
      ),
    ...[rest.gcal_watch_function_url ?? '']
      .filter((url) => /[?#]/.test(url))
      .map((url) => `gcal_watch_function_url: ${url} has a query; leave out what begins with ? or #`),
    ...keyContradictions(rest.api_keys ?? [], names),
  ];
}

/** Google's rule; plain http is for a sandbox on this machine. */
function isPushedTo(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Whether `tag` names a language in which this machine knows the names of months and days. */
function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

function noAddress(at: string, text: string | undefined): string[] {
  if (text === undefined || isWebAddress(text)) return [];
  return [`${at}: not a web address: ${text}; write it with https:// in front`];
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Where each value stands first. */
function firstsOf<T>(values: readonly T[]): Map<T, number> {
  return new Map(values.map((value, index) => [value, index] as const).toReversed());
}

/** Values that two rooms have; `keys` tell which are the same, where that is not the values alone. */
function usedTwice(
  key: string,
  values: (string | undefined)[],
  keys: readonly (string | undefined)[] = values,
): string[] {
  const firsts = firstsOf(keys);
  return values.flatMap((value, index) => {
    const first = firsts.get(keys[index]);
    return first === index || value === undefined
      ? []
      : [`rooms[${index}].${key}: ${value} is used by rooms[${first}] already; each room needs its own`];
  });
}
