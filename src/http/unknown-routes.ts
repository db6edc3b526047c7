import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';

/** Answers 405 where an address is known with other methods, and 404 where it is not. */
export function unknownRoutes(app: FastifyInstance): void {
  const routes: { pattern: RegExp; method: string }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) routes.push({ pattern, method: one });
  });
  app.setNotFoundHandler(({ method, url }) => {
    const path = url.split('?')[0]!;
    const allowed = routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method);
    if (allowed.length === 0) throw new ApiError('UNKNOWN_ROUTE', `There is no ${method} ${path}`);
    const allow = [...new Set(allowed)].join(', ');
    throw new ApiError('WRONG_METHOD', `${path} takes ${allow}, not ${method}`, {}, { allow });
  });
}
