import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import { reaches } from '../access/caller.ts';
import { type AppContext, type Service, serviceOf } from '../app-context.ts';
import { eventStreams } from '../feed/event-stream.ts';
import { feeds } from '../feed/feed.ts';
import { EVENT_STREAM, StreamHeaders } from '../feed/stream-schemas.ts';
import { ClientQuery, GUARDED, refusals } from '../schemas.ts';
import { askLobbies, type LobbyElsewhere } from '../sharding/lobby-of-all.ts';
import { isForwarded } from '../sharding/mark.ts';
import { PeerLobbies } from '../sharding/peer-lobbies.ts';
import type { Peers } from '../sharding/peers.ts';
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
  peers: Peers | undefined;
}> = async (app, { context, clock, version, peers }) => {
  const config = { right: 'read' } as const;
  const stream = eventStreams(app, clock);
  const feedOfOwn = feeds((roomNames, service) => lobbyState(roomNames, service, version));
  const lobbies = peers && new PeerLobbies(context, peers, clock);
  const stateOfAll = (
    roomNames: readonly string[],
    service: Service,
    { elsewhere, missing }: LobbyElsewhere,
  ) => ({
    ...lobbyState(roomNames, service, version, elsewhere),
    ...(missing.length > 0 && { missing }),
  });
  const feedOfAll =
    lobbies &&
    feeds(
      (roomNames, service) => stateOfAll(roomNames, service, lobbies.latest(roomNames, service)),
      (changed) => lobbies.follow(changed),
    );

  /** All that the caller reaches; another process is told of this one's rooms alone. */
  function roomsOf({ caller, headers }: FastifyRequest, { building, sharding }: Service): string[] {
    const isOfAll = peers && !isForwarded(headers);
    const names = isOfAll ? sharding.roomNames : building.roomNames();
    return names.filter((name) => reaches(caller, name));
  }

  app.get('/lobby/rooms', { schema: reading, config }, async (request) => {
    const service = serviceOf(context);
    const names = roomsOf(request, service);
    if (!peers || isForwarded(request.headers)) return lobbyState(names, service, version);
    return stateOfAll(names, service, await askLobbies(request, names, service, peers));
  });

  app.get('/lobby/events', { schema: following, config }, async (request, reply) => {
    const service = serviceOf(context);
    const names = roomsOf(request, service);
    const followed = names.join('/');
    const isOpen = () =>
      request.mayStill() && roomsOf(request, context.service ?? service).join('/') === followed;
    if (!lobbies || !feedOfAll || isForwarded(request.headers))
      return stream(request, reply, feedOfOwn(context, names), { isOpen, tellsTime: true });
    // The first word is to have all rooms in it.
    const leave = lobbies.follow(() => undefined);
    try {
      await lobbies.heard();
      return stream(request, reply, feedOfAll(context, names), { isOpen, tellsTime: true });
    } finally {
      leave();
    }
  });
};
