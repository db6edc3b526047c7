import { Type } from '@sinclair/typebox';
import { orNull } from './schema.ts';

export const Text = orNull(Type.String());
const Time = orNull(Type.Object({ date: Text, dateTime: Text, timeZone: Text }));

/** The part of Google's event resource that roomcal reads, as it may arrive from anyone; see `GoogleEvent`. */
export const GoogleEventSchema = Type.Object({
  id: Text,
  etag: Text,
  status: Text,
  summary: Text,
  description: Text,
  created: Text,
  updated: Text,
  start: Time,
  end: Time,
  transparency: Text,
  visibility: Text,
  eventType: Text,
  organizer: orNull(Type.Object({ displayName: Text, email: Text, self: orNull(Type.Boolean()) })),
  attendees: orNull(Type.Array(Type.Object({ self: orNull(Type.Boolean()), responseStatus: Text }))),
  attendeesOmitted: orNull(Type.Boolean()),
  extendedProperties: orNull(Type.Object({ private: orNull(Type.Record(Type.String(), Type.String())) })),
});
