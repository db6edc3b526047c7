import { Type } from '@fastify/type-provider-typebox';

/** What whoever comes back to a stream may send: the state that it knows. */
export const StreamHeaders = Type.Object({ 'last-event-id': Type.Optional(Type.String()) });

/** A stream of server-sent events, as an answer. */
export const EVENT_STREAM = {
  description: 'a stream of events',
  content: { 'text/event-stream': { schema: Type.String() } },
};
