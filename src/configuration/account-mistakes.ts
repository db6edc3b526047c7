import type { Static } from '@sinclair/typebox';
import { closest } from 'fastest-levenshtein';
import type { AccountSchema } from './account-schema.ts';
import type { ConfigSchema } from './config-schema.ts';

type Written = Static<typeof AccountSchema>;

/** The keys of the account that rooms have which name none. */
type FlatAccount = Pick<
  Static<typeof ConfigSchema>,
  'iot_client_id' | 'iot_client_secret' | 'iot_client_secret_previous' | 'iot_organization_id'
>;

/** What a schema can't say of accounts: names and keys that are used twice, rooms whose account is not there. */
export function accountContradictions(
  flat: FlatAccount,
  accounts: readonly Written[],
  rooms: readonly { account?: string | undefined }[],
): string[] {
  return [...halfAccounts(flat), ...usedTwice(flat, accounts), ...unknownAccounts(flat, accounts, rooms)];
}

/** Parts of a flat account without the rest of it. */
function halfAccounts(flat: FlatAccount): string[] {
  const { iot_client_id: id, iot_client_secret: secret } = flat;
  if (id !== undefined && secret !== undefined) return [];
  if (id !== undefined) return ['iot_client_secret: missing; add it beside iot_client_id, or leave out both'];
  if (secret !== undefined)
    return ['iot_client_id: missing; add it beside iot_client_secret, or leave out both'];
  return (['iot_client_secret_previous', 'iot_organization_id'] as const)
    .filter((key) => flat[key] !== undefined)
    .map((key) => `${key}: there is no iot_client_id beside it; move it into an account of accounts`);
}

function usedTwice(flat: FlatAccount, accounts: readonly Written[]): string[] {
  const names = accounts.map(({ name }) => name.normalize('NFC'));
  const keys = [flat, ...accounts].map(({ iot_client_id: id, iot_organization_id: space }) =>
    JSON.stringify([id, space]),
  );
  return accounts.flatMap(({ iot_client_id: id }, index) => {
    const at = `accounts[${index}]`;
    const named = names.indexOf(names[index] ?? '');
    const keyed = keys.indexOf(keys[index + 1] ?? '');
    const other =
      keyed === 0 ? 'the account of the flat keys' : `accounts[${keyed - 1}] (${names[keyed - 1]})`;
    return [
      ...(named === index
        ? []
        : [`${at}.name: ${names[index]} is used by accounts[${named}] already; each account needs its own`]),
      ...(keyed === index + 1
        ? []
        : [
            `${at}.iot_client_id: ${id} is that of ${other}, in the same space; an account has one budget: leave one out`,
          ]),
    ];
  });
}

function unknownAccounts(
  { iot_client_id: id }: FlatAccount,
  accounts: readonly Written[],
  rooms: readonly { account?: string | undefined }[],
): string[] {
  const names = accounts.map(({ name }) => name.normalize('NFC'));
  return rooms.flatMap(({ account }, index) => {
    const at = `rooms[${index}].account`;
    if (account === undefined)
      return id !== undefined || names.length === 0
        ? []
        : [`${at}: missing; name one of accounts, or add iot_client_id and iot_client_secret for such rooms`];
    if (names.includes(account.normalize('NFC'))) return [];
    const mend =
      names.length > 0 ? `did you mean ${closest(account, names)}?` : 'add it to accounts, or leave it out';
    return [`${at}: there is no account ${account}; ${mend}`];
  });
}
