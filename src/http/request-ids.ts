import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Each answer says by which id the log knows its request. */
export function requestIds(app: FastifyInstance): void {
  app.setGenReqId(() => crypto.randomUUID());
  app.addHook('onRequest', (request, reply, done) => {
    nameAnswer(request, reply);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    logAnswer(request, reply);
    done();
  });
}

export function nameAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
}

export function logAnswer({ method, url, log }: FastifyRequest, reply: FastifyReply): void {
  if (log.level !== 'debug' && log.level !== 'trace') return;
  // Without the query: it may hold what is nobody else's.
  const [path] = url.split('?');
  log.debug(`${method} ${path} ${reply.statusCode} in ${reply.elapsedTime.toFixed(1)} ms`);
}
