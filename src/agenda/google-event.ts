/** Google leaves out what is empty; others may write it as null. */
export type Maybe<T> = T | null | undefined;

/** `start` or `end` of an event resource: `date` for all-day events, otherwise `dateTime`. */
export interface GoogleEventTime {
  date?: Maybe<string>;
  dateTime?: Maybe<string>;
  timeZone?: Maybe<string>;
}

/** The part of Google's event resource that roomcal reads. */
export interface GoogleEvent {
  id?: Maybe<string>;
  etag?: Maybe<string>;
  status?: Maybe<string>;
  summary?: Maybe<string>;
  /** Read of one event alone, for it may be long. */
  description?: Maybe<string>;
  created?: Maybe<string>;
  updated?: Maybe<string>;
  start?: Maybe<GoogleEventTime>;
  end?: Maybe<GoogleEventTime>;
  transparency?: Maybe<string>;
  visibility?: Maybe<string>;
  eventType?: Maybe<string>;
  organizer?: Maybe<{ displayName?: Maybe<string>; email?: Maybe<string>; self?: Maybe<boolean> }>;
  /** Of one event alone with all that Google says of them. */
  attendees?: Maybe<{ self?: Maybe<boolean>; responseStatus?: Maybe<string> }[]>;
  /** There may be more attendees than these. */
  attendeesOmitted?: Maybe<boolean>;
  /** `null` in a patch removes a property. */
  extendedProperties?: Maybe<{ private?: Maybe<Record<string, string | null>> }>;
}
