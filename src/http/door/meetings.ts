import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { isoWithOffset } from '../../agenda/local-time.ts';
import { clockText } from '../../agenda/meeting-texts.ts';
import { DOOR_VARIABLES } from '../../agenda/properties.ts';
import { nextChangeOf, type TimeLeft, timeLeft } from '../../agenda/time-left.ts';
import type { Wording } from '../../agenda/wording.ts';
import { zoneName } from '../../agenda/zone.ts';
import type { RoomView } from '../../machines/building-types.ts';
import { type AppContext, buildingOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { Door, GUARDED, OF_A_ROOM, RoomQuery, RunningMeeting, refusals } from '../schemas.ts';
import { meetingJson } from './meeting-json.ts';

const schema = {
  tags: ['door'],
  operationId: 'readDoor',
  summary: 'What the door says',
  description: 'The nine variables of the Thing, and the meetings behind them, out of memory.',
  querystring: RoomQuery,
  response: { 200: Door, ...refusals(...GUARDED, ...OF_A_ROOM) },
};

const currentSchema = {
  tags: ['door'],
  operationId: 'readCurrentMeeting',
  summary: 'The meeting that runs',
  querystring: RoomQuery,
  response: {
    200: RunningMeeting,
    204: Type.Null({ description: 'no meeting runs' }),
    ...refusals(...GUARDED, ...OF_A_ROOM),
  },
};

/** `GET /meetings` says what the door says, and a little more; `GET /meetings/current` which meeting runs. */
export const meetings: FastifyPluginAsyncTypebox<{ context: AppContext }> = async (app, { context }) => {
  const config = { right: 'read' } as const;
  // Many ask for what seldom changes: a door is put into words once, and anew each minute.
  const said = new WeakMap<RoomView, { left: string; text: string }>();

  // No promise: it would cost as much as the rest.
  app.get('/meetings', { schema, config }, ({ query: { room_name } }, reply) => {
    const building = buildingOf(context, room_name);
    const view = building.view(room_name);
    if (!view?.properties) throw new ApiError('NOT_READY', `What ${room_name} is, is not known yet`);
    const time = timeLeft(view.agenda, view.occupancy, building.now());
    const left = `${time.free_for_mins} ${time.busy_for_mins}`;
    let latest = said.get(view);
    if (latest?.left !== left) {
      const door = doorOf(view, building.wording(room_name), time);
      latest = { left, text: String(reply.serializeInput(door, '200')) };
      said.set(view, latest);
    }
    void reply.type('application/json; charset=utf-8').send(latest.text as never);
  });

  app.get('/meetings/current', { schema: currentSchema, config }, async ({ query: { room_name } }, reply) => {
    const building = buildingOf(context, room_name);
    const view = building.view(room_name);
    if (!view) throw new ApiError('NOT_READY', `What ${room_name} is, is not known yet`);
    const { current } = view.occupancy;
    if (!current) return reply.code(204).send(null);
    const { busy_for_mins } = timeLeft(view.agenda, view.occupancy, building.now());
    return {
      ...meetingJson(current, view.agenda.timeZone, building.wording(room_name)),
      busy_for_mins: busy_for_mins ?? 0,
      ...nextChange(view),
    };
  });
};

function doorOf(view: RoomView, wording: Wording, time: TimeLeft) {
  const { agenda, at, properties, occupancy, stale, checkIn, checkInUntil } = view;
  const following = agenda.meetings.filter(({ start }) => start > at).slice(0, 2);
  const shown = occupancy.current ? [occupancy.current, ...following] : following;
  return {
    ...Object.fromEntries(DOOR_VARIABLES.map((variable) => [variable, properties![variable]])),
    ...time,
    ...nextChange(view),
    meetings: shown.map((meeting) => meetingJson(meeting, agenda.timeZone, wording)),
    time_zone: zoneName(agenda.timeZone),
    as_of: isoWithOffset(agenda.asOf, agenda.timeZone),
    stale,
    check_in: checkIn,
    check_in_until: checkInUntil === undefined ? null : isoWithOffset(checkInUntil, agenda.timeZone),
  };
}

/** When the door says something else, for a board that sleeps until then, with and without a sense of time zones. */
function nextChange({ agenda, occupancy }: RoomView) {
  const next_change = nextChangeOf(occupancy);
  return { next_change, next_change_at: clockText(next_change * 1_000, agenda.timeZone) };
}
