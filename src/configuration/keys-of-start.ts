import type { Config } from './config.ts';
import type { ConfigurationRead } from './open.ts';

/** Keys that are read as the process starts: clients and their budgets are made of them, and go on with requests on their way. */
const KEYS = [
  'events_per_refresh',
  'gcal_requests_per_minute',
  'iot_requests_per_second',
  'gcal_subject',
  'gcal_api_endpoint',
  'iot_api_endpoint',
] as const satisfies (keyof Config)[];

/** And those of an account, as it is written. */
const ACCOUNT_KEYS = ['iot_requests_per_second', 'iot_api_endpoint'] as const;

/** What differs from the configuration of the start and holds only once roomcal is started anew. */
export function keysOfStart(first: ConfigurationRead, now: ConfigurationRead): string[] {
  const keys: string[] = KEYS.filter((key) => first.config[key] !== now.config[key]);
  const [before, after] = [first, now].map(({ config }) => config.accounts ?? []);
  for (const { name, ...account } of after ?? []) {
    const opened = before?.find((one) => one.name === name);
    const others = ACCOUNT_KEYS.filter((key) => opened && opened[key] !== account[key]);
    keys.push(...others.map((key) => `${key} of the account ${name}`));
  }
  return first.credentials === now.credentials ? keys : [...keys, 'calendar_credentials.json'];
}

/** `first` with the accounts that have come since: their clients were made of what they said then. */
export function withNewAccounts(first: ConfigurationRead, now: ConfigurationRead): ConfigurationRead {
  const known = first.config.accounts ?? [];
  const isNew = ({ name }: { name: string }) => known.every((one) => one.name !== name);
  const come = (now.config.accounts ?? []).filter(isNew);
  return come.length === 0 ? first : { ...first, config: { ...first.config, accounts: [...known, ...come] } };
}
