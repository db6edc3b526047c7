import type { Vendor, VendorFailure } from '../ports/failure.ts';

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
  readonly retryAfterMs: number | undefined;

  constructor(
    vendor: Vendor,
    message: string,
    details: {
      status?: number | undefined;
      reason?: string | undefined;
      operator?: boolean;
      retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(message);
    this.vendor = vendor;
    this.status = details.status;
    this.reason = details.reason;
    this.operator = details.operator ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/**
 * What a `Retry-After` header asks for, in ms: seconds, or a date (RFC 9110, 10.2.3), which is later than `date`, the
 * answer's own. Undefined where it says neither.
 */
export function retryAfter(header: string | null | undefined, date?: string | null): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.parse(date ?? '');
  return wait >= 0 ? wait : undefined;
}

/**
 * Whether an HTTP status says that only an operator can mend it: all that is said of the request, but that it took too long
 * (408) or that there were too many (429), and what `passing` has besides.
 */
export function isOperators(status: number | undefined, passing: readonly number[] = []): boolean {
  return status !== undefined && status < 500 && ![408, 429, ...passing].includes(status);
}

/** Whether a port threw it. */
export function isVendorFailure(error: unknown): error is VendorFailure {
  return error instanceof VendorError;
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
