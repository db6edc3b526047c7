import { isOperators, messageOf, retryAfter, VendorError } from '../vendor-error.ts';
import { oneLine } from '../vendor-text.ts';

/** Google says 403 both for what nobody may do and for what was done too often. */
export const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded']);

/** The shapes in which Google tells what is wrong: the API's own, and the token endpoint's; any of it may be anything. */
interface GoogleFailure {
  status?: number;
  response?: {
    headers?: Headers;
    data?: {
      error?: string | { message?: unknown; errors?: { reason?: unknown }[] };
      error_description?: unknown;
    };
  };
  cause?: unknown;
}

/** Google's token endpoint, too, says 401, of credentials that no new token can mend; its `error` is a word. */
export function isRefusedToken(error: unknown): boolean {
  const { status, response }: GoogleFailure = Object(error);
  return status === 401 && typeof response?.data?.error !== 'string';
}

/**
 * What Google's client threw, as every port tells it. `call` names the call, which is told where Google itself did not
 * say what is wrong: then there is no status, and the call may have been done all the same.
 */
export function failureOf(cause: unknown, call?: string): VendorError {
  const { status, response, cause: inner }: GoogleFailure = Object(cause);
  // Google's client wraps what is thrown where it sends.
  for (const one of [cause, inner]) if (one instanceof VendorError) return one;
  const said = response?.data?.error;
  const [reason, words] =
    typeof said === 'string'
      ? [said, response?.data?.error_description]
      : [said?.errors?.[0]?.reason, said?.message];
  const known = oneLine(reason);
  const operator = isOperators(status) && !RATE_REASONS.has(known ?? '');
  // Without words of Google's the library's own message may be a whole page of a proxy.
  const code = [status, known].filter(Boolean).join(' ');
  const message = status
    ? [code, oneLine(words)].filter(Boolean).join(': ')
    : [response ? undefined : call, oneLine(messageOf(cause))].filter(Boolean).join(': ');
  const headers = response?.headers;
  const retryAfterMs = retryAfter(headers?.get('retry-after'), headers?.get('date'));
  return new VendorError('calendar', `Google Calendar: ${message}`, {
    status,
    reason: known,
    operator,
    retryAfterMs,
  });
}
