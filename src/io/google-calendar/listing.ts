import { agendaOf, type GoogleEvent, type Instant, instantIn, type Listing } from '../../agenda/agenda.ts';
import { knowsNextUntil } from '../../agenda/occupancy.ts';
import { pendingOf } from '../../agenda/pending.ts';
import { startOfQuarter } from '../../agenda/slots.ts';
import { isTimeZone, leadOf, UNKNOWN_ZONE } from '../../agenda/zone.ts';
import type { CalendarPort, ListRequest } from '../../ports/calendar.ts';
import type { Clock } from '../../ports/clock.ts';
import { VendorError } from '../vendor-error.ts';
import { oneLine } from '../vendor-text.ts';

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

const HOUR_MS = 3_600_000;
const REACH_MS = 2 * HOUR_MS;
/** How long before a start a process may have died that left something unconfirmed, and how far back is looked at most. */
const BEFORE_START_MS = 2 * HOUR_MS;
const BACK_AT_MOST_MS = 12 * HOUR_MS;
/** Of one list. What goes on longer is a mistake of somebody's, such as a page token that leads back. */
const MOST_PAGES = 20;

/**
 * How a calendar is listed, given how a page of it is: from the start of the quarter hour on, until the list reaches far
 * enough. Google takes a whole day for over at the calendar's midnight; where the room's own comes later, the list
 * begins as much earlier. One that looks back has of what is over, but was not when the last such list was made, what nobody has
 * confirmed: whoever wrote that may have died, and no other list would show it any more.
 */
export function lister(pageOf: PageOf, clock: Clock): CalendarPort['list'] {
  const startedAt = clock.now();
  const zones = new Map<string, string>();
  /** From when on something may be unconfirmed that nobody has looked for. */
  const unseenFrom = new Map<string, Instant>();

  return async function list(request): Promise<Listing> {
    const { calendarId, timeZone, looksBack } = request;
    const now = clock.now();
    const lagOf = (zone: string | undefined) =>
      zone && timeZone ? Math.max(leadOf(zone, timeZone, now), 0) : 0;
    const lag = lagOf(zones.get(calendarId));
    const from = startOfQuarter(now) - lag;
    const unseen = Math.max(unseenFrom.get(calendarId) ?? startedAt - BEFORE_START_MS, now - BACK_AT_MOST_MS);
    const begins = looksBack ? Math.min(from, startOfQuarter(unseen)) : from;
    const timeMin = new Date(begins).toISOString();
    const listing = await listFrom(request, (token) => pageOf(request, timeMin, token));
    zones.set(calendarId, listing.timeZone);
    if (lagOf(listing.timeZone) > lag) return list(request);
    if (!looksBack) return listing;
    const unconfirmed = listing.events
      .filter(isUnconfirmed)
      .flatMap(({ start }) => instantIn(start, 'UTC') ?? []);
    // What is still to be taken back stays in sight.
    unseenFrom.set(calendarId, Math.min(listing.asOf, ...unconfirmed));
    return {
      ...listing,
      events: listing.events.filter((event) => !isOver(event, from) || isUnconfirmed(event)),
    };
  };
}

/** When a whole day is over Google knows better. */
function isOver({ end }: GoogleEvent, now: Instant): boolean {
  return end?.dateTime ? (instantIn(end, 'UTC') ?? now) <= now : false;
}

function isUnconfirmed(event: GoogleEvent): boolean {
  return pendingOf(event) !== undefined;
}

async function listFrom(
  { calendarId, timeZone: ownZone, until = 0 }: ListRequest,
  pageAfter: (pageToken?: string) => Promise<Page>,
): Promise<Listing> {
  let page = await pageAfter();
  const { sentAt: asOf, timeZone } = page;
  // What Google answers has a zone; what a proxy answers may be an empty object.
  if (!timeZone) throw unusable(`the list of ${calendarId} has no time zone`);
  const isKnown = isTimeZone(timeZone);
  if (!isKnown && ownZone === undefined) throw zoneless(calendarId, timeZone);
  const listing: Listing = { events: page.items, timeZone, asOf, complete: page.nextPageToken === undefined };
  const reach = Math.max(until, asOf + REACH_MS);
  const tokens = new Set<string>();
  while (
    page.nextPageToken !== undefined &&
    tokens.size < MOST_PAGES &&
    knowsNextUntil(agendaOf(listing, isKnown ? timeZone : ownZone)) < reach
  ) {
    if (tokens.has(page.nextPageToken)) throw unusable(`the pages of ${calendarId} lead in a circle`);
    tokens.add(page.nextPageToken);
    page = await pageAfter(page.nextPageToken);
    listing.events.push(...page.items);
    listing.complete = page.nextPageToken === undefined;
  }
  return listing;
}

/** No door may tell the time by a guess: a room without a zone goes on with what it shows. */
function zoneless(calendarId: string, timeZone: string): VendorError {
  const zone = oneLine(timeZone) ?? 'another zone';
  const what = `is kept in ${zone}, which the time zone rules of this Node (${process.versions.tz}) do not have`;
  return new VendorError(
    'calendar',
    `Google Calendar: ${calendarId} ${what}; give its room a time_zone in the configuration, or bring newer rules`,
    { reason: UNKNOWN_ZONE, operator: true },
  );
}

function unusable(what: string): VendorError {
  return new VendorError('calendar', `Google Calendar: ${what}`);
}
