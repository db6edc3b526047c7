import { createHash, randomUUID } from 'node:crypto';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { isoWithOffset } from '../agenda/local-time.ts';
import { DOOR_VARIABLES } from '../agenda/properties.ts';
import type { Wording } from '../agenda/wording.ts';
import type { RoomView } from '../machines/building-types.ts';
import type { BookingRefusal } from '../machines/room-types.ts';
import { authorize } from './auth.ts';
import { ApiError, vendorFailed } from './errors.ts';
import { buildingOf, type House, serviceOf } from './house.ts';
import { meetingJson, summaryOf } from './meeting-json.ts';

const Query = Type.Object({ client_id: Type.Optional(Type.String()), room_name: Type.String() });

const NewMeeting = Type.Object(
  {
    client_id: Type.Optional(Type.String()),
    room_name: Type.String(),
    duration_mins: Type.Optional(Type.Integer({ minimum: 1, maximum: 480 })),
    title: Type.Optional(Type.String({ pattern: '\\S', maxLength: 1_024 })),
  },
  { additionalProperties: false },
);

/** `GET /meetings` says what the door says, and a little more; `POST /meetings` books the room from now on. */
export const meetings: FastifyPluginAsyncTypebox<{ house: House }> = async (app, { house }) => {
  app.addHook('preValidation', authorize(house));

  app.get('/meetings', { schema: { querystring: Query } }, async ({ query: { room_name } }) =>
    doorOf(buildingOf(house, room_name).view(room_name), room_name, serviceOf(house).wording),
  );

  app.post('/meetings', { schema: { body: NewMeeting } }, async ({ body, headers }, reply) => {
    const { meetingTitle, wording } = serviceOf(house);
    const { room_name, duration_mins, title = meetingTitle } = body;
    const building = buildingOf(house, room_name);
    const id = eventId(room_name, headers['idempotency-key']);
    const answer = await building.book(room_name, { id, title, durationMins: duration_mins });
    const timeZone = building.view(room_name)?.agenda.timeZone ?? 'UTC';
    if (answer.type === 'failed') {
      throw answer.failure.status === 409 ? new ApiError('KEY_USED') : vendorFailed(answer.failure);
    }
    if (answer.type === 'refused') throw refusal(answer.refusal, room_name, timeZone);
    const { meeting, shortened } = answer;
    return reply.code(201).send({ ...summaryOf(meeting, timeZone, wording), shortened });
  });
};

function doorOf(view: RoomView | undefined, roomName: string, wording: Wording) {
  if (!view?.properties) throw new ApiError('NOT_READY', `What ${roomName} is, is not known yet`);
  const { agenda, at, properties, occupancy, stale } = view;
  const following = agenda.meetings.filter(({ start }) => start > at).slice(0, 2);
  const shown = occupancy.current ? [occupancy.current, ...following] : following;
  return {
    ...Object.fromEntries(DOOR_VARIABLES.map((variable) => [variable, properties[variable]])),
    meetings: shown.map((meeting) => meetingJson(meeting, agenda.timeZone, wording)),
    time_zone: agenda.timeZone,
    as_of: isoWithOffset(agenda.asOf, agenda.timeZone),
    stale,
  };
}

function refusal(refused: BookingRefusal, roomName: string, timeZone: string): ApiError {
  if (refused.code === 'NOT_READY') {
    return new ApiError('NOT_READY', `What ${roomName} is, is not known yet`);
  }
  if (refused.code === 'ROOM_BUSY') {
    const busy_until = isoWithOffset(refused.busyUntil, timeZone);
    return new ApiError('ROOM_BUSY', `${roomName} is busy until ${busy_until}`, { busy_until });
  }
  const available_mins = refused.availableMins;
  const message = `The next meeting leaves ${available_mins} minutes; ask for less, 15 at least`;
  return new ApiError('NOT_ENOUGH_TIME', message, { available_mins });
}

/**
 * The id of the event to be (Google: a to v and 0 to 9). With an `Idempotency-Key` it is derived from room and key, so
 * that a retry asks for the same event and never makes a second one.
 */
function eventId(roomName: string, key: string | string[] | undefined): string {
  if (typeof key !== 'string' || key === '') return randomUUID().replaceAll('-', '');
  return createHash('sha256')
    .update(JSON.stringify([roomName, key]))
    .digest('hex');
}
