import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { callsOf } from '../calls.ts';
import { invalid, Refusal, required } from '../refusal.ts';
import type { Buckets, ObjectMetadata, ObjectResource, Preconditions } from './objects.ts';

const OBJECTS = '/upload/storage/v1/b/:bucket/o';
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

interface UploadRoute {
  Params: { bucket: string };
  Querystring: Preconditions & { uploadType?: string; name?: string; upload_id?: string };
  Body: Buffer | undefined;
}

/** What is to become of the data, once it is there. */
interface Target {
  readonly bucket: string;
  readonly name: string;
  readonly metadata: ObjectMetadata;
  readonly preconditions: Preconditions;
}

/** Uploads of objects: in one request (media, multipart), or in a session of several (resumable). */
export function uploadRoutes(app: FastifyInstance, buckets: Buckets): void {
  const sessions = new Map<string, { target: Target; received: Buffer }>();
  const options = { ...callsOf('storage')('storage.write'), bodyLimit: MAX_UPLOAD_BYTES };

  app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: unknown, body: unknown) => body,
    );

    uploads.post<UploadRoute>(
      OBJECTS,
      options,
      async ({ params, query, body = NOTHING, headers, host }, reply) => {
        const target = (metadata: ObjectMetadata): Target => {
          const name = query.name ?? metadata.name;
          if (!name) throw required('Required parameter: name');
          return { bucket: params.bucket, name, metadata, preconditions: query };
        };
        if (query.uploadType === 'multipart') {
          const { metadata, data } = multipart(body, headers['content-type'] ?? '');
          return write(target(metadata), data);
        }
        if (query.uploadType === 'media') {
          const { 'content-type': type } = headers;
          return write(target(type === undefined ? {} : { contentType: type }), body);
        }
        if (query.uploadType !== 'resumable') throw invalid('Unsupported uploadType.', 'uploadType');
        const contentType = headers['x-upload-content-type'];
        const session = {
          target: target({ ...(typeof contentType === 'string' && { contentType }), ...parsed(body) }),
          received: NOTHING,
        };
        check(session.target);
        const id = randomUUID();
        sessions.set(id, session);
        const path = OBJECTS.replace(':bucket', params.bucket);
        return reply.header('location', `http://${host}${path}?uploadType=resumable&upload_id=${id}`).send();
      },
    );

    uploads.put<UploadRoute>(OBJECTS, options, async ({ query, body = NOTHING, headers }, reply) => {
      const { upload_id: id = '' } = query;
      const session = sessions.get(id);
      if (!session) throw new Refusal(404, 'notFound', 'No such upload.');
      session.received = Buffer.concat([session.received, body]);
      const { length } = session.received;
      if (!isComplete(headers['content-range'], length)) {
        if (length > 0) reply.header('range', `bytes=0-${length - 1}`);
        return reply.code(308).send();
      }
      sessions.delete(id);
      return write(session.target, session.received);
    });
  });

  const check = ({ bucket, name, preconditions }: Target) => buckets.check(bucket, name, preconditions);

  const write = (target: Target, data: Buffer): ObjectResource => {
    check(target);
    return buckets.put(target.bucket, target.name, data, target.metadata);
  };
}

/** Whether a chunk was the last one: the total is reached, or left open by a chunk that goes on to its end (`0-*`). */
function isComplete(contentRange: string | undefined, received: number): boolean {
  if (contentRange === undefined) return true;
  const [, range, total] = /^bytes (\S+)\/(\S+)$/.exec(contentRange) ?? [];
  return total === '*' ? range?.endsWith('-*') === true : received >= Number(total);
}

/** Takes `multipart/related` apart: the first part is the metadata, the second the data. */
function multipart(body: Buffer, contentType: string): { metadata: ObjectMetadata; data: Buffer } {
  const [, boundary] = /boundary="?([^";]+)/.exec(contentType) ?? [];
  if (boundary === undefined) throw invalid('Missing multipart boundary.');
  // latin1 has a character for every byte: nothing is lost on the way through a string.
  const [metadata, data] = body.toString('latin1').split(`--${boundary}`).slice(1, -1).map(part);
  if (!metadata || !data) throw invalid('A multipart upload has two parts.');
  const { contentType: type } = data;
  return {
    metadata: { ...(type && { contentType: type }), ...parsed(metadata.content) },
    data: data.content,
  };
}

function part(text: string): { contentType: string | undefined; content: Buffer } {
  const end = text.indexOf('\r\n\r\n');
  const [, contentType] = /^content-type: *(.+?)\r?$/im.exec(text.slice(0, end)) ?? [];
  return { contentType, content: Buffer.from(text.slice(end + 4, -2), 'latin1') };
}

function parsed(json: Buffer): ObjectMetadata {
  if (json.length === 0) return {};
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new Refusal(400, 'parseError', 'Parse Error');
  }
}
