import { randomUUID } from 'node:crypto';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { fitText } from '../../agenda/fit-text.ts';
import type { Building } from '../../machines/building.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Caller, requireNoMeeting, requireOwnMeeting } from '../access/caller.ts';
import { passesOf } from '../access/passes.ts';
import { type AppContext, buildingOf, type Service, serviceOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import {
  Booked,
  Extended,
  MaybeRoomBody,
  MaybeRoomQuery,
  MeetingParams,
  OF_A_ROOM,
  refusals,
  roomCall,
  WITH_BODY,
} from '../schemas.ts';
import { refusalOf, zoneOf } from './booking-refusals.ts';
import { bookingRequest, endRequest, extensionRequest } from './booking-requests.ts';
import { summaryOf } from './meeting-json.ts';
import { fromPython, PYTHON_TITLE } from './python-clients.ts';
import { withoutQuotes } from './quoted-numbers.ts';

const Minutes = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 480, description, examples: [30] });

const RetryHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'names the request, so that a retry does not do it twice',
    }),
  ),
});

const booking = {
  tags: ['door'],
  operationId: 'bookRoom',
  summary: 'Book the room from now on',
  description:
    'From the start of the quarter hour, but not before the end of a meeting that lies in it. A duration that does not ' +
    'fit before the next meeting is refused; the usual hour is shortened.',
  headers: RetryHeaders,
  body: roomCall({
    duration_mins: Type.Optional(Minutes('rounded up to quarter hours; without it an hour, or what fits')),
    title: Type.Optional(
      Type.String({ pattern: '\\S', maxLength: 1_024, description: 'default: `instant_meeting_title`' }),
    ),
  }),
  response: {
    201: Booked,
    ...refusals(
      ...WITH_BODY,
      ...OF_A_ROOM,
      'ROOM_BUSY',
      'NOT_ENOUGH_TIME',
      'MEETING_CHANGED',
      'KEY_USED',
      'VENDOR_FAILED',
    ),
  },
};

const NoneRuns = Type.Null({ description: 'no meeting runs: only of `current`' });

const CHANGES = [...OF_A_ROOM, 'UNKNOWN_MEETING', 'NOT_OURS', 'MEETING_CHANGED', 'VENDOR_FAILED'] as const;

const extension = {
  tags: ['door'],
  operationId: 'extendMeeting',
  summary: 'Extend a meeting',
  description:
    'The whole of the extension must fit before the next meeting. `current` names the meeting that runs.',
  params: MeetingParams,
  headers: RetryHeaders,
  body: roomCall({ extend_mins: Minutes('rounded up to quarter hours') }),
  response: {
    200: Extended,
    204: NoneRuns,
    ...refusals(...WITH_BODY, ...CHANGES, 'NOT_ENOUGH_TIME', 'MEETING_OVER'),
  },
};

const ending = {
  tags: ['door'],
  operationId: 'endMeeting',
  summary: 'End a meeting now, or remove it if it has not begun',
  description:
    'Parameters may be in the query or in the body. To end what is over changes nothing. `current` names the meeting that ' +
    'runs.',
  params: MeetingParams,
  querystring: MaybeRoomQuery,
  body: MaybeRoomBody,
  response: {
    201: Type.Null({ description: 'the same, for boards of the Python service' }),
    204: Type.Null({ description: 'it is over' }),
    ...refusals(...WITH_BODY, ...CHANGES),
  },
};

