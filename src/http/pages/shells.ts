import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';
import { RoomParams, refusals } from '../schemas.ts';
import { type BuiltPages, headersOf } from './built-pages.ts';

const PAGES = [
  { url: '/doors/:room_name', name: 'door', summary: 'The page at a door' },
  { url: '/lobby', name: 'lobby', summary: 'The page in the lobby: all rooms' },
  { url: '/book/:room_name', name: 'book', summary: 'The page that books from a telephone' },
] as const;

/**
 * The pages themselves. They hold no data, and need no key: it comes behind `#`, which no browser sends to a server, and the
 * page sends it as a header.
 */
export async function shells(app: FastifyInstance, { built }: { built: BuiltPages }): Promise<void> {
  for (const { url, name, summary } of PAGES) {
    const schema = {
      tags: ['pages'],
      operationId: `${name}Page`,
      summary,
      description: 'A page without data. Its key, or pass, comes behind `#` in its address.',
      security: [],
      ...(url.includes(':') && { params: RoomParams }),
      response: {
        200: { description: 'the page', content: { 'text/html': { schema: Type.String() } } },
        ...refusals('INVALID_REQUEST', 'INTERNAL', 'NOT_READY'),
      },
    };
    app.get(url, { schema }, async (_, reply) => {
      const html = built.html[name];
      if (html === undefined)
        throw new ApiError('NOT_READY', 'The pages are not built: run npm ci, with development dependencies');
      return reply.headers(headersOf(html)).send(html);
    });
  }
}
