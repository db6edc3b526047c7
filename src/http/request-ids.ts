import type { FastifyInstance } from 'fastify';

/** Each answer says by which id the log knows its request. */
export function requestIds(app: FastifyInstance): void {
  app.setGenReqId(() => crypto.randomUUID());
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (app.log.level === 'debug' || app.log.level === 'trace') {
      // Without the query: it may hold what is nobody else's.
      const [path] = request.url.split('?');
      const ms = reply.elapsedTime.toFixed(1);
      request.log.debug(`${request.method} ${path} ${reply.statusCode} in ${ms} ms`);
    }
    done();
  });
}
