import type { FastifyInstance } from 'fastify';
import { reaches } from '../access/caller.ts';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ClientQuery, GUARDED, Rooms, refusals } from '../schemas.ts';
import { roomJson } from './room-json.ts';

const schema = {
  tags: ['rooms'],
  operationId: 'listRooms',
  summary: 'What every room is that the key reaches, how fresh that is, and what is wrong',
  querystring: ClientQuery,
  response: { 200: Rooms, ...refusals(...GUARDED) },
};

/** `GET /rooms`: what every room is, how fresh that is, and what is wrong. */
export async function rooms(app: FastifyInstance, { context }: { context: AppContext }): Promise<void> {
  app.get('/rooms', { schema, config: { right: 'read' } }, async ({ caller }) => {
    const service = serviceOf(context);
    const names = service.building.roomNames().filter((name) => reaches(caller, name));
    return { rooms: names.map((name) => roomJson(name, service)) };
  });
}
