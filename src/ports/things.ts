/** A Thing: its id and, by variable name, each property's id and last value. */
export interface Thing {
  id: string;
  name: string;
  properties: ReadonlyMap<string, { id: string; value: unknown }>;
}

/** Arduino IoT Cloud. Methods throw a `VendorFailure` of vendor `iot`. */
export interface ThingsPort {
  /**
   * All Things of the account, in one request, which all who ask before it is sent share: an answer is never older than
   * its question.
   */
  read(): Promise<readonly Thing[]>;
  /**
   * Sets the property that `choose` names when the turn comes, the higher `priority` first; resolves when the cloud has
   * acknowledged it. Where there is nothing left to set, no request is made. `signal` takes it out of the line.
   */
  publish(request: {
    thingId: string;
    priority: number;
    choose: () => { propertyId: string; value: string | number } | undefined;
    signal: AbortSignal;
  }): Promise<void>;
}
