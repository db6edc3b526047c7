import type { FastifyReply, FastifyRequest } from 'fastify';
import { roomsNamedIn } from '../access/authorize.ts';
import { type AppContext, serviceOf } from '../app-context.ts';
import type { Forward } from './forward.ts';

/** Hands a call about another process's room on to that one; what it answers is the answer. */
export function toOwner(context: AppContext, forward: Forward) {
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const { sharding } = serviceOf(context);
    // Of several names it is the last that a call is about: a path goes before a body, a body before a query.
    const roomName = roomsNamedIn(request).at(-1);
    const owner = roomName === undefined ? undefined : sharding.owner(roomName);
    if (owner === undefined || owner === sharding.shard.shard) done();
    else
      try {
        forward(request, reply, owner);
      } catch (error) {
        done(error as Error);
      }
  };
}
