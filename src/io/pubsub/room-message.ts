import { Type } from '@sinclair/typebox';
import { type GoogleEvent, instantIn, type Listing } from '../../agenda/agenda.ts';
import { type Instant, isTimeZone } from '../../agenda/local-time.ts';
import type { IncomingMessage, RoomMessage } from '../../ports/events.ts';
import { GoogleEventSchema } from '../../validation/google-event.ts';
import { reader } from '../../validation/schema.ts';

/** Others publish ten events of a room and don't say whether there are more. */
const EVENTS_OF_OTHERS = 10;

const readMessage = reader(
  Type.Object({
    room_name: Type.String(),
    events: Type.Array(GoogleEventSchema),
    ended: Type.Optional(Type.Array(GoogleEventSchema)),
    time_zone: Type.Optional(Type.String()),
    as_of: Type.Optional(Type.String()),
    complete: Type.Optional(Type.Boolean()),
    announced_by: Type.Optional(
      Type.Array(Type.Object({ channel_id: Type.String(), resource_id: Type.String() }), { maxItems: 8 }),
    ),
  }),
);

const readKept = reader(
  Type.Object({
    calendar_id: Type.String(),
    as_of: Type.String(),
    /** The calendar's, where `time_zone` is left out because this machine does not know it. */
    unknown_zone: Type.Optional(Type.String()),
  }),
);

/**
 * What is told of a room, as JSON has it on the topic and beside the channel records. A list begins at the quarter hour;
 * but other consumers of the topic take the first of `events` for the meeting that runs, or comes next: what was over at
 * `as_of` is told apart, in `ended`, where there is any.
 */
export function messageJson({ room_name, listing, announcedBy }: RoomMessage): object {
  const { timeZone, asOf, complete } = listing;
  const isOver = ({ end }: GoogleEvent) => (instantIn(end, timeZone) ?? Number.POSITIVE_INFINITY) <= asOf;
  const { ended = [], events = [] } = Object.groupBy(listing.events, (event) =>
    isOver(event) ? 'ended' : 'events',
  );
  return {
    room_name,
    events,
    ...(ended.length > 0 && { ended }),
    // Whoever reads it may know no more zones than we do: the room it is of has one of its own.
    ...(isTimeZone(timeZone) && { time_zone: timeZone }),
    as_of: new Date(asOf).toISOString(),
    complete,
    ...(announcedBy && {
      announced_by: announcedBy.map(({ id, resource_id }) => ({ channel_id: id, resource_id })),
    }),
  };
}

/**
 * Reads a message's text. Only the first two keys are required: others may publish to the topic, too; without `as_of` it
 * was true at `published`. Nobody knows more than is true `now`: what claims to would outlast everything that follows.
 * Throws an error that says what can't be read.
 */
export function parseMessage(text: string, published: Instant, now: Instant): IncomingMessage {
  const message = readMessage(parsed(text));
  const { room_name, events, ended = [], time_zone, as_of, announced_by } = message;
  const { complete = events.length < EVENTS_OF_OTHERS } = message;
  const asOf = as_of === undefined ? published : Date.parse(as_of);
  if (Number.isNaN(asOf)) throw new Error(`as_of is no instant: ${as_of}`);
  if (time_zone !== undefined && !isTimeZone(time_zone)) throw new Error(`unknown time_zone: ${time_zone}`);
  const listing = { events: [...ended, ...events], timeZone: time_zone, asOf: Math.min(asOf, now), complete };
  const announcedBy = announced_by?.map(({ channel_id: id, resource_id }) => ({ id, resource_id }));
  return { room_name, listing, ...(announcedBy && { announcedBy }) };
}

/**
 * The listing of `calendarId` that was kept as `text`; undefined where it can't be read, for it is but a copy, and where it
 * is of another calendar, or true only later than `now`.
 */
export function parseKept(text: string, calendarId: string, now: Instant): Listing | undefined {
  try {
    const { calendar_id, as_of, unknown_zone } = readKept(parsed(text));
    const { timeZone = unknown_zone, ...listing } = parseMessage(text, 0, now).listing;
    if (calendar_id !== calendarId || timeZone === undefined || Date.parse(as_of) > now) return undefined;
    return { ...listing, timeZone };
  } catch {
    return undefined;
  }
}

/** Node's own message is not passed on: it quotes the text, and the text has titles of private meetings. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('not JSON');
  }
}