/** `POST /meetings` books the room, `PATCH` and `DELETE /meetings/:id` extend and end a meeting. */
export const bookings: FastifyPluginAsyncTypebox<{ context: AppContext; clock: Clock }> = async (
  app,
  { context, clock },
) => {
  const config = { right: 'book' } as const;

  /** With which whoever has booked by the code at the door may change that meeting. */
  function passFor(meetingId: string, { pass }: Caller, { clientSecret }: Service): { pass?: string } {
    if (!pass) return {};
    const passes = passesOf(clientSecret);
    return { pass: passes.written(passes.forMeeting(pass, meetingId, clock.now())) };
  }

  app.addHook('preValidation', async (request) => {
    request.body = asAsked(request.body, serviceOf(context));
  });

  app.post('/meetings', { schema: booking, config }, async ({ body, headers, caller }, reply) => {
    requireNoMeeting(caller);
    const service = serviceOf(context);
    const { room_name, duration_mins: durationMins } = body;
    const title = titleIn(service, room_name, body.title);
    const asked = { roomName: room_name, key: headers['idempotency-key'], mint, who: caller.name };
    const isAtMost = service.pythonRooms.has(room_name);
    const request = bookingRequest(asked, { title, durationMins, isAtMost });
    const answer = await buildingOf(context, room_name).ask(room_name, request);
    if (answer.type !== 'booked') throw refusalOf(answer, service.building, room_name);
    return reply.code(201).send({
      ...summaryOf(answer.meeting, ...inWords(service, room_name)),
      shortened: answer.shortened,
      ...passFor(answer.meeting.id, caller, service),
    });
  });

  app.patch('/meetings/:id', { schema: extension, config }, async (request, reply) => {
    const { params, body, headers, caller } = request;
    const service = serviceOf(context);
    const { room_name, extend_mins: extendMins } = body;
    const building = buildingOf(context, room_name);
    const eventId = idIn(params.id, building, room_name);
    if (eventId === undefined) return reply.code(204).send(null);
    requireOwnMeeting(caller, eventId);
    const asked = { roomName: room_name, key: headers['idempotency-key'], mint, who: caller.name };
    const answer = await building.ask(room_name, extensionRequest(asked, { eventId, extendMins }));
    if (answer.type !== 'extended') throw refusalOf(answer, service.building, room_name);
    return summaryOf(answer.meeting, ...inWords(service, room_name));
  });

  // The second is what older displays call.
  for (const [url, schema] of [
    ['/meetings/:id', ending],
    ['/meeting/:id', { ...ending, operationId: 'endMeetingToo', deprecated: true }],
  ] as const) {
    app.delete(url, { schema, config }, async ({ params, query, body, caller }, reply) => {
      const service = serviceOf(context);
      const room_name = roomIn(query, body);
      const building = buildingOf(context, room_name);
      const isPython = url === '/meeting/:id' && service.pythonRooms.has(room_name);
      const done = isPython ? 201 : 204;
      const eventId = idIn(params.id, building, room_name);
      if (eventId === undefined) return reply.code(done).send(null);
      requireOwnMeeting(caller, eventId);
      const asked = { mint, who: caller.name };
      const answer = await building.ask(room_name, endRequest(asked, eventId, isPython));
      if (answer.type !== 'ended') throw refusalOf(answer, service.building, room_name);
      return reply.code(done).send(null);
    });
  }
};

/** A body as the schemas have it: numbers without quotes, and what boards of the Python service mean by theirs. */
function asAsked(body: unknown, { pythonRooms }: Service): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const numbers = withoutQuotes(body as Record<string, unknown>);
  const { room_name: name } = numbers;
  return typeof name === 'string' && pythonRooms.has(name) ? fromPython(numbers) : numbers;
}

/** The title that was asked for; one that nobody can see is none. */
function titleIn({ pythonRooms, meetingTitle }: Service, roomName: string, asked = ''): string {
  if (fitText(asked)) return asked;
  return pythonRooms.has(roomName) ? PYTHON_TITLE : meetingTitle;
}

/** The id of the meeting that is asked for: of the running one for `current`, undefined where none runs. */
export function idIn(id: string, building: Building, roomName: string): string | undefined {
  return id === 'current' ? building.view(roomName)?.occupancy.current?.id : id;
}

function roomIn(...sources: ({ room_name?: string } | null | undefined)[]): string {
  const names = new Set(sources.flatMap((source) => source?.room_name ?? []));
  const [name] = names;
  if (name === undefined) {
    throw new ApiError('INVALID_REQUEST', 'room_name is missing; add it to the query or to the body');
  }
  if (names.size > 1) throw new ApiError('INVALID_REQUEST', 'query and body name two rooms; name one');
  return name;
}

/** The zone and the wording in which a room's meetings are told. */
export function inWords({ building }: Service, roomName: string) {
  return [zoneOf(building, roomName), building.wording(roomName)] as const;
}

/** An id of one request alone, fit for an event (Google: a to v and 0 to 9). */
export function mint(): string {
  return randomUUID().replaceAll('-', '');
}
