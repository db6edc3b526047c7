import type { FastifyInstance } from 'fastify';
import { admit, type Tokens } from '../accounts/token.ts';
import { callsOf } from '../calls.ts';
import { answerGoogle } from '../refusal.ts';
import { insertRule, listRules, requireRole } from './acl.ts';
import { deleteEvent, insertEvent, patchEvent, updateEvent } from './event-calls.ts';
import type { Calendars } from './events.ts';
import { type FreeBusyQuery, freeBusy, type ListQuery, list } from './events-query.ts';
import type { Channels, WatchRequest } from './push.ts';
import { heedQueries } from './query.ts';
import { channelIn } from './resources.ts';
import type { Event } from './stored-event.ts';

interface CalendarRoute {
  Params: { calendarId: string };
}
interface EventRoute {
  Params: { calendarId: string; eventId: string };
  Body: Event;
}

const CALENDAR = '/calendar/v3/calendars/:calendarId';
const EVENTS = `${CALENDAR}/events`;
const EVENT = `${EVENTS}/:eventId`;
const ACL = `${CALENDAR}/acl`;

const is = callsOf('calendar');

/** Google Calendar v3, under `/calendar/v3`. */
export function calendarRoutes(
  app: FastifyInstance,
  calendars: Calendars,
  channels: Channels,
  tokens: Tokens,
): void {
  app.setErrorHandler(answerGoogle);
  admit(app, tokens);
  heedQueries(app);
  app.addHook('preValidation', async (request) => {
    request.body ??= {};
  });
  app.addHook('preHandler', async ({ params, account }) => {
    const { calendarId } = params as Partial<CalendarRoute['Params']>;
    if (calendarId !== undefined) requireRole(calendars.calendar(calendarId), account, undefined);
  });

  app.get<CalendarRoute>(CALENDAR, is('calendar.calendar'), async ({ params }) => {
    const { id, summary, timeZone } = calendars.calendar(params.calendarId);
    return { kind: 'calendar#calendar', id, summary, timeZone };
  });

  app.get<CalendarRoute & { Querystring: ListQuery }>(
    EVENTS,
    is('calendar.list'),
    async ({ params, query, account }) => list(calendars, params.calendarId, query, account),
  );

  app.post<CalendarRoute & { Body: Event }>(
    EVENTS,
    is('calendar.insert'),
    async ({ params, body, account }) => insertEvent(calendars, params.calendarId, body, account),
  );

  app.get<EventRoute & { Querystring: { timeZone?: string } }>(
    EVENT,
    is('calendar.get'),
    async ({ params, query }) => calendars.get(params.calendarId, params.eventId, query.timeZone),
  );

  app.put<EventRoute>(EVENT, is('calendar.update'), async ({ params, body, headers, account }) =>
    updateEvent(calendars, { ...params, account, ifMatch: headers['if-match'] }, body),
  );

  app.patch<EventRoute>(EVENT, is('calendar.patch'), async ({ params, body, headers, account }) =>
    patchEvent(calendars, { ...params, account, ifMatch: headers['if-match'] }, body),
  );

  app.delete<EventRoute>(EVENT, is('calendar.delete'), async ({ params, headers, account }, reply) => {
    deleteEvent(calendars, { ...params, account, ifMatch: headers['if-match'] });
    return reply.code(204).send();
  });

  app.post<CalendarRoute & { Body: WatchRequest }>(
    `${EVENTS}/watch`,
    is('calendar.watch'),
    async ({ params, body, host }) => {
      const { id } = calendars.calendar(params.calendarId);
      const path = EVENTS.replace(':calendarId', encodeURIComponent(id));
      return channels.watch(id, `http://${host}${path}?alt=json`, body);
    },
  );

  app.get<CalendarRoute>(ACL, is('calendar.aclList'), async ({ params, account }) =>
    listRules(calendars.calendar(params.calendarId), account),
  );

  app.post<CalendarRoute>(ACL, is('calendar.aclInsert'), async ({ params, body, account }) =>
    insertRule(calendars.calendar(params.calendarId), account, body),
  );

  app.post<{ Body: { id?: string; resourceId?: string } }>(
    '/calendar/v3/channels/stop',
    is('calendar.stop'),
    async ({ body }, reply) => {
      const { id = '', resourceId = '' } = channelIn(body);
      channels.stop(id, resourceId);
      return reply.code(204).send();
    },
  );

  app.post<{ Body: FreeBusyQuery }>(
    '/calendar/v3/freeBusy',
    is('calendar.freeBusy'),
    async ({ body, account }) => freeBusy(calendars, body, account),
  );
}
