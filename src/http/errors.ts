import type { Failure } from '../ports/failure.ts';

/** A row of the error table: `retry` tells a client whether the same request may succeed later. */
interface Row {
  status: number;
  message: string;
  retry: boolean;
}

/** Every code that the API answers; docs/errors.md is tested against it both ways. */
export const ERRORS = {
  INVALID_REQUEST: { status: 400, message: 'The request is malformed', retry: false },
  UNAUTHORIZED: { status: 401, message: 'client_id and secret do not match, and no key does', retry: false },
  PASS_EXPIRED: {
    status: 401,
    message: 'The pass has expired: scan the code at the door again',
    retry: false,
  },
  NOT_ALLOWED: { status: 403, message: 'The key does not reach that far', retry: false },
  NOT_OURS: {
    status: 403,
    message: 'Only meetings that were booked at the door can be changed here',
    retry: false,
  },
  UNKNOWN_ROUTE: { status: 404, message: 'There is nothing at this address', retry: false },
  UNKNOWN_ROOM: { status: 404, message: 'There is no such room', retry: false },
  UNKNOWN_CHANNEL: { status: 404, message: 'No live channel has this id and token', retry: false },
  UNKNOWN_MEETING: { status: 404, message: 'There is no such meeting', retry: false },
  WRONG_METHOD: { status: 405, message: 'This address takes other methods', retry: false },
  TOO_SLOW: { status: 408, message: 'The request took too long to arrive', retry: true },
  ROOM_BUSY: { status: 409, message: 'The room is busy', retry: true },
  NOT_ENOUGH_TIME: { status: 409, message: 'The next meeting begins too soon', retry: true },
  KEY_USED: {
    status: 409,
    message: 'This Idempotency-Key made a meeting that is gone; use another one',
    retry: false,
  },
  NO_CHECK_IN: { status: 409, message: 'At this door nobody has to check in', retry: false },
  NOT_BEGUN: { status: 409, message: 'The meeting has not begun; check in when it has', retry: true },
  MEETING_OVER: { status: 409, message: 'The meeting is over; book a new one', retry: false },
  MEETING_CHANGED: { status: 409, message: 'Somebody has just changed the meeting', retry: true },
  NO_PUBLIC_ADDRESS: {
    status: 409,
    message: 'The configuration has no gcal_watch_function_url to which Google could push',
    retry: false,
  },
  CONFIG_INVALID: {
    status: 409,
    message: 'The configuration has a mistake; what was there before holds',
    retry: true,
  },
  TOO_LARGE: { status: 413, message: 'The body is too large', retry: false },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'The body must be JSON; name its type application/json',
    retry: false,
  },
  TOO_MANY_FAILURES: {
    status: 429,
    message: 'Too many requests from this address had wrong credentials',
    retry: true,
  },
  HEADERS_TOO_LARGE: { status: 431, message: 'The headers are too large', retry: false },
  INTERNAL: { status: 500, message: 'roomcal made a mistake; the log says which', retry: true },
  VENDOR_FAILED: { status: 502, message: 'A cloud that roomcal depends on failed', retry: true },
  NOT_READY: { status: 503, message: 'roomcal is not ready yet', retry: true },
  OWNER_AWAY: { status: 503, message: 'The process that has this room is away', retry: true },
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof ERRORS;

/** An answer other than success. `details` are further keys of the body, such as `busy_until`; then come headers. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly headers: Record<string, string | string[]>;

  constructor(
    code: ErrorCode,
    message: string = ERRORS[code].message,
    details: Record<string, unknown> = {},
    headers: Record<string, string | string[]> = {},
  ) {
    super(message);
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** 502 with the vendor that failed and its words. What no vendor threw is a mistake of ours, and stays as it is. */
export function vendorFailed(failure: Failure): Error {
  return failure.vendor
    ? new ApiError('VENDOR_FAILED', failure.message, { vendor: failure.vendor })
    : failure;
}
