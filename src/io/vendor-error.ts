import type { Vendor, VendorFailure } from './ports.ts';

/**
 * What an adapter throws; see `VendorFailure` for what the fields promise. It carries no cause: a client library's own
 * error holds the request, and with it the token.
 */
export class VendorError extends Error implements VendorFailure {
  override readonly name = 'VendorError';
  readonly vendor: Vendor;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly operator: boolean;

  constructor(
    vendor: Vendor,
    message: string,
    details: {
      status?: number | undefined;
      reason?: string | undefined;
      operator?: boolean;
    } = {},
  ) {
    super(message);
    this.vendor = vendor;
    this.status = details.status;
    this.reason = details.reason;
    this.operator = details.operator ?? false;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A wrapper for an adapter's calls: what they throw comes out as the adapter's `failureOf` says. */
export function failingAs(failureOf: (cause: unknown) => VendorError) {
  return async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw failureOf(error);
    }
  };
}
