import type { ThingsPort } from '../ports/things.ts';
import { AccountThings, type AccountThingsOptions } from './account-things.ts';

export interface AccountsOptions extends Omit<AccountThingsOptions, 'account' | 'things'> {
  /** The Things of the account of that name; undefined: of the one that rooms have which name none. */
  thingsOf: (account: string | undefined) => ThingsPort;
}

/** The Arduino accounts of which a building has rooms, each with its Things: they know nothing of each other. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts = new Map<string | undefined, AccountThings>();
  #isStarted = false;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** The Things of that account, which are read from now on. */
  of(account: string | undefined): AccountThings {
    const known = this.#accounts.get(account);
    if (known) return known;
    const { thingsOf, ...options } = this.#options;
    const made = new AccountThings({ ...options, account, things: thingsOf(account) });
    this.#accounts.set(account, made);
    if (this.#isStarted) made.start();
    return made;
  }

  start(): void {
    this.#isStarted = true;
    for (const things of this.#accounts.values()) things.start();
  }

  stop(): void {
    for (const things of this.#accounts.values()) things.stop();
  }

  /** Whether nothing of that account was ever read, while another one answered. */
  isSilent(account: string | undefined): boolean {
    const hasRead = (things: AccountThings) => things.hasRead;
    return this.#accounts.get(account)?.hasRead === false && this.#accounts.values().some(hasRead);
  }

  /** The Thing of that room was written, the cloud says. */
  written({ account, roomName }: { account?: string | undefined; roomName: string }): void {
    this.#accounts.get(account)?.written(roomName);
  }

  /** That room has left. */
  forget(roomName: string): void {
    for (const things of this.#accounts.values()) things.forget(roomName);
  }

  /** Rooms have come and gone: what nobody writes any more is read no more. */
  tidyUp(): void {
    for (const [account, things] of this.#accounts) {
      if (this.#options.tenantsOf(account).length > 0) continue;
      things.stop();
      this.#accounts.delete(account);
    }
  }
}
