import type { FastifyInstance } from 'fastify';

/** Each answer says by which id the log knows its request. */
export function requestIds(app: FastifyInstance): void {
  app.setGenReqId(() => crypto.randomUUID());
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // Without the query: it may hold what is nobody else's.
    const [path] = request.url.split('?');
    request.log.debug(`${request.method} ${path} ${reply.statusCode} in ${reply.elapsedTime.toFixed(1)} ms`);
    done();
  });
}
