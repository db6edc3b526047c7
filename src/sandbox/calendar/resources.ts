import { type TSchema, Type } from '@sinclair/typebox';
import type { Call } from '../calls.ts';
import { EventShape, optional } from './event-shape.ts';
import { bodyReader } from './google-body.ts';

const text = Type.String();

const CalendarShape = optional({
  kind: text,
  etag: text,
  id: text,
  summary: text,
  description: text,
  location: text,
  timeZone: text,
});

const EventsShape = optional({
  kind: text,
  etag: text,
  summary: text,
  description: text,
  updated: text,
  timeZone: text,
  accessRole: text,
  defaultReminders: Type.Array(optional({ method: text, minutes: Type.Integer() })),
  nextPageToken: text,
  nextSyncToken: text,
  items: Type.Array(EventShape),
});

const errors = Type.Array(optional({ domain: text, reason: text }));

const FreeBusyShape = optional({
  kind: text,
  timeMin: text,
  timeMax: text,
  groups: Type.Record(text, optional({ errors, calendars: Type.Array(text) })),
  calendars: Type.Record(text, optional({ errors, busy: Type.Array(optional({ start: text, end: text })) })),
});

const ChannelShape = optional({
  kind: text,
  id: text,
  resourceId: text,
  resourceUri: text,
  token: text,
  expiration: Type.Union([text, Type.Integer()]),
  type: text,
  address: text,
  payload: Type.Boolean(),
  params: Type.Record(text, text),
});

const RuleShape = optional({
  kind: text,
  etag: text,
  id: text,
  role: text,
  scope: optional({ type: text, value: text }),
});

const RulesShape = optional({
  kind: text,
  etag: text,
  nextPageToken: text,
  nextSyncToken: text,
  items: Type.Array(RuleShape),
});

/** What each call is answered, for `fields` to choose from. */
export const ANSWERS: Partial<Record<Call, TSchema>> = {
  'calendar.calendar': CalendarShape,
  'calendar.list': EventsShape,
  'calendar.get': EventShape,
  'calendar.insert': EventShape,
  'calendar.update': EventShape,
  'calendar.patch': EventShape,
  'calendar.watch': ChannelShape,
  'calendar.freeBusy': FreeBusyShape,
  'calendar.aclList': RulesShape,
  'calendar.aclInsert': RuleShape,
};

/** A channel in a request's body. Throws 400 where a field is not of its type. */
export const channelIn = bodyReader(ChannelShape);

/** A rule of who may do what, likewise. */
export const ruleIn = bodyReader(RuleShape);

/** The query in a request's body. Throws as `channelIn` does. */
export const freeBusyQueryIn = bodyReader(
  optional({
    timeMin: text,
    timeMax: text,
    timeZone: text,
    groupExpansionMax: Type.Integer(),
    calendarExpansionMax: Type.Integer(),
    items: Type.Array(Type.Object({ id: text })),
  }),
);
