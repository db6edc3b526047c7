import type { Instant } from '../agenda/agenda.ts';

/** A property of a Thing: its last value, and when by the cloud's clock it was written, where it was and the cloud says so. */
export interface Property {
  id: string;
  value: unknown;
  updatedAt?: Instant | undefined;
}

/** A Thing's properties, by variable name. */
export type ThingProperties = ReadonlyMap<string, Property>;

/** A Thing, and the address that the cloud calls whenever one of its properties was written; undefined where it calls none. */
export interface Thing {
  id: string;
  name: string;
  properties: ThingProperties;
  webhook?: string | undefined;
}

/** Arduino IoT Cloud. Methods throw a `VendorFailure` of vendor `iot`. */
export interface ThingsPort {
  /**
   * All Things of the account, in one request, which all who ask before it is sent share: an answer is never older than
   * its question.
   */
  read(): Promise<readonly Thing[]>;
  /** What one Thing shows, in one request that goes before most: somebody may have pressed a button there. */
  readOne(thingId: string): Promise<ThingProperties>;
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
