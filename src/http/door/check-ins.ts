import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { requireOwnMeeting } from '../access/caller.ts';
import { type AppContext, buildingOf, serviceOf } from '../app-context.ts';
import { CheckedIn } from '../door-schemas.ts';
import { MeetingParams, OF_A_ROOM, refusals, roomCall, WITH_BODY } from '../schemas.ts';
import { refusalOf } from './booking-refusals.ts';
import { checkInRequest } from './booking-requests.ts';
import { idIn, inWords, mint } from './bookings.ts';
import { summaryOf } from './meeting-json.ts';

const schema = {
  tags: ['door'],
  operationId: 'checkIn',
  summary: 'Say that somebody has come',
  description:
    'From its start on a meeting waits for somebody to check in, where `check_in` is configured, and the room is released ' +
    'where nobody does. To check in again changes nothing. `current` names the meeting that runs.',
  params: MeetingParams,
  body: roomCall({}),
  response: {
    200: CheckedIn,
    204: Type.Null({ description: 'no meeting runs: only of `current`' }),
    ...refusals(
      ...WITH_BODY,
      ...OF_A_ROOM,
      'UNKNOWN_MEETING',
      'NO_CHECK_IN',
      'NOT_BEGUN',
      'MEETING_OVER',
      'MEETING_CHANGED',
      'VENDOR_FAILED',
    ),
  },
};

/** `POST /meetings/:id/check_in`: somebody has come to the meeting. */
export const checkIns: FastifyPluginAsyncTypebox<{ context: AppContext }> = async (app, { context }) => {
  const config = { right: 'book' } as const;
  app.post('/meetings/:id/check_in', { schema, config }, async ({ params, body, caller }, reply) => {
    const service = serviceOf(context);
    const { room_name } = body;
    const building = buildingOf(context, room_name);
    const eventId = idIn(params.id, building, room_name);
    if (eventId === undefined) return reply.code(204).send(null);
    requireOwnMeeting(caller, eventId);
    const answer = await building.ask(room_name, checkInRequest({ mint, who: caller.name }, eventId));
    if (answer.type !== 'checked_in') throw refusalOf(answer, building, room_name);
    return summaryOf(answer.meeting, ...inWords(service, room_name));
  });
};
