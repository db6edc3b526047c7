import type { Clock } from '../../ports/clock.ts';
import { RateLimit } from './rate-limit.ts';
import type { Property, Thing } from './thing-resource.ts';
import { IotCloud } from './things.ts';

const WINDOW_MS = 1000;

/** An account of Arduino's: what it has, and how often it may ask. */
export interface IotAccount {
  readonly cloud: IotCloud;
  readonly limit: RateLimit;
}

/** Accounts of the IoT Cloud, each with its own Things, API keys and limit. */
export class IotAccounts {
  readonly #clock: Clock;
  readonly #requestsPerSecond: number;
  readonly #written: (thing: Thing, property: Property) => void;
  readonly #accounts: IotAccount[] = [];
  /** The one that is there from the beginning. */
  readonly first: IotCloud;
  /** Of whoever has no account. */
  readonly #strangers: RateLimit;

  /** `written` is told of each value that a property has taken; each account may ask so often in a second. */
  constructor(clock: Clock, requestsPerSecond: number, written: (thing: Thing, property: Property) => void) {
    this.#clock = clock;
    this.#requestsPerSecond = requestsPerSecond;
    this.#written = written;
    this.#strangers = this.#limit();
    this.first = this.open();
  }

  /** Makes another account, without Things and keys. */
  open(): IotCloud {
    const cloud = new IotCloud(this.#clock, this.#written);
    this.#accounts.push({ cloud, limit: this.#limit() });
    return cloud;
  }

  /** Whether that is a key of one of them, with its secret. */
  knows(clientId: string, clientSecret: string): boolean {
    return this.#having(clientId)?.cloud.clients.get(clientId) === clientSecret;
  }

  /** What the account has for which that key speaks. */
  of(clientId: string): IotCloud {
    return this.#having(clientId)?.cloud ?? this.first;
  }

  /** Whether a request that arrives now is let in; undefined: of somebody who has no account. */
  admits(clientId: string | undefined): boolean {
    const account = clientId === undefined ? undefined : this.#having(clientId);
    return (account?.limit ?? this.#strangers).admits();
  }

  #having(clientId: string): IotAccount | undefined {
    return this.#accounts.find(({ cloud }) => cloud.clients.has(clientId));
  }

  #limit(): RateLimit {
    return new RateLimit(this.#requestsPerSecond, WINDOW_MS, this.#clock);
  }
}
