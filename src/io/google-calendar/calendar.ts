import type { calendar_v3 } from '@googleapis/calendar';
import PQueue from 'p-queue';
import type { Listing } from '../../agenda/agenda.ts';
import type { CalendarAdmin } from '../../ports/administration.ts';
import type { CalendarPort } from '../../ports/calendar.ts';
import type { Clock } from '../../ports/clock.ts';
import { systemClock } from '../clock.ts';
import { UNMEASURED } from '../measures.ts';
import type { VendorError } from '../vendor-error.ts';
import { calendarBudget, RANK } from './budget.ts';
import { type GoogleOptions, googleClient } from './client.ts';
import { type GoogleTime, TOLERANCE_MS } from './google-time.ts';
import { coalesceLists } from './list-coalescer.ts';
import { lister } from './listing.ts';
import {
  readAccess,
  readChannel,
  readEvent,
  readFreeBusy,
  readNothing,
  readPage,
} from './response-schemas.ts';

/** Calendars that an operator asks of at once. */
const ADMIN_CONCURRENCY = 20;
/** Enough to see by which rules Google goes. */
const ADMIN_EVENTS = 10;

/** Only what the agenda core reads, and what a change is made conditional on. */
const COMMON_FIELDS =
  'id,etag,status,summary,created,updated,start,end,transparency,visibility,eventType,' +
  'organizer(displayName,email,self),extendedProperties/private';
const EVENT_FIELDS = `${COMMON_FIELDS},attendees(self,responseStatus)`;
/** Of one event alone: whoever answers for the room writes the whole list of those who are invited. */
const WHOLE_FIELDS = `${COMMON_FIELDS},attendees,attendeesOmitted,description`;
export const FIELDS = `timeZone,nextPageToken,items(${EVENT_FIELDS})`;

export interface CalendarOptions extends GoogleOptions {
  eventsPerRefresh: number;
  /** Of lists, sweeps and channels together; what somebody at the door waits for is not held back. */
  requestsPerMinute: number;
  /** That of `time`, where there is one. */
  clock: Clock;
}

/** Google Calendar v3 through Google's own client. It retries nothing: whoever calls knows how long to wait. */
export function googleCalendar(options: CalendarOptions): CalendarPort {
  const { eventsPerRefresh, requestsPerMinute, clock, time, measures = UNMEASURED } = options;
  const { ask } = googleClient(options);
  const budget = calendarBudget(requestsPerMinute, clock);
  measures.queue('calendar', () => budget.waiting);

  /** A page of a list, when its turn comes. */
  const page: Parameters<typeof lister>[0] = ({ calendarId, urgent, awaited }, timeMin, pageToken) => {
    const turn = async () => {
      let sentAt = clock.now();
      const list = (client: calendar_v3.Calendar) => {
        sentAt = clock.now();
        return client.events.list({
          calendarId,
          timeMin,
          singleEvents: true,
          orderBy: 'startTime',
          maxResults: eventsPerRefresh,
          fields: FIELDS,
          ...(pageToken && { pageToken }),
        });
      };
      return { ...(await ask('events.list', list, (data) => readPage(data, pageToken))), sentAt };
    };
    return awaited ? turn() : budget.schedule(turn, urgent ? RANK.change : RANK.unhurried);
  };

  return {
    list: coalesceLists(inTime(lister(page, clock), time), measures),

    freeBusy({ calendarIds, from, until }) {
      const requestBody = {
        timeMin: new Date(from).toISOString(),
        timeMax: new Date(until).toISOString(),
        items: calendarIds.map((id) => ({ id })),
      };
      const query = (client: calendar_v3.Calendar) => client.freebusy.query({ requestBody });
      return budget.schedule(() => ask('freeBusy.query', query, readFreeBusy(calendarIds)), RANK.sweep);
    },

    insert(calendarId, event) {
      const requestBody = event as calendar_v3.Schema$Event;
      return ask(
        'events.insert',
        (client) => client.events.insert({ calendarId, requestBody }),
        readEvent(event.id),
      );
    },

    async get(calendarId, eventId) {
      const request = { calendarId, eventId, fields: WHOLE_FIELDS };
      try {
        return await ask('events.get', (client) => client.events.get(request), readEvent(eventId));
      } catch (error) {
        if (!isGone(error)) throw error;
        return undefined;
      }
    },

    patch(calendarId, eventId, patch, etag) {
      const requestBody = patch as calendar_v3.Schema$Event;
      const request = { calendarId, eventId, requestBody, fields: EVENT_FIELDS };
      return ask('events.patch', (client) => client.events.patch(request, onlyIf(etag)), readEvent(eventId));
    },

    async remove(calendarId, eventId, etag) {
      const remove = (client: calendar_v3.Calendar) =>
        client.events.delete({ calendarId, eventId }, onlyIf(etag));
      await unlessGone(ask('events.delete', remove, readNothing));
    },

    watch(calendarId, { id, token }, address) {
      const requestBody = { id, token, address, type: 'web_hook' };
      const watch = (client: calendar_v3.Calendar) => client.events.watch({ calendarId, requestBody });
      const turn = () => ask('events.watch', watch, (data) => readChannel(data, clock.now()));
      return budget.schedule(turn, RANK.unhurried);
    },

    async stopChannel({ id, resource_id }) {
      const requestBody = { id, resourceId: resource_id };
      const stop = (client: calendar_v3.Calendar) => client.channels.stop({ requestBody });
      await unlessGone(ask('channels.stop', stop, readNothing));
    },
  };
}

/**
 * A list is asked for from now on, and its answer may tell that now is another time: then it is asked for once more, and
 * what it told of that other time is dropped.
 */
function inTime(
  list: (request: Parameters<CalendarPort['list']>[0]) => Promise<Listing>,
  time: GoogleTime | undefined,
) {
  if (!time) return list;
  return async (request: Parameters<CalendarPort['list']>[0]) => {
    const before = time.skewMs();
    const listing = await list(request);
    return Math.abs(time.skewMs() - before) < TOLERANCE_MS ? listing : list(request);
  };
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  const { status } = error as VendorError;
  return status === 404 || status === 410;
}

/** Google refuses with 412 what was meant for an older state of the event. */
function onlyIf(etag: string | undefined) {
  return etag === undefined ? {} : { headers: { 'If-Match': etag } };
}

/** What an operator asks of Google Calendar. */
export function calendarAdmin(options: GoogleOptions): CalendarAdmin {
  const { ask, authorize } = googleClient(options);
  const { clock = systemClock } = options;
  const places = new PQueue({ concurrency: ADMIN_CONCURRENCY });
  return {
    authorize,
    async access(calendarId) {
      const request = {
        calendarId,
        timeMin: new Date(clock.now()).toISOString(),
        singleEvents: true,
        orderBy: 'startTime',
        maxResults: ADMIN_EVENTS,
        fields: 'accessRole,timeZone,items(start,end)',
      };
      const {
        accessRole,
        timeZone,
        items = [],
      } = await places.add(() => ask('events.list', (client) => client.events.list(request), readAccess));
      return { role: accessRole ?? 'none', timeZone: timeZone ?? '', events: items };
    },
  };
}
