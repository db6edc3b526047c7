import type { FastifyInstance } from 'fastify';
import { admit, type Tokens } from '../accounts/token.ts';
import { callsOf } from '../calls.ts';
import { answerGoogle, Refusal } from '../refusal.ts';
import type { Buckets, Preconditions } from './objects.ts';
import { pageOf } from './page.ts';
import { sendRange } from './range.ts';
import { uploadRoutes } from './upload.ts';

interface ObjectRoute {
  Params: { bucket: string; object: string };
  Querystring: Preconditions & { alt?: string; generation?: string };
}

const is = callsOf('storage');

/**
 * The Cloud Storage JSON API, with and without the `/storage/v1` that emulator clients leave out. `/download` is where
 * google-cloud-storage for Python reads media (`_DOWNLOAD_URL_TEMPLATE` of its blob.py), whatever the emulator's origin.
 */
export function storageRoutes(app: FastifyInstance, buckets: Buckets, tokens: Tokens): void {
  app.setErrorHandler(answerGoogle);
  admit(app, tokens);
  uploadRoutes(app, buckets);
  for (const root of ['/storage/v1/b', '/b']) bucketRoutes(app, root, buckets);
  for (const root of ['/storage/v1/b', '/b', '/download/storage/v1/b']) objectRoutes(app, root, buckets);
}

function bucketRoutes(app: FastifyInstance, root: string, buckets: Buckets): void {
  interface OfProject {
    Querystring: { project?: string; prefix?: string };
    Body?: { name?: string };
  }

  app.post<OfProject>(root, is('storage.bucket'), async ({ body, query }) =>
    buckets.createBucket(body?.name ?? '', query.project),
  );

  app.get<OfProject>(root, is('storage.bucket'), async ({ query }) => ({
    kind: 'storage#buckets',
    items: buckets.list(query.project, query.prefix),
  }));

  app.get<{ Params: { bucket: string } }>(
    `${root}/:bucket`,
    is('storage.bucket'),
    async ({ params }) => buckets.bucket(params.bucket).resource,
  );

  app.get<{ Params: { bucket: string }; Querystring: Parameters<typeof pageOf>[1] }>(
    `${root}/:bucket/o`,
    is('storage.read'),
    async ({ params, query }) => ({
      kind: 'storage#objects',
      ...pageOf(buckets.objects(params.bucket, query.prefix), query),
    }),
  );

  app.delete<ObjectRoute>(
    `${root}/:bucket/o/:object`,
    is('storage.delete'),
    async ({ params, query }, reply) => {
      buckets.delete(params.bucket, params.object, query);
      return reply.code(204).send();
    },
  );
}

/** Media where `alt=media` asks for it, and metadata otherwise. */
function objectRoutes(app: FastifyInstance, root: string, buckets: Buckets): void {
  app.get<ObjectRoute>(`${root}/:bucket/o/:object`, is('storage.read'), async (request, reply) => {
    const { params, query, headers } = request;
    const media = query.alt === 'media';
    try {
      const { resource, data } = buckets.object(params.bucket, params.object, query.generation);
      // For a reader, "not this generation" means "only if it is new": 304, not 412.
      if (query.ifGenerationNotMatch === resource.generation) return reply.code(304).send();
      buckets.check(params.bucket, params.object, query);
      if (!media) return resource;
      reply
        .type(resource.contentType)
        .header('accept-ranges', 'bytes')
        .header('x-goog-generation', resource.generation)
        .header('x-goog-metageneration', resource.metageneration)
        .header('x-goog-hash', `crc32c=${resource.crc32c},md5=${resource.md5Hash}`)
        .header('x-goog-stored-content-length', resource.size);
      return sendRange(reply, data, headers.range);
    } catch (error) {
      if (!media || !(error instanceof Refusal)) throw error;
      return reply.code(error.statusCode).type('text/html; charset=UTF-8').send(error.message);
    }
  });
}
