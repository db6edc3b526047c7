import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Clock } from '../../ports/clock.ts';
import { type AppContext, buildingOf } from '../app-context.ts';
import { eventStreams } from '../feed/event-stream.ts';
import { feeds } from '../feed/feed.ts';
import { EVENT_STREAM, StreamHeaders } from '../feed/stream-schemas.ts';
import { ClientQuery, GUARDED, OF_A_ROOM, RoomParams, refusals } from '../schemas.ts';
import { roomJson } from './room-json.ts';

const schema = {
  tags: ['rooms'],
  operationId: 'followRoom',
  summary: 'Follow a room: its state at once, then at each change',
  description:
    'Server-sent events: the `data` of each is a room as `GET /rooms` has it. An `id` names a state; whoever comes back ' +
    'with it as `Last-Event-ID` is told the state only if it is another one. Comments keep the stream awake.',
  params: RoomParams,
  querystring: ClientQuery,
  headers: StreamHeaders,
  response: {
    200: EVENT_STREAM,
    ...refusals(...GUARDED, ...OF_A_ROOM),
  },
};

/** `GET /rooms/:room_name/events` follows a room. */
export const roomEvents: FastifyPluginAsyncTypebox<{ context: AppContext; clock: Clock }> = async (
  app,
  { context, clock },
) => {
  const stream = eventStreams(app, clock);
  const feedOf = feeds(([roomName = ''], service) => roomJson(roomName, service));

  app.get('/rooms/:room_name/events', { schema, config: { right: 'read' } }, async (request, reply) => {
    const { room_name: roomName } = request.params;
    const building = buildingOf(context, roomName);
    const isOpen = () => building.has(roomName) && request.mayStill();
    const feed = feedOf(context, [roomName]);
    return stream(request, reply, feed, { isOpen });
  });
};
