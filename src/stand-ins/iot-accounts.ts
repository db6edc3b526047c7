import { Arduino, type ArduinoOptions, type Value } from './iot-cloud.ts';

/** Accounts of Arduino's, in memory, each with its own Things, limit and tokens. A Thing's name is that of one door among all. */
export class ArduinoAccounts {
  readonly #options: ArduinoOptions;
  readonly #accounts = new Map<string | undefined, Arduino>();
  readonly #accountOf = new Map<string, string | undefined>();

  constructor(options: ArduinoOptions) {
    this.#options = options;
  }

  /** The account of that name; undefined: the one of doors that are of no other. */
  account(name: string | undefined): Arduino {
    const known = this.#accounts.get(name) ?? new Arduino(this.#options);
    this.#accounts.set(name, known);
    return known;
  }

  /** As `Arduino` does, in an account. */
  add(thingName: string, variables: readonly string[], webhook = '', account?: string): void {
    this.#accountOf.set(thingName, account);
    this.account(account).add(thingName, variables, webhook);
  }

  give(thingName: string, variables: readonly string[]): void {
    this.#having(thingName).give(thingName, variables);
  }

  remove(thingName: string): void {
    this.#having(thingName).remove(thingName);
  }

  of(thingName: string): ReadonlyMap<string, Value> {
    return this.#having(thingName).of(thingName);
  }

  push(thingName: string, values: Readonly<Record<string, Value>>): void {
    this.#having(thingName).push(thingName, values);
  }

  nameOf(thingId: string): string | undefined {
    return this.#first((account) => account.nameOf(thingId));
  }

  variable(thingId: string, propertyId: string): ReturnType<Arduino['variable']> {
    return this.#first((account) => account.variable(thingId, propertyId));
  }

  #having(thingName: string): Arduino {
    return this.account(this.#accountOf.get(thingName));
  }

  #first<T>(find: (account: Arduino) => T | undefined): T | undefined {
    for (const account of this.#accounts.values()) {
      const found = find(account);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
