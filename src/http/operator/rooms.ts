import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { reaches } from '../access/caller.ts';
import { type AppContext, buildingOf, type Service, serviceOf } from '../app-context.ts';
import { ClientQuery, GUARDED, OF_A_ROOM, Rooms, refusals } from '../schemas.ts';
import { isForwarded, isFromPeer } from '../sharding/mark.ts';
import type { Peers } from '../sharding/peers.ts';
import { inLines, LINES, roomsOfAll } from '../sharding/rooms-of-all.ts';
import { roomJson } from './room-json.ts';

/** How many rooms are written in one turn of the event loop: a building may have ten thousand, and a door must not wait for them. */
const IN_A_TURN = 50;

const RoomsQuery = Type.Object({
  ...ClientQuery.properties,
  room_name: Type.Optional(Type.String({ description: 'this room alone' })),
  failing: Type.Optional(
    Type.String({ enum: ['true'], description: 'only rooms in which something fails, or is not known' }),
  ),
});

const schema = {
  tags: ['rooms'],
  operationId: 'listRooms',
  summary: 'What every room is that the key reaches, how fresh that is, and what is wrong',
  description:
    'Of several processes each is asked for its own: shard by shard, within each in the order of the configuration. `missing` is there ' +
    'only where one could not be asked, or broke off.',
  querystring: RoomsQuery,
  response: { 200: Rooms, ...refusals(...GUARDED, ...OF_A_ROOM) },
};

/** `GET /rooms`: what every room is, how fresh that is, and what is wrong. */
export const rooms: FastifyPluginAsyncTypebox<{ context: AppContext; peers: Peers | undefined }> = async (
  app,
  { context, peers },
) => {
  app.get('/rooms', { schema, config: { right: 'read' } }, async (request, reply) => {
    const { caller, query, headers } = request;
    const { room_name, failing } = query;
    const service = serviceOf(context);
    if (room_name !== undefined) buildingOf(context, room_name);
    const names = room_name === undefined ? service.building.roomNames() : [room_name];
    const reached = names.filter((name) => reaches(caller, name));
    const own = written(reached, service, failing !== undefined);
    if (room_name === undefined && isFromPeer(headers, service))
      return reply.type(LINES).send(Readable.from(inLines(own)) as never);
    const isOfAll = peers && room_name === undefined && !isForwarded(headers);
    const text = isOfAll ? inJson(...roomsOfAll(own, request, service, peers)) : inJson(own);
    return reply.type('application/json; charset=utf-8').send(Readable.from(text) as never);
  });
};

/** Each room as JSON, a batch a turn of the event loop. */
async function* written(
  names: readonly string[],
  service: Service,
  onlyFailing: boolean,
): AsyncGenerator<string[], void> {
  for (let from = 0; from < names.length; from += IN_A_TURN) {
    if (from > 0) await setImmediate();
    // A room may have gone since.
    const there = names.slice(from, from + IN_A_TURN).filter((name) => service.building.has(name));
    const batch = there.map((name) => roomJson(name, service));
    const shown = batch.filter((room) => !onlyFailing || isFailing(room));
    yield shown.map((room) => JSON.stringify(room));
  }
}

/** The answer; which shards are missing is looked at once all others are written. */
async function* inJson(batches: AsyncIterable<string[]>, missing: number[] = []): AsyncGenerator<string> {
  yield '{"rooms":[';
  let comma = '';
  for await (const batch of batches) {
    if (batch.length > 0) yield comma + batch.join(',');
    if (batch.length > 0) comma = ',';
  }
  yield missing.length > 0 ? `],"missing":${JSON.stringify(missing)}}` : ']}';
}

function isFailing({ last_error, stale, occupancy }: ReturnType<typeof roomJson>): boolean {
  return last_error !== null || stale || occupancy === 'unknown';
}
