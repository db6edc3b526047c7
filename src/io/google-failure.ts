import { messageOf, retryAfter, VendorError } from './vendor-error.ts';

/** Google says 403 both for what nobody may do and for what was done too often. */
export const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded']);

/** The shapes in which Google tells what is wrong: the API's own, and the token endpoint's. */
interface GoogleFailure {
  status?: number;
  response?: {
    headers?: Headers;
    data?: {
      error?: string | { message?: string; errors?: { reason?: string }[] };
      error_description?: string;
    };
  };
}

/** Google's token endpoint, too, says 401, of credentials that no new token can mend; its `error` is a word. */
export function isRefusedToken(error: unknown): boolean {
  const { status, response } = error as GoogleFailure;
  return status === 401 && typeof response?.data?.error !== 'string';
}

/** What Google's client threw, as every port tells it. */
export function failureOf(cause: unknown): VendorError {
  const { status, response } = cause as GoogleFailure;
  const said = response?.data?.error;
  const [reason, words] =
    typeof said === 'string'
      ? [said, response?.data?.error_description]
      : [said?.errors?.[0]?.reason, said?.message];
  const operator =
    status !== undefined &&
    status < 500 &&
    status !== 429 &&
    status !== 408 &&
    !RATE_REASONS.has(reason ?? '');
  // Without words of Google's the library's own message may be a whole page of a proxy.
  const code = [status, reason].filter(Boolean).join(' ');
  const message = status ? [code, words].filter(Boolean).join(': ') : messageOf(cause);
  const headers = response?.headers;
  const retryAfterMs = retryAfter(headers?.get('retry-after'), headers?.get('date'));
  return new VendorError('calendar', `Google Calendar: ${message}`, {
    status,
    reason,
    operator,
    retryAfterMs,
  });
}
