import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { Clock } from '../../ports/clock.ts';
import { requireNoPass } from '../access/caller.ts';
import { passesOf } from '../access/passes.ts';
import { type AppContext, buildingOf, serviceOf } from '../app-context.ts';
import { Text } from '../schema-parts.ts';
import { GUARDED, MaybeRoomBody, OF_A_ROOM, RoomParams, refusals } from '../schemas.ts';

const Pass = Type.Object(
  {
    pass: Text('pass-eyJyb29tIjoi…', 'in place of a key, `Authorization: Bearer …`'),
    expires_at: Text('2026-11-23T09:10:00.000Z', 'when it opens nothing any more, in UTC'),
    path: Text('/book/black_room#pass=pass-eyJyb29tIjoi…', 'the page at which a telephone books with it'),
  },
  { title: 'Pass', description: 'a pass for this room' },
);

const schema = {
  tags: ['door'],
  operationId: 'makePass',
  summary: 'Make a pass for whoever stands at the door',
  description:
    'Good for ten minutes, for this room alone: it reads and books, and who has booked with it gets one that extends and ' +
    'ends that meeting. The door page shows it as a code to scan.',
  params: RoomParams,
  body: MaybeRoomBody,
  response: { 201: Pass, ...refusals(...GUARDED, ...OF_A_ROOM) },
};

/** `POST /rooms/:room_name/passes`: a pass for whoever stands at the door. */
export const passes: FastifyPluginAsyncTypebox<{ context: AppContext; clock: Clock }> = async (
  app,
  { context, clock },
) => {
  const config = { right: 'book' } as const;
  app.post('/rooms/:room_name/passes', { schema, config }, async ({ params, caller }, reply) => {
    requireNoPass(caller);
    const { room_name: room } = params;
    buildingOf(context, room);
    const signed = passesOf(serviceOf(context).clientSecret);
    const pass = signed.forDoor(room, caller.name, clock.now());
    const text = signed.written(pass);
    return reply.code(201).send({
      pass: text,
      expires_at: new Date(pass.until).toISOString(),
      path: `/book/${encodeURIComponent(room)}#pass=${text}`,
    });
  });
};
