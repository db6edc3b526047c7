import { type GoogleEvent, type Instant, instantIn, type Listing } from '../agenda/agenda.ts';
import { isTimeZone, leadOf } from '../agenda/local-time.ts';
import { startOfQuarter } from '../agenda/slots.ts';
import type { CalendarPort, Clock, ListRequest } from './ports.ts';
import { VendorError } from './vendor-error.ts';

/** A page of events.list and the instant at which it was asked for; one without `nextPageToken` is the last. */
export interface Page {
  sentAt: Instant;
  items: GoogleEvent[];
  timeZone: string;
  nextPageToken: string | undefined;
}

type PageOf = (
  request: Pick<ListRequest, 'calendarId' | 'urgent' | 'awaited'>,
  timeMin: string,
  pageToken: string | undefined,
) => Promise<Page>;

const REACH_MS = 2 * 3_600_000;

/**
 * How a calendar is listed, given how a page of it is: from the start of the quarter hour on, until the list reaches far
 * enough. Google takes a whole day for over at the calendar's midnight; where the room's own comes later, the list
 * begins as much earlier.
 */
export function lister(pageOf: PageOf, clock: Clock): CalendarPort['list'] {
  const zones = new Map<string, string>();

  return async function list(request): Promise<Listing> {
    const { calendarId, timeZone, until = 0 } = request;
    const now = clock.now();
    const lagOf = (zone: string | undefined) =>
      zone && timeZone ? Math.max(leadOf(zone, timeZone, now), 0) : 0;
    const lag = lagOf(zones.get(calendarId));
    const timeMin = new Date(startOfQuarter(now) - lag).toISOString();
    const listing = await listFrom((token) => pageOf(request, timeMin, token), until);
    if (!isTimeZone(listing.timeZone)) {
      const what = `${calendarId} has no time zone we know (${listing.timeZone})`;
      throw new VendorError('calendar', `Google Calendar: ${what}`);
    }
    zones.set(calendarId, listing.timeZone);
    return lagOf(listing.timeZone) > lag ? list(request) : listing;
  };
}

async function listFrom(pageAfter: (pageToken?: string) => Promise<Page>, until: Instant): Promise<Listing> {
  let page = await pageAfter();
  const { sentAt: asOf, timeZone, items: events } = page;
  const reach = Math.max(until, asOf + REACH_MS);
  while (page.nextPageToken && (instantIn(events.at(-1)?.start, timeZone) ?? 0) < reach) {
    page = await pageAfter(page.nextPageToken);
    events.push(...page.items);
  }
  return { events, timeZone, asOf, complete: page.nextPageToken === undefined };
}
