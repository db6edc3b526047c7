import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { OrphanedChannel } from '../../machines/building-types.ts';
import { sameText } from '../access/credentials.ts';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { refusals } from '../schemas.ts';
import type { Peers } from '../sharding/peers.ts';

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
 * must be those of a channel that is live or just being registered. The answer goes out before anything is done, unless another
 * process has the room: then once that one can hear of it.
 */
export async function webhook(
  app: FastifyInstance,
  { context, peers }: { context: AppContext; peers: Peers | undefined },
): Promise<void> {
  /** Resolves once the process that has the room can hear of it. Throws 503 where it does not: then Google tells once more. */
  async function tellAnother(roomName: string, notification: Omit<OrphanedChannel, 'token'>): Promise<void> {
    const { building, sharding } = serviceOf(context);
    if (!(await building.notifiedForAnother(notification)))
      throw new ApiError('NOT_READY', "a change of another process's room is still on its way");
    const owner = sharding.owner(roomName);
    // The topic keeps nothing for a process that is away.
    if (peers && owner !== undefined && !(await peers.serves(owner)))
      throw new ApiError('NOT_READY', 'the process that has this room is away');
  }

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
      const another = !channel && calendarId ? building.foreignRoom({ id, token, calendarId }) : undefined;
      if (another !== undefined && calendarId !== undefined) {
        if (!isSync) await tellAnother(another, { id, calendarId, resourceId });
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
