import type { FastifyReply, FastifyRequest } from 'fastify';

interface Details {
  domain?: string;
  locationType?: 'header' | 'parameter';
  location?: string;
}

/** A vendor's no: thrown by stores and hooks, and put into that vendor's words by its error handler below. */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly reason: string | undefined;
  readonly details: Details;

  constructor(statusCode: number, reason?: string, message = '', details: Details = {}) {
    super(message);
    this.statusCode = statusCode;
    this.reason = reason;
    this.details = details;
  }
}

/** A request that Google's APIs would not understand: 400 `invalid`, or `required` where something is missing. */
export const invalid = (message: string, location?: string) =>
  new Refusal(400, 'invalid', message, location === undefined ? {} : { locationType: 'parameter', location });
export const required = (message: string) => new Refusal(400, 'required', message);

type Answer = (error: Error, request: FastifyRequest, reply: FastifyReply) => unknown;

/** What Google says of a status when nothing more is known. */
const GOOGLE_REASONS: Record<number, [reason: string, message: string, details?: Details]> = {
  400: ['badRequest', 'Bad Request'],
  401: ['authError', 'Invalid Credentials', { locationType: 'header', location: 'Authorization' }],
  403: ['rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' }],
  404: ['notFound', 'Not Found'],
  409: ['conflict', 'Conflict'],
  410: ['deleted', 'Resource has been deleted'],
  412: ['conditionNotMet', 'At least one of the pre-conditions you specified did not hold.'],
  429: ['rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' }],
  500: ['backendError', 'Backend Error'],
};

/** Answers as the Calendar and Cloud Storage JSON APIs do. */
export const answerGoogle: Answer = (error, _request, reply) => {
  const code = statusOf(error);
  const [reason, message, details] = GOOGLE_REASONS[code] ?? GOOGLE_REASONS[code < 500 ? 400 : 500]!;
  const refusal = error instanceof Refusal ? error : parseErrorIn(error);
  const item = {
    domain: 'global',
    ...(refusal?.reason === undefined ? details : refusal.details),
    reason: refusal?.reason ?? reason,
    message: error.message || message,
  };
  return reply.code(code).send({ error: { errors: [item], code, message: item.message } });
};

const GOA_CODES: Record<number, [code: string, detail: string]> = {
  400: ['bad_request', 'the request is not valid'],
  401: ['unauthorized', 'the token is missing, unknown or expired'],
  403: ['forbidden', 'access is forbidden'],
  404: ['not_found', 'not found'],
  409: ['conflict', 'conflict'],
};

/** Answers as the Arduino IoT Cloud does: Goa's error, but plain text above the rate limit. */
export const answerGoa: Answer = (error, request, reply) => {
  const status = statusOf(error);
  if (status === 429) {
    return reply.code(429).type('text/plain').send('You have reached maximum request limit.');
  }
  const [code, detail] = GOA_CODES[status] ?? ['internal', 'internal error'];
  const body = { id: request.id, code, status, detail: error.message || detail, meta: {} };
  // As bytes, for to the type of a text Fastify adds a charset, and Arduino's client for Python takes none.
  return reply
    .code(status)
    .type('application/vnd.goa.error+json')
    .send(Buffer.from(JSON.stringify(body)));
};

/** Answers as an OAuth 2 token endpoint does (RFC 6749, section 5.2). */
export const answerOAuth: Answer = (error, _request, reply) => {
  const status = statusOf(error);
  const reason = error instanceof Refusal ? error.reason : undefined;
  return reply.code(status).send({
    error: reason ?? (status < 500 ? 'invalid_request' : 'temporarily_unavailable'),
    error_description: error.message || 'The request was refused.',
  });
};

/** A body that Fastify could not read, in Google's words. */
const parseErrorIn = ({ code }: Error & { code?: string }) =>
  code?.startsWith('FST_ERR_CTP_') ? new Refusal(400, 'parseError') : undefined;

/** Fastify's own errors (a body that is not JSON, say) carry a `statusCode`, too. */
const statusOf = (error: Error & { statusCode?: number }) => error.statusCode ?? 500;
