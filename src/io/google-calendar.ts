import type { calendar_v3 } from '@googleapis/calendar';
import PQueue from 'p-queue';
import type { GoogleEvent } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';
import type { CalendarAdmin } from './admin-ports.ts';
import { authorizationOf, clientOf } from './google-client.ts';
import { failureOf, isRefusedToken, RATE_REASONS } from './google-failure.ts';
import { listDesk } from './list-desk.ts';
import { lister } from './listing.ts';
import { type Measures, UNMEASURED } from './measures.ts';
import type { CalendarPort, Clock } from './ports.ts';
import { requestBudget } from './request-budget.ts';
import { failingAs, VendorError } from './vendor-error.ts';

const MINUTE_MS = 60_000;
/** Calendars that an operator asks of at once. */
const ADMIN_CONCURRENCY = 20;
/** Of a channel, where Google does not say. */
const USUAL_LIFETIME_MS = 604_800_000;

/** Makes a call, and a `VendorFailure` of what Google's client throws. */
export const attempt = failingAs(failureOf);

/** Only what the agenda core reads. */
const EVENT_FIELDS =
  'id,etag,status,summary,created,updated,start,end,transparency,visibility,eventType,' +
  'organizer(displayName,email),attendees(self,responseStatus),extendedProperties/private';
/** Of a list, which needs no etags. */
export const FIELDS = `timeZone,nextPageToken,items(${EVENT_FIELDS.replace('etag,', '')})`;

/**
 * `credentials` is the text of a service account's key file, undefined for the default credentials; `endpoint` is an
 * origin that stands in for Google's.
 */
export interface CalendarOptions {
  credentials: string | undefined;
  endpoint: string | undefined;
  eventsPerRefresh: number;
  /** Of lists, sweeps and channels together; what somebody at the door waits for is not held back. */
  requestsPerMinute: number;
  clock: Clock;
  measures?: Measures | undefined;
}

/** Google Calendar v3 through Google's own client. It retries nothing: whoever calls knows how long to wait. */
export function googleCalendar({
  credentials,
  endpoint,
  eventsPerRefresh,
  requestsPerMinute,
  clock,
  measures = UNMEASURED,
}: CalendarOptions): CalendarPort {
  const open = () => clientOf(authorizationOf(credentials, measures), endpoint);
  let client = open();
  const budget = requestBudget(requestsPerMinute, MINUTE_MS, clock);
  measures.queue('calendar', () => budget.waiting);

  /** Calls Google, and once again with a new token where it no longer takes the one we have. */
  async function authorized<T>(call: () => Promise<T>): Promise<T> {
    const used = client;
    try {
      return await call();
    } catch (error) {
      if (!isRefusedToken(error)) throw failureOf(error);
      if (client === used) client = open();
      return attempt(call);
    }
  }

  async function get(calendarId: string, eventId: string): Promise<GoogleEvent | undefined> {
    try {
      const request = { calendarId, eventId, fields: EVENT_FIELDS };
      return (await authorized(() => client.events.get(request))).data;
    } catch (error) {
      if (!isGone(error)) throw error;
      return undefined;
    }
  }

  /** A page of a list, when its turn comes. */
  const page: Parameters<typeof lister>[0] = ({ calendarId, urgent, awaited }, timeMin, pageToken) => {
    const turn = async () => {
      const sentAt = clock.now();
      const { data } = await authorized(() =>
        client.events.list({
          calendarId,
          timeMin,
          singleEvents: true,
          orderBy: 'startTime',
          maxResults: eventsPerRefresh,
          fields: FIELDS,
          ...(pageToken && { pageToken }),
        }),
      );
      const { items = [], timeZone, nextPageToken } = data;
      return { sentAt, items, timeZone: timeZone ?? '', nextPageToken: nextPageToken ?? undefined };
    };
    return awaited ? turn() : budget.spend(turn, Number(urgent ?? false));
  };

  return {
    list: listDesk(lister(page, clock), measures),

    async freeBusy({ calendarIds, from, until }) {
      const requestBody = {
        timeMin: new Date(from).toISOString(),
        timeMax: new Date(until).toISOString(),
        items: calendarIds.map((id) => ({ id })),
      };
      const { data } = await budget.spend(() => authorized(() => client.freebusy.query({ requestBody })), 0);
      return new Map(calendarIds.map((id) => [id, takenIn(data.calendars?.[id])]));
    },

    async insert(calendarId, event) {
      const requestBody = event as calendar_v3.Schema$Event;
      return (await authorized(() => client.events.insert({ calendarId, requestBody }))).data;
    },

    get,

    async patch(calendarId, eventId, patch, etag) {
      const requestBody = patch as calendar_v3.Schema$Event;
      const request = { calendarId, eventId, requestBody, fields: EVENT_FIELDS };
      return (await authorized(() => client.events.patch(request, onlyIf(etag)))).data;
    },

    async remove(calendarId, eventId, etag) {
      await unlessGone(authorized(() => client.events.delete({ calendarId, eventId }, onlyIf(etag))));
    },

    async watch(calendarId, { id, token }, address) {
      const requestBody = { id, token, address, type: 'web_hook' };
      const watch = () => authorized(() => client.events.watch({ calendarId, requestBody }));
      const { data } = await budget.spend(watch, 0);
      const expiration = Number(data.expiration) || clock.now() + USUAL_LIFETIME_MS;
      return { resourceId: data.resourceId ?? '', expiration };
    },

    async stopChannel({ id, resource_id }) {
      await unlessGone(
        authorized(() => client.channels.stop({ requestBody: { id, resourceId: resource_id } })),
      );
    },
  };
}

function takenIn(calendar: calendar_v3.Schema$FreeBusyCalendar | undefined): Interval[] | VendorError {
  const { busy = [], errors } = calendar ?? { errors: [{ reason: 'missing' }] };
  if (errors?.length) {
    const reason = errors[0]?.reason ?? undefined;
    const operator = reason !== 'internalError' && !RATE_REASONS.has(reason ?? '');
    return new VendorError('calendar', `Google Calendar: freeBusy: ${reason}`, { reason, operator });
  }
  return busy.map(({ start, end }) => ({ start: Date.parse(start ?? ''), end: Date.parse(end ?? '') }));
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

/** What an operator asks of Google Calendar; `credentials` and `endpoint` as `CalendarOptions` has them. */
export function calendarAdmin({
  credentials,
  endpoint,
}: Pick<CalendarOptions, 'credentials' | 'endpoint'>): CalendarAdmin {
  const authorization = authorizationOf(credentials);
  const client = clientOf(authorization, endpoint);
  const places = new PQueue({ concurrency: ADMIN_CONCURRENCY });
  return {
    async authorize() {
      await attempt(async () => void (await authorization.getAccessToken()));
    },
    async access(calendarId) {
      const { data } = await places.add(() =>
        attempt(() => client.events.list({ calendarId, maxResults: 1, fields: 'accessRole,timeZone' })),
      );
      return { role: data.accessRole ?? 'none', timeZone: data.timeZone ?? '' };
    },
  };
}
