import type { Zone } from '../../agenda/zone.ts';
import { invalid, Refusal, required } from '../refusal.ts';
import { roleOf } from './acl.ts';
import { type Filters, range, selection } from './event-filters.ts';
import { rfc3339, timeZone } from './event-times.ts';
import { type Calendars, eventResource } from './events.ts';
import { type Key, pageTokenOf, readPageToken, readSyncToken, syncTokenOf } from './list-tokens.ts';
import { freeBusyQueryIn } from './resources.ts';
import type { Calendar, Event, StoredEvent } from './stored-event.ts';

export interface ListQuery extends Filters {
  maxResults?: string;
  orderBy?: string;
  pageToken?: string;
  singleEvents?: string;
  syncToken?: string;
  timeZone?: string;
}

export interface FreeBusyQuery {
  timeMin?: string;
  timeMax?: string;
  timeZone?: string;
  items?: { id: string }[];
}

const MAX_FREE_BUSY_CALENDARS = 50;
const FORBIDDEN_WITH_SYNC_TOKEN = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
];

const ORDERS: Record<string, (entry: StoredEvent) => Key> = {
  created: ({ created }) => [created, 0],
  revision: ({ revision }) => [revision, 0],
  startTime: ({ start, created }) => [start, created],
  updated: ({ updated, created }) => [updated, created],
};

/** `events.list`, as `account` asks. Recurring events are not expanded: there are only single ones here. */
export function list(
  calendars: Calendars,
  calendarId: string,
  query: ListQuery,
  account?: string | undefined,
): object {
  const calendar = calendars.calendar(calendarId);
  const zone = query.timeZone === undefined ? calendar.zone : timeZone(query.timeZone);
  const position = query.pageToken === undefined ? undefined : readPageToken(query.pageToken);
  const revision = position?.revision ?? calendars.revision;
  const key = orderOf(query);
  const following = [...calendar.events.values()]
    .filter(query.syncToken === undefined ? selection(query) : changesSince(query, calendars))
    .sort((a, b) => compare(key(a), key(b)))
    .filter((entry) => !position || compare(key(entry), position.after) > 0);
  const items = following.slice(0, pageSize(query));
  const last = items.at(-1);
  return {
    kind: 'calendar#events',
    etag: `"${calendars.revision}"`,
    summary: calendar.summary,
    updated: new Date(calendar.updated).toISOString(),
    timeZone: calendar.timeZone,
    accessRole: roleOf(calendar, account),
    defaultReminders: [],
    ...(last && items.length < following.length
      ? { nextPageToken: pageTokenOf({ after: key(last), revision }) }
      : { nextSyncToken: syncTokenOf(revision) }),
    items: items.map((entry) => shown(entry, zone)),
  };
}

/** `freeBusy.query`, as `account` asks: the time each calendar is taken, with overlapping and adjoining events as one interval. */
export function freeBusy(calendars: Calendars, request: FreeBusyQuery, account?: string | undefined): object {
  const query = freeBusyQueryIn(request);
  const { timeMin, timeMax } = query;
  if (!timeMin || !timeMax) throw required(`Missing ${timeMin ? 'timeMax' : 'timeMin'} parameter.`);
  const { start, end } = range(timeMin, timeMax);
  const zone = timeZone(query.timeZone ?? 'UTC');
  const items = query.items ?? [];
  refuseTooMany(items);
  const answer = (id: string) =>
    calendars.has(id) && roleOf(calendars.calendar(id), account) !== 'none'
      ? { busy: busy(calendars.calendar(id), start, end, zone) }
      : { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] };
  return {
    kind: 'calendar#freeBusy',
    timeMin: new Date(start).toISOString(),
    timeMax: new Date(end).toISOString(),
    calendars: Object.fromEntries(items.map(({ id }) => [id, answer(id)])),
  };
}

/** Throws a Refusal of 400 where more calendars are asked of at once than Google tells of. */
export function refuseTooMany(asked: readonly unknown[]): void {
  if (asked.length > MAX_FREE_BUSY_CALENDARS)
    throw new Refusal(400, 'tooManyCalendarsRequested', 'Too many calendars requested.');
}

function busy(calendar: Calendar, from: number, to: number, zone: string): { start: string; end: string }[] {
  return takenBetween(calendar, from, to).map(({ start, end }) => ({
    start: rfc3339(start, zone),
    end: rfc3339(end, zone),
  }));
}

/** When a calendar is taken: the events between two instants, whole, those that overlap or adjoin as one. */
export function takenBetween(
  calendar: Calendar,
  from: number,
  to: number,
): Pick<StoredEvent, 'start' | 'end'>[] {
  const events: StoredEvent[] = [];
  for (const entry of calendar.events.values()) {
    const { event, start, end } = entry;
    if (start < end && end > from && start < to && blocks(event)) events.push(entry);
  }
  const taken: { start: number; end: number }[] = [];
  for (const { start, end } of events.sort((a, b) => a.start - b.start)) {
    const last = taken.at(-1);
    if (!last || start > last.end) taken.push({ start, end });
    else if (end > last.end) last.end = end;
  }
  return taken;
}

const blocks = ({ status, transparency, attendees }: Event) =>
  status !== 'cancelled' &&
  transparency !== 'transparent' &&
  !attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined');

function orderOf({ orderBy, singleEvents, syncToken }: ListQuery): (entry: StoredEvent) => Key {
  if (orderBy === 'startTime' && singleEvents !== 'true') {
    throw new Refusal(400, 'badRequest', 'The requested ordering is not available for the particular query.');
  }
  if (orderBy !== undefined && orderBy !== 'startTime' && orderBy !== 'updated') {
    throw invalid(`Invalid value '${orderBy}' for orderBy`, 'orderBy');
  }
  return ORDERS[orderBy ?? (syncToken === undefined ? 'created' : 'revision')]!;
}

/** An increment holds whatever changed since, deletions included, in the order of the changes. */
function changesSince(query: ListQuery, calendars: Calendars): (entry: StoredEvent) => boolean {
  const forbidden = FORBIDDEN_WITH_SYNC_TOKEN.find((name) => name in query);
  if (forbidden) throw invalid(`Sync token cannot be used with ${forbidden}.`, forbidden);
  if (query.showDeleted === 'false') throw invalid('Sync token cannot be used with showDeleted=false.');
  const sync = readSyncToken(query.syncToken ?? '', calendars.firstRevision, calendars.revision);
  return ({ revision }) => revision > sync;
}

function pageSize({ maxResults = '250' }: ListQuery): number {
  if (!/^[1-9]\d*$/.test(maxResults))
    throw invalid(`Invalid value '${maxResults}' for maxResults`, 'maxResults');
  return Math.min(Number(maxResults), 2500);
}

/** Of a deleted event, Google guarantees no more than the id. */
const shown = (entry: StoredEvent, zone: Zone): Event => {
  const { kind, etag, id, status } = entry.event;
  return status === 'cancelled' ? Object.assign({ kind, etag, id, status }) : eventResource(entry, zone);
};

const compare = (a: Key, b: Key) => a[0] - b[0] || a[1] - b[1];
