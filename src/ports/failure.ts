export type Vendor = 'calendar' | 'iot' | 'pubsub' | 'storage';

/**
 * What every port throws. `operator` says that trying again soon will not help: somebody has to mend something
 * (a calendar that is not shared with us, a Thing that does not exist). Otherwise the vendor may recover by itself.
 */
export interface VendorFailure extends Error {
  readonly vendor: Vendor;
  /** HTTP status or gRPC code, where there was an answer. */
  readonly status: number | undefined;
  /** The vendor's own word for it, such as `rateLimitExceeded`. */
  readonly reason: string | undefined;
  readonly operator: boolean;
  /** How long the vendor asked us to wait, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/** What no port threw: a mistake of roomcal's. It costs a retry and a line in the log, as what may pass does. */
export interface OwnMistake extends Error {
  readonly vendor?: undefined;
  readonly status?: undefined;
  readonly reason?: undefined;
  readonly operator?: undefined;
  readonly retryAfterMs?: undefined;
}

export type Failure = VendorFailure | OwnMistake;
