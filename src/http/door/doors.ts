import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Clock } from '../../ports/clock.ts';
import { youOf } from '../access/caller.ts';
import { type AppContext, buildingOf, serviceOf } from '../app-context.ts';
import { eventStreams } from '../feed/event-stream.ts';
import { feeds } from '../feed/feed.ts';
import { EVENT_STREAM, StreamHeaders } from '../feed/stream-schemas.ts';
import { ClientQuery, GUARDED, OF_A_ROOM, RoomParams, refusals } from '../schemas.ts';
import { doorState } from './door-state.ts';
import { DoorState } from './page-schemas.ts';

const reading = {
  tags: ['door'],
  operationId: 'readDoorState',
  summary: 'What a page at the door shows',
  params: RoomParams,
  querystring: ClientQuery,
  response: { 200: DoorState, ...refusals(...GUARDED, ...OF_A_ROOM) },
};

const following = {
  tags: ['door'],
  operationId: 'followDoor',
  summary: 'Follow a door as its page does: its state at once, then at each change',
  description:
    'Server-sent events: the `data` of each is a door as `GET /rooms/{room_name}/door` has it. An event `time`, at once and ' +
    "every 15 s while nothing changes, has the service's time as `now`: a tablet's own clock may be wrong. An event `you`, " +
    'once, says what the key `may` do; of a pass also when it `expires_at`, and the `meeting` that was booked with it.',
  params: RoomParams,
  querystring: ClientQuery,
  headers: StreamHeaders,
  response: {
    200: EVENT_STREAM,
    ...refusals(...GUARDED, ...OF_A_ROOM),
  },
};

/** `GET /rooms/:room_name/door`, what a page at the door shows, and `/door/events`, which follows it. */
export const doors: FastifyPluginAsyncTypebox<{
  context: AppContext;
  clock: Clock;
  version: string;
}> = async (app, { context, clock, version }) => {
  const config = { right: 'read' } as const;
  const stream = eventStreams(app, clock);
  const feedOf = feeds(([roomName = ''], service) => doorState(roomName, service, version));

  app.get('/rooms/:room_name/door', { schema: reading, config }, async ({ params }) => {
    buildingOf(context, params.room_name);
    return doorState(params.room_name, serviceOf(context), version);
  });

  app.get('/rooms/:room_name/door/events', { schema: following, config }, async (request, reply) => {
    const { room_name: roomName } = request.params;
    const building = buildingOf(context, roomName);
    const isOpen = () => building.has(roomName) && request.mayStill();
    const feed = feedOf(context, [roomName]);
    const you = youOf(request.caller);
    return stream(request, reply, feed, { isOpen, tellsTime: true, you });
  });
};
