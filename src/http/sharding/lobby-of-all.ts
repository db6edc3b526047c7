import type { FastifyRequest } from 'fastify';
import type { Service } from '../app-context.ts';
import type { Elsewhere } from '../door/door-state.ts';
import type { LobbyState } from '../door/page-schemas.ts';
import { askedBy } from './asked-by.ts';
import { othersWith, type Peers } from './peers.ts';

/** What other processes tell in a lobby, and which of them did not. */
export interface LobbyElsewhere {
  elsewhere: Elsewhere;
  missing: number[];
}

/** Asks the other processes that have any of these rooms for what their lobbies show. */
export async function askLobbies(
  request: FastifyRequest,
  roomNames: readonly string[],
  service: Service,
  peers: Peers,
): Promise<LobbyElsewhere> {
  const { headers, gone } = askedBy(request);
  const { answers, missing } = await peers.gather(othersWith(roomNames, service), (shard) =>
    peers.askWhole(shard, { path: request.url, headers }, gone),
  );
  return { elsewhere: elsewhereOf([...answers.values()] as LobbyState[]), missing };
}

/** What several lobbies know. */
export function elsewhereOf(lobbies: readonly LobbyState[]): Elsewhere {
  const rooms = new Map(lobbies.flatMap(({ rooms }) => rooms.map((room) => [room.room_name, room])));
  return { room: (roomName) => rooms.get(roomName), words: lobbies[0] };
}
