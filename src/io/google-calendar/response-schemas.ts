import { type TSchema, Type } from '@sinclair/typebox';
import { type GoogleEvent, type Instant, instantIn } from '../../agenda/agenda.ts';
import type { Interval } from '../../agenda/busy.ts';
import { GoogleEventSchema, Text } from '../../validation/google-event.ts';
import { reader } from '../../validation/schema.ts';
import { messageOf, VendorError } from '../vendor-error.ts';
import { oneLine } from '../vendor-text.ts';
import { RATE_REASONS } from './failure.ts';
import type { Page } from './listing.ts';

// What Google answers, read: proxies, gateways and stand-ins answer 200 with anything. Readers throw an error that says
// where an answer departs from what it should be.

const WEEK_MS = 604_800_000;
/** Nobody has seen a channel that lives longer than 30 days. */
const LONGEST_LIFETIME_MS = 53 * WEEK_MS;

const List = <T extends TSchema>(items: T) => Type.Optional(Type.Array(items));

/** The token endpoint's answer. */
export const readToken = reader(
  Type.Object({
    // What is no header must not become one.
    access_token: Type.String({ pattern: '^[\\x21-\\x7e]+$' }),
    expires_in: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }),
);

const readShape = reader(GoogleEventSchema);
const readPageShape = reader(
  Type.Object({ items: List(Type.Unknown()), timeZone: Text, nextPageToken: Text }),
);

/**
 * A page of events.list, which was asked for by `pageToken`. One event that can't be read refuses the whole: a door must
 * not pass over a meeting.
 */
export function readPage(data: unknown, pageToken: string | undefined): Omit<Page, 'sentAt'> {
  const { items = [], timeZone, nextPageToken } = readPageShape(data);
  if (nextPageToken && nextPageToken === pageToken)
    throw new Error('the next page is this one: there is no end');
  return {
    items: items.map((item, index) => eventOf(item, `item ${index}`, ({ start, end }) => [start, end])),
    timeZone: timeZone ?? '',
    nextPageToken: nextPageToken || undefined,
  };
}

/** The answer of an insert, a get or a patch of the event of that id. */
export function readEvent(eventId: string | null | undefined): (data: unknown) => GoogleEvent {
  return (data) => {
    const event = eventOf(data, 'the event', ({ start, end }) => [start ?? {}, end ?? {}]);
    if (!event.id || (eventId && event.id !== eventId))
      throw new Error(`event ${oneLine(eventId)} was asked for, and ${oneLine(event.id) ?? 'none'} came`);
    return event;
  };
}

/** `timesOf` gives the times that have to be times, unless the event is cancelled: then Google may leave all out. */
function eventOf(
  data: unknown,
  place: string,
  timesOf: (event: GoogleEvent) => GoogleEvent['start'][],
): GoogleEvent {
  const { id } = Object(data);
  const where = typeof id === 'string' ? `event ${oneLine(id)}` : place;
  try {
    const event = readShape(data);
    const isTime = (time: GoogleEvent['start']) => !time || instantIn(time, 'UTC') !== undefined;
    if (event.status !== 'cancelled' && !timesOf(event).every(isTime))
      throw new Error('unexpected shape at /start or /end: must be a date or a dateTime');
    return event;
  } catch (error) {
    throw new Error(`${where}: ${messageOf(error)}`);
  }
}

const readChannelShape = reader(
  Type.Object({
    resourceId: Type.String({ minLength: 1 }),
    expiration: Type.Optional(Type.Unsafe<string | number | null>({ type: ['string', 'number', 'null'] })),
  }),
);

/** The answer of a watch at `now`; a channel of which Google does not say when it ends lives for a week. */
export function readChannel(data: unknown, now: Instant): { resourceId: string; expiration: Instant } {
  const { resourceId, expiration: said } = readChannelShape(data);
  const expiration = said == null ? now + WEEK_MS : Number(said);
  if (!(expiration > now && expiration <= now + LONGEST_LIFETIME_MS))
    throw new Error(`a channel can't end at ${oneLine(String(said)) ?? 'no time'}`);
  return { resourceId, expiration };
}

const readCalendars = reader(Type.Object({ calendars: Type.Record(Type.String(), Type.Unknown()) }));
const readTaken = reader(
  Type.Object({
    busy: List(
      Type.Object({ start: Type.String({ format: 'date-time' }), end: Type.String({ format: 'date-time' }) }),
    ),
    errors: List(Type.Object({ reason: Text })),
  }),
);

/** The answer of freeBusy.query: of each calendar when it is taken, or why that one can't be told. */
export function readFreeBusy(
  calendarIds: readonly string[],
): (data: unknown) => Map<string, readonly Interval[] | VendorError> {
  return (data) => {
    const { calendars } = readCalendars(data);
    return new Map(calendarIds.map((id) => [id, takenIn(calendars[id])]));
  };
}

function takenIn(data: unknown): readonly Interval[] | VendorError {
  try {
    const { busy = [], errors = [] } = readTaken(data);
    const [error] = errors;
    if (error) return notTold(error.reason ?? undefined);
    return busy.map(({ start, end }) => intervalOf(Date.parse(start), Date.parse(end)));
  } catch (error) {
    return new VendorError('calendar', `Google Calendar: freeBusy: ${oneLine(messageOf(error))}`);
  }
}

function notTold(reason: string | undefined): VendorError {
  const operator = reason !== 'internalError' && !RATE_REASONS.has(reason ?? '');
  const words = oneLine(reason) ?? 'it does not say why';
  return new VendorError('calendar', `Google Calendar: freeBusy: ${words}`, { reason, operator });
}

function intervalOf(start: Instant, end: Instant): Interval {
  if (!(start <= end)) throw new Error('busy from an instant that is later than its end');
  return { start, end };
}

/** The answer of a delete or a stop, which says nothing; a page of a proxy does. */
export function readNothing(data: unknown): void {
  if (typeof data === 'string' ? data.trim() !== '' : data instanceof Blob && data.size > 0)
    throw new Error('unexpected answer: it should be empty');
}

const Rule = Type.Object({ role: Text, scope: Type.Optional(Type.Object({ type: Text, value: Text })) });

/** A rule of who may do what with a calendar. */
export const readRule = reader(Rule);

/** A page of such rules. */
export const readRules = reader(Type.Object({ items: List(Rule), nextPageToken: Text }));

/** What events.list tells of the calendar itself, and of the times of its events. */
export const readAccess = reader(
  Type.Object({ accessRole: Text, timeZone: Text, items: List(GoogleEventSchema) }),
);
