import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { callsOf } from './calls.ts';
import type { Calendars, Event } from './events.ts';
import { type FreeBusyQuery, freeBusy, type ListQuery, list } from './events-query.ts';
import type { Channels, WatchRequest } from './push.ts';
import { answerGoogle, invalid, Refusal } from './refusal.ts';
import { admit, type Tokens } from './token.ts';

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
  app.addHook('preValidation', async (request) => {
    request.body ??= {};
  });

  app.get<CalendarRoute>(CALENDAR, is('calendar.calendar'), async ({ params }) => {
    const { id, summary, timeZone } = calendars.calendar(params.calendarId);
    return { kind: 'calendar#calendar', id, summary, timeZone };
  });

  app.get<CalendarRoute & { Querystring: ListQuery }>(
    EVENTS,
    is('calendar.list'),
    async ({ params, query }) => list(calendars, params.calendarId, query),
  );

  app.post<CalendarRoute & { Body: Event }>(
    EVENTS,
    is('calendar.insert'),
    async ({ params, body, account }) => {
      // A rule of this call alone: instances of recurring events have other ids.
      if (body.id && !/^[a-v0-9]{5,1024}$/.test(body.id)) throw invalid('Invalid resource id value.');
      return calendars.insert(writable(params.calendarId), body, account);
    },
  );

  app.get<EventRoute>(EVENT, is('calendar.get'), async ({ params }) =>
    calendars.get(params.calendarId, params.eventId),
  );

  app.put<EventRoute>(EVENT, is('calendar.update'), async ({ params, body, headers }) => {
    const { calendarId, eventId } = unchanged(params, headers);
    return calendars.update(calendarId, eventId, body);
  });

  app.patch<EventRoute>(EVENT, is('calendar.patch'), async ({ params, body, headers }) => {
    const { calendarId, eventId } = unchanged(params, headers);
    return calendars.patch(calendarId, eventId, body);
  });

  app.delete<EventRoute>(EVENT, is('calendar.delete'), async ({ params, headers }, reply) => {
    const { calendarId, eventId } = unchanged(params, headers);
    calendars.delete(calendarId, eventId);
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

  app.post<{ Body: { id: string; resourceId: string } }>(
    '/calendar/v3/channels/stop',
    is('calendar.stop'),
    async ({ body }, reply) => {
      channels.stop(body.id, body.resourceId);
      return reply.code(204).send();
    },
  );

  app.post<{ Body: FreeBusyQuery }>('/calendar/v3/freeBusy', is('calendar.freeBusy'), async ({ body }) =>
    freeBusy(calendars, body),
  );

  /** The event that is to be changed, if it still is the one that the client has seen. */
  function unchanged(params: EventRoute['Params'], headers: IncomingHttpHeaders): EventRoute['Params'] {
    const calendarId = writable(params.calendarId);
    const seen = headers['if-match'];
    const { etag } = calendars.get(calendarId, params.eventId);
    if (seen !== undefined && seen !== '*' && seen !== etag) throw new Refusal(412);
    return { ...params, calendarId };
  }

  function writable(calendarId: string): string {
    const { accessRole } = calendars.calendar(calendarId);
    if (accessRole === 'owner' || accessRole === 'writer') return calendarId;
    throw new Refusal(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.', {
      domain: 'calendar',
    });
  }
}
