import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, ERRORS } from './errors.ts';

/** Answers an error in the shape and the words of docs/errors.md. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = answerable(error);
  const { status } = ERRORS[known.code];
  if (status >= 500) {
    // Only a mistake of our own needs its stack.
    request.log.warn(
      known.code === 'INTERNAL' ? { err: error } : { code: known.code },
      `${request.method} ${request.url.split('?')[0]} answers ${status}: ${error.message}`,
    );
  }
  return reply.code(status).headers(known.headers).send(bodyOf(known));
}

/** What never became a request, Node hands over as it is: too slow, too long, or not HTTP at all. */
export function answerSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const known = new ApiError(
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'TOO_SLOW'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 'HEADERS_TOO_LARGE'
        : 'INVALID_REQUEST',
  );
  const { status } = ERRORS[known.code];
  const body = JSON.stringify(bodyOf(known));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `x-request-id: ${crypto.randomUUID()}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function bodyOf({ code, message, details }: ApiError) {
  const { status } = ERRORS[code];
  return { statusCode: status, code, error: STATUS_CODES[status], message, ...details };
}

/** Fastify's own refusals in the words of our table; whatever else is thrown is our mistake and says nothing. */
function answerable(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error;
  // It was there when the request came, and is gone from the configuration.
  if (error.name === 'UnknownRoom') return new ApiError('UNKNOWN_ROOM');
  if (error.validation) return new ApiError('INVALID_REQUEST', explain(error));
  switch (error.statusCode) {
    case 413:
      return new ApiError('TOO_LARGE');
    case 415:
      return new ApiError('UNSUPPORTED_MEDIA_TYPE');
    case undefined:
      return new ApiError('INTERNAL');
    default:
      return error.statusCode < 500
        ? new ApiError('INVALID_REQUEST', error.message)
        : new ApiError('INTERNAL');
  }
}

function explain({ message, validation }: FastifyError): string {
  const unknown = validation?.find(({ keyword }) => keyword === 'additionalProperties');
  return unknown ? `${message}: ${unknown.params.additionalProperty}` : message;
}
