import type { Static } from '@sinclair/typebox';
import type { IotAccount } from '../io/arduino-iot/client.ts';
import type { AccountSchema } from './account-schema.ts';
import type { Config } from './config.ts';

type Written = Static<typeof AccountSchema>;

/** An Arduino account as the configuration has it, with its defaults. */
export interface Account extends IotAccount {
  /** Undefined: it is of the flat keys, and of the rooms that name none. */
  name: string | undefined;
  /** An origin that stands in for Arduino's. */
  endpoint: string | undefined;
  /** What all processes together may ask of Arduino for it. */
  requestsPerSecond: number;
}

type WrittenAccounts = Pick<
  Config,
  | 'accounts'
  | 'iot_client_id'
  | 'iot_client_secret'
  | 'iot_client_secret_previous'
  | 'iot_organization_id'
  | 'iot_api_endpoint'
  | 'iot_requests_per_second'
>;

/** All accounts: that of the flat keys first, where there is one. What roomcal signs, it signs with the secret of the first. */
export function iotAccountsOf(config: WrittenAccounts): readonly [Account, ...Account[]] {
  const { iot_client_id, iot_client_secret, accounts = [] } = config;
  const flat =
    iot_client_id !== undefined && iot_client_secret !== undefined
      ? [{ ...config, name: undefined, iot_client_id, iot_client_secret }]
      : [];
  const [first, ...others] = [...flat, ...accounts].map((one) => withDefaults(one, config));
  if (!first) throw new Error('a configuration without an account was taken');
  return [first, ...others];
}

function withDefaults(
  one: Omit<Written, 'name'> & { name: string | undefined },
  config: WrittenAccounts,
): Account {
  return {
    name: one.name,
    clientId: one.iot_client_id,
    clientSecret: one.iot_client_secret,
    previousSecret: one.iot_client_secret_previous,
    organizationId: one.iot_organization_id,
    endpoint: one.iot_api_endpoint ?? config.iot_api_endpoint,
    requestsPerSecond: one.iot_requests_per_second ?? config.iot_requests_per_second,
  };
}

/** What belongs to a mistake, for whoever keeps several accounts; empty of the account of the flat keys. */
export function ofAccount({ name }: Pick<Account, 'name'>): string {
  return name === undefined ? '' : ` of the account ${name}`;
}
