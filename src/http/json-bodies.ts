import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The text of a JSON body, as it was sent. */
    sentBody: string | undefined;
  }
}

/**
 * Bodies are JSON; an empty one is none, for clients name the type though they send nothing. Small firmware, and curl, send
 * JSON under another type, or none: it is taken from whoever is no page in a browser. A page that names another type asks
 * nobody for leave (no CORS preflight), and the browser would add the credentials that somebody once typed for HTTP Basic.
 */
export function jsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.decorateRequest('sentBody', undefined);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, body, done) => {
    const undeclared = new ApiError('UNSUPPORTED_MEDIA_TYPE');
    request.sentBody = body;
    if (body === '') done(null, undefined);
    else if (request.headers.origin !== undefined) done(undeclared);
    else void parse(request, body, (error, value) => (error ? done(undeclared) : done(null, value)));
  });
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.sentBody = body;
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
