import type { GoogleEvent } from '../agenda/agenda.ts';
import { calendarBudget, RANK } from '../io/google-calendar/budget.ts';
import { TOLERANCE_MS } from '../io/google-calendar/google-time.ts';
import { coalesceLists } from '../io/google-calendar/list-coalescer.ts';
import { lister, type Page } from '../io/google-calendar/listing.ts';
import { VendorError } from '../io/vendor-error.ts';
import type { CalendarPort } from '../ports/calendar.ts';
import { EventShape } from '../sandbox/calendar/event-shape.ts';
import { refuseTooMany } from '../sandbox/calendar/events-query.ts';
import { masked, readMask } from '../sandbox/calendar/field-mask.ts';
import { Refusal } from '../sandbox/refusal.ts';
import { answered } from './failures.ts';
import type { Fault, Faults } from './faults.ts';
import type { GoogleCalendar } from './google-calendar.ts';
import type { Pushes } from './pushes.ts';
import type { Caller, Wire } from './wire.ts';

export interface CalendarPortOptions {
  cloud: GoogleCalendar;
  pushes: Pushes;
  wire: Wire;
  faults: Faults;
  caller: Caller;
  eventsPerRefresh: number;
  /** Undefined: nothing is held back. */
  requestsPerMinute: number | undefined;
}

/** A process's way to Google Calendar: what src/io/google-calendar/calendar.ts does, the same lister, coalescing and budget among it. */
export function calendarPort(options: CalendarPortOptions): CalendarPort {
  const { cloud, pushes, wire, faults, caller, eventsPerRefresh, requestsPerMinute } = options;
  const { clock, name } = caller;
  const budget = requestsPerMinute === undefined ? undefined : calendarBudget(requestsPerMinute, clock);
  const inTurn = <T>(turn: () => Promise<T>, rank: number) => (budget ? budget.schedule(turn, rank) : turn());

  /** A call about one calendar; a room, its calendar and its Thing are of one name. */
  const call = <T>(
    named: string,
    roomName: string | undefined,
    effect: (fault?: Fault) => T,
    awaited = false,
  ) => wire.call(caller, { vendor: 'calendar', call: named, roomName, mayRepeat: true, awaited }, effect);

  const page: Parameters<typeof lister>[0] = ({ calendarId, urgent, awaited }, timeMin, pageToken) => {
    const turn = () => {
      const sentAt = clock.now();
      const query = {
        timeMin,
        singleEvents: 'true',
        orderBy: 'startTime',
        maxResults: String(eventsPerRefresh),
      };
      const ask = (fault?: Fault) => {
        const asked = { ...query, ...(pageToken && { pageToken }) };
        return pageOf(cloud.list(calendarId, asked, lagOf(fault)), sentAt);
      };
      return call('list', calendarId, ask, awaited);
    };
    return awaited ? turn() : inTurn(turn, urgent ? RANK.change : RANK.unhurried);
  };

  return {
    list: coalesceLists(inTime(lister(page, clock), () => caller.skewMs())),

    freeBusy({ calendarIds, from, until }) {
      const ask = () =>
        call('freeBusy', undefined, (fault) => {
          refuseTooMany(calendarIds);
          const taken = (id: string) => cloud.taken(id, from, until, lagOf(fault)) ?? notThere();
          return new Map(calendarIds.map((id) => [id, taken(id)]));
        });
      return inTurn(ask, RANK.sweep);
    },

    insert: (calendarId, event) =>
      call('insert', calendarId, () => shown(cloud.insert(calendarId, event, name))),

    get: (calendarId, eventId) =>
      call('get', calendarId, () => unless(404, () => shown(cloud.get(calendarId, eventId), ALONE))),

    patch: (calendarId, eventId, patch, etag) =>
      call('patch', calendarId, () => shown(cloud.patch(calendarId, eventId, patch, etag, name))),

    remove: (calendarId, eventId, etag) =>
      call('delete', calendarId, () =>
        unless(410, () => unless(404, () => cloud.remove(calendarId, eventId, etag, name))),
      ),

    watch(calendarId, { id, token }, address) {
      const ask = () =>
        call('watch', calendarId, () => {
          const push = faults.strike(
            'push',
            { call: 'watch', roomName: calendarId },
            ({ what }) => typeof what === 'number',
          );
          if (push) throw unpushable(push.what as number);
          cloud.zoneOf(calendarId);
          return pushes.watch(calendarId, { id, token, address, type: 'web_hook' });
        });
      return inTurn(ask, RANK.unhurried);
    },

    stopChannel: ({ id, resource_id }) =>
      call('stop', undefined, () => unless(404, () => pushes.stop(id, resource_id))),
  };
}

/** As the adapter: an answer may tell that now is another time, and then the list is asked for once more. */
function inTime(list: CalendarPort['list'], skewMs: () => number): CalendarPort['list'] {
  return async (request) => {
    const before = skewMs();
    const listing = await list(request);
    return Math.abs(skewMs() - before) < TOLERANCE_MS ? listing : list(request);
  };
}

function lagOf(fault: Fault | undefined): number {
  return fault?.what === 'lag' ? fault.delayMs : 0;
}

function pageOf(answer: object, sentAt: number): Page {
  const { items, timeZone, nextPageToken } = answer as {
    items: object[];
    timeZone: string;
    nextPageToken?: string;
  };
  return { sentAt, items: items.map(listed), timeZone, nextPageToken };
}

/** What was let through of an event as it was shown: as long as it has not changed it is the same object. */
const passed = new WeakMap<object, GoogleEvent>();

function listed(item: object): GoogleEvent {
  const known = passed.get(item) ?? shown(item);
  passed.set(item, known);
  return known;
}

function notThere(): VendorError {
  return new VendorError('calendar', 'Google Calendar: freeBusy: notFound', {
    reason: 'notFound',
    operator: true,
  });
}

/** What the adapter's `fields` let through. */
const FIELDS =
  'id,etag,status,summary,created,updated,start,end,transparency,visibility,eventType,' +
  'organizer(displayName,email,self),extendedProperties/private';
const LISTED = readMask(`${FIELDS},attendees(self,responseStatus)`, EventShape);
const ALONE = readMask(`${FIELDS},attendees,attendeesOmitted,description`, EventShape);

function shown(event: object, fields = LISTED): GoogleEvent {
  return masked(event, fields) as GoogleEvent;
}

/** As the adapter has it: what is gone already is no failure. */
function unless<T>(status: number, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal && error.statusCode === status) return undefined;
    throw error;
  }
}

function unpushable(status: number): VendorError {
  const failure = answered('calendar', status, 'pushNotSupportedForRequestedResource');
  const { message, reason } = failure;
  return new VendorError('calendar', message.replace('calendar', 'Google Calendar'), {
    status,
    reason,
    operator: true,
  });
}
