import { Readable } from 'node:stream';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { Clock } from '../../ports/clock.ts';
import { type AppContext, buildingOf, serviceOf } from '../app-context.ts';
import { ClientQuery, GUARDED, RoomParams, refusals } from '../schemas.ts';
import { changeSignal } from './change-signal.ts';
import { roomFeeds } from './room-feed.ts';

/** How long a stream is silent at most, in ms: proxies close those that are longer. */
const HEARTBEAT_MS = 15_000;
/** How soon a client is to come back, in ms. */
const RETRY_MS = 3_000;

const schema = {
  tags: ['rooms'],
  operationId: 'followRoom',
  summary: 'Follow a room: its state at once, then at each change',
  description:
    'Server-sent events: the `data` of each is a room as `GET /rooms` has it. An `id` names a state; whoever comes back ' +
    'with it as `Last-Event-ID` is told the state only if it is another one. Comments keep the stream awake.',
  params: RoomParams,
  querystring: ClientQuery,
  headers: Type.Object({ 'last-event-id': Type.Optional(Type.String()) }),
  response: {
    200: { description: 'a stream of events', content: { 'text/event-stream': { schema: Type.String() } } },
    ...refusals(...GUARDED, 'UNKNOWN_ROOM'),
  },
};

/** `GET /rooms/:room_name/events` follows a room. */
export const roomEvents: FastifyPluginAsyncTypebox<{ context: AppContext; clock: Clock }> = async (
  app,
  { context, clock },
) => {
  const closing = new AbortController();
  const newsOf = roomFeeds();
  app.addHook('preClose', async () => closing.abort());

  app.get(
    '/rooms/:room_name/events',
    { schema, config: { right: 'read' } },
    async ({ params, headers, raw }, reply) => {
      const { room_name: roomName } = params;
      buildingOf(context, roomName);
      const news = newsOf(serviceOf(context), roomName);
      const gone = new AbortController();
      raw.once('close', () => gone.abort());
      // Also of a stream that is given up before its first word.
      const signal = AbortSignal.any([closing.signal, gone.signal]);
      const changes = changeSignal(clock, signal);
      const leave = news.follow(changes.notify);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave);

      // Whoever reads slowly is told the state of then, not all that were between.
      async function* events(): AsyncGenerator<string> {
        let told = headers['last-event-id'];
        yield `retry: ${RETRY_MS}\n\n`;
        for (let woken = 'change'; woken !== 'end'; woken = await changes.next(HEARTBEAT_MS)) {
          const { id, event } = news.latest();
          if (id !== told) yield event;
          else if (woken === 'silence') yield ': nothing new\n\n';
          told = id;
        }
      }

      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-cache, no-transform')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(events(), { objectMode: false, highWaterMark: 1 }) as never);
    },
  );
};
