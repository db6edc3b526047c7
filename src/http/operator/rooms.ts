import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { reaches } from '../access/caller.ts';
import { type AppContext, buildingOf, type Service, serviceOf } from '../app-context.ts';
import { ClientQuery, GUARDED, Rooms, refusals } from '../schemas.ts';
import { roomJson } from './room-json.ts';

/** How many rooms are written in one turn of the event loop: a building may have ten thousand, and a door must not wait for them. */
const IN_A_TURN = 100;

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
  querystring: RoomsQuery,
  response: { 200: Rooms, ...refusals(...GUARDED, 'UNKNOWN_ROOM') },
};

/** `GET /rooms`: what every room is, how fresh that is, and what is wrong. */
export const rooms: FastifyPluginAsyncTypebox<{ context: AppContext }> = async (app, { context }) => {
  app.get('/rooms', { schema, config: { right: 'read' } }, async ({ caller, query }, reply) => {
    const { room_name, failing } = query;
    const service = serviceOf(context);
    if (room_name !== undefined) buildingOf(context, room_name);
    const names = room_name === undefined ? service.building.roomNames() : [room_name];
    const reached = names.filter((name) => reaches(caller, name));
    const text = written(reached, service, failing !== undefined);
    return reply.type('application/json; charset=utf-8').send(Readable.from(text) as never);
  });
};

/** The rooms as JSON, a batch a turn of the event loop. */
async function* written(
  names: readonly string[],
  service: Service,
  onlyFailing: boolean,
): AsyncGenerator<string> {
  yield '{"rooms":[';
  let comma = '';
  for (let from = 0; from < names.length; from += IN_A_TURN) {
    if (from > 0) await setImmediate();
    // A room may have gone since.
    const there = names.slice(from, from + IN_A_TURN).filter((name) => service.building.has(name));
    const batch = there.map((name) => roomJson(name, service));
    const shown = batch.filter((room) => !onlyFailing || isFailing(room));
    if (shown.length > 0) yield comma + shown.map((room) => JSON.stringify(room)).join(',');
    if (shown.length > 0) comma = ',';
  }
  yield ']}';
}

function isFailing({ last_error, stale, occupancy }: ReturnType<typeof roomJson>): boolean {
  return last_error !== null || stale || occupancy === 'unknown';
}
