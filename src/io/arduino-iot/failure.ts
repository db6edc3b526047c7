import { isOperators, messageOf, retryAfter, VendorError } from '../vendor-error.ts';
import { oneLine } from '../vendor-text.ts';
import { readGoaError } from './response-schemas.ts';

/** The part of got's error that is read here. */
interface HttpError {
  name?: string;
  response?: { statusCode: number; headers: Record<string, string | undefined>; body: unknown };
}

/** What was answered, where a request was refused. */
function refusalIn(error: unknown): HttpError['response'] {
  const { name, response }: HttpError = Object(error);
  return name === 'HTTPError' ? response : undefined;
}

/** The HTTP status by which a request was refused; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return refusalIn(error)?.statusCode;
}

/** What a request came to, as every port tells it. */
export function failureOf(cause: unknown): VendorError {
  if (cause instanceof VendorError) return cause;
  const status = statusOf(cause);
  const { code, detail } = goaError(cause);
  const message = status
    ? [[status, code].filter(Boolean).join(' '), detail].filter(Boolean).join(': ')
    : oneLine(messageOf(cause));
  const headers = refusalIn(cause)?.headers ?? {};
  return new VendorError('iot', `Arduino IoT Cloud: ${message}`, {
    status,
    reason: code,
    operator: isOperators(status),
    retryAfterMs: retryAfter(headers['retry-after'], headers.date),
  });
}

/** Arduino's errors are goa's, `{id, code, status, detail, meta}`, but 429, which is a line of text. */
function goaError(cause: unknown): { code?: string | undefined; detail?: string | undefined } {
  const refusal = refusalIn(cause);
  if (!refusal) return {};
  const { body, headers } = refusal;
  const text = String(body);
  if (headers['content-type']?.startsWith('text/plain')) return { detail: oneLine(text) };
  try {
    const { code, detail } = readGoaError(JSON.parse(text));
    return { code: oneLine(code), detail: oneLine(detail) };
  } catch {
    return {};
  }
}
