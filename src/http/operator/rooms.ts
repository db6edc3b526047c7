import type { FastifyInstance } from 'fastify';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ClientQuery, GUARDED, Rooms, refusals } from '../schemas.ts';
import { roomJson } from './room-json.ts';

const schema = {
  tags: ['rooms'],
  operationId: 'listRooms',
  summary: 'What every room is, how fresh that is, and what is wrong',
  querystring: ClientQuery,
  response: { 200: Rooms, ...refusals(...GUARDED) },
};

/** `GET /rooms`: what every room is, how fresh that is, and what is wrong. */
export async function rooms(app: FastifyInstance, { context }: { context: AppContext }): Promise<void> {
  app.get('/rooms', { schema }, async () => {
    const service = serviceOf(context);
    return { rooms: service.building.roomNames().map((name) => roomJson(name, service)) };
  });
}
