import type { IotCloud } from '../io/arduino-iot/things.ts';
import type { Measures } from '../io/measures.ts';
import type { Clock } from '../ports/clock.ts';
import type { Config } from './config.ts';
import { iotAccountsOf } from './iot-accounts.ts';
import { openIotCloud } from './open.ts';

/** The Things of each account, by its name. */
export interface IotClouds {
  of(account: string | undefined): IotCloud;
  /** From now on the accounts are those of `config`: one that is there already keeps its budget. */
  use(config: Config): void;
}

/**
 * A client for each account, with its own token, budget and line: what one is kept waiting for, no other is. One whose account
 * is gone stays, for rooms that leave still write with it, and its account may come back.
 */
export function iotClouds(
  config: Config,
  clock: Clock,
  measuresOf: (account: string | undefined) => Measures,
): IotClouds {
  const clouds = new Map<string | undefined, IotCloud>();
  const use = (now: Config) => {
    for (const account of iotAccountsOf(now)) {
      const known = clouds.get(account.name);
      if (known) known.use(account);
      else clouds.set(account.name, openIotCloud(account, clock, measuresOf(account.name)));
    }
  };
  use(config);
  return {
    use,
    of(account) {
      const cloud = clouds.get(account);
      if (!cloud) throw new Error(`a room has an account that is not there: ${account}`);
      return cloud;
    },
  };
}
