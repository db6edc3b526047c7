import { type TProperties, Type } from '@sinclair/typebox';
import { bodyReader } from './google-body.ts';
import type { Event } from './stored-event.ts';

const text = Type.String();
const flag = Type.Boolean();
const count = Type.Integer();

const oneOf = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));

/** Nothing in Google's objects is required by its type; what its rules want is asked for elsewhere. */
export const optional = <T extends TProperties>(fields: T) => Type.Partial(Type.Object(fields));

const Time = optional({ date: text, dateTime: text, timeZone: text });
const Person = optional({ id: text, email: text, displayName: text, self: flag });
const Attendee = optional({
  ...Person.properties,
  organizer: flag,
  resource: flag,
  optional: flag,
  responseStatus: oneOf('needsAction', 'declined', 'tentative', 'accepted'),
  comment: text,
  additionalGuests: count,
  asyncOperation: text,
});
const Properties = Type.Record(text, text);

/** Google's event resource: its fields, their types, and the values of those that have but a few. */
export const EventShape = optional({
  kind: text,
  etag: text,
  id: text,
  status: oneOf('confirmed', 'tentative', 'cancelled'),
  htmlLink: text,
  created: text,
  updated: text,
  summary: text,
  description: text,
  location: text,
  colorId: text,
  eventLabelId: text,
  creator: Person,
  organizer: Person,
  start: Time,
  end: Time,
  endTimeUnspecified: flag,
  recurrence: Type.Array(text),
  recurringEventId: text,
  originalStartTime: Time,
  transparency: oneOf('opaque', 'transparent'),
  visibility: oneOf('default', 'public', 'private', 'confidential'),
  iCalUID: text,
  sequence: count,
  attendees: Type.Array(Attendee),
  attendeesOmitted: flag,
  extendedProperties: optional({ private: Properties, shared: Properties }),
  hangoutLink: text,
  conferenceData: Type.Object({}, { additionalProperties: Type.Unknown() }),
  gadget: Type.Object({}, { additionalProperties: Type.Unknown() }),
  anyoneCanAddSelf: flag,
  guestsCanInviteOthers: flag,
  guestsCanModify: flag,
  guestsCanSeeOtherGuests: flag,
  privateCopy: flag,
  locked: flag,
  reminders: optional({
    useDefault: flag,
    overrides: Type.Array(optional({ method: oneOf('email', 'popup'), minutes: count })),
  }),
  source: optional({ url: text, title: text }),
  attachments: Type.Array(
    optional({ fileUrl: text, title: text, mimeType: text, iconLink: text, fileId: text }),
  ),
  eventType: oneOf('birthday', 'default', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation'),
  birthdayProperties: optional({ contact: text, type: text, customTypeName: text }),
  focusTimeProperties: optional({ autoDeclineMode: text, declineMessage: text, chatStatus: text }),
  outOfOfficeProperties: optional({ autoDeclineMode: text, declineMessage: text }),
  workingLocationProperties: Type.Object({}, { additionalProperties: Type.Unknown() }),
});

const read = bodyReader(EventShape);

/** The event in a request's body. Throws 400 where a field is not of its type. */
export const eventIn = (body: unknown): Event => read(body) as Event;
