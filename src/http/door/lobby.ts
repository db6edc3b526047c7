import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Clock } from '../../ports/clock.ts';
import { type Caller, reaches } from '../access/caller.ts';
import { type AppContext, type Service, serviceOf } from '../app-context.ts';
import { eventStreams } from '../feed/event-stream.ts';
import { feeds } from '../feed/feed.ts';
import { EVENT_STREAM, StreamHeaders } from '../feed/stream-schemas.ts';
import { ClientQuery, GUARDED, refusals } from '../schemas.ts';
import { lobbyState } from './door-state.ts';
import { LobbyState } from './page-schemas.ts';

const reading = {
  tags: ['door'],
  operationId: 'readLobby',
  summary: 'What the page in the lobby shows: every room that the key reaches',
  querystring: ClientQuery,
  response: { 200: LobbyState, ...refusals(...GUARDED) },
};

const following = {
  tags: ['door'],
  operationId: 'followLobby',
  summary: 'Follow the lobby as its page does: all rooms at once, then at each change',
  description:
    'Server-sent events: the `data` of each is what `GET /lobby/rooms` answers. An event `time`, at once and every 15 s while ' +
    "nothing changes, has the service's time as `now`.",
  querystring: ClientQuery,
  headers: StreamHeaders,
  response: {
    200: EVENT_STREAM,
    ...refusals(...GUARDED),
  },
};

/** `GET /lobby/rooms`, all rooms that the key reaches, and `/lobby/events`, which follows them. */
export const lobby: FastifyPluginAsyncTypebox<{
  context: AppContext;
  clock: Clock;
  version: string;
}> = async (app, { context, clock, version }) => {
  const config = { right: 'read' } as const;
  const stream = eventStreams(app, clock);
  const feedOf = feeds((roomNames, service) => lobbyState(roomNames, service, version));

  app.get('/lobby/rooms', { schema: reading, config }, async ({ caller }) => {
    const service = serviceOf(context);
    return lobbyState(roomsOf(caller, service), service, version);
  });

  app.get('/lobby/events', { schema: following, config }, async (request, reply) => {
    const service = serviceOf(context);
    const names = roomsOf(request.caller, service);
    const followed = names.join('/');
    const isOpen = () => request.mayStill() && roomsOf(request.caller, service).join('/') === followed;
    const feed = feedOf(context, names);
    return stream(request, reply, feed, { isOpen, tellsTime: true });
  });
};

function roomsOf(caller: Caller, { building }: Service): string[] {
  return building.roomNames().filter((name) => reaches(caller, name));
}
