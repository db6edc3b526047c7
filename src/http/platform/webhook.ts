import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { sameText } from '../access/credentials.ts';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { refusals } from '../schemas.ts';

const BODY_LIMIT = 1_024;

const schema = {
  tags: ['platform'],
  operationId: 'notify',
  summary: 'Where Google says that a calendar has changed',
  security: [],
  response: {
    204: Type.Null({ description: 'it is noted' }),
    ...refusals('INVALID_REQUEST', 'UNKNOWN_CHANNEL', 'TOO_SLOW', 'TOO_LARGE', 'INTERNAL', 'NOT_READY'),
  },
};

/**
 * `POST /webhook`, where Google says that a calendar has changed. The body tells nothing and is not read; the headers
 * must be those of a channel that is live or just being registered. The answer goes out before anything is done.
 */
export async function webhook(app: FastifyInstance, { context }: { context: AppContext }): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, async () => undefined);

  // Whatever the body claims to be, it is not read.
  app.addHook('onRequest', async ({ headers }) => {
    headers['content-type'] = 'application/octet-stream';
  });

  app.post('/webhook', { schema }, async ({ headers, log }, reply) => {
    const { building } = serviceOf(context);
    const header = (name: string) => String(headers[`x-goog-${name}`] ?? '');
    const channel = building.channel(header('channel-id'));
    const isOurs =
      channel !== undefined &&
      sameText(header('channel-token'), channel.token) &&
      (channel.resourceId === undefined || header('resource-id') === channel.resourceId);
    if (!isOurs) {
      const [id, token] = [header('channel-id'), header('channel-token')];
      const [calendarId, resourceId] = [calendarIn(header('resource-uri')), header('resource-id')];
      // `sync` may come before the channel is stored by whoever is just registering it.
      const isSync = header('resource-state') === 'sync';
      // One address stands before all processes: whom Google finds need not be the one that has the room.
      if (!channel && calendarId !== undefined && building.isForeign({ id, token, calendarId })) {
        if (!isSync && !building.notifiedForAnother({ id, calendarId, resourceId }))
          throw new ApiError('NOT_READY', 'too many changes of other rooms are on their way');
        return reply.code(204).send();
      }
      context.metrics.refused();
      const isOrphaned = !channel && calendarId !== undefined && !isSync;
      // After the answer: whoever guesses must not learn from the time that it takes.
      if (isOrphaned) setImmediate(() => building.notifiedByOrphan({ id, token, calendarId, resourceId }));
      throw new ApiError('UNKNOWN_CHANNEL');
    }
    reply.code(204).send();
    // `sync` says that the channel is open, not that anything has changed.
    if (header('resource-state') !== 'sync') {
      log.debug(`${channel.roomName}: notified`);
      building.notify(channel.roomName);
    }
    return reply;
  });
}

/** The calendar of a resource's URI, `https://www.googleapis.com/calendar/v3/calendars/…/events?alt=json`. */
function calendarIn(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri.match(/\/calendars\/([^/?]+)\/events/)?.[1] ?? '') || undefined;
  } catch {
    return undefined;
  }
}
