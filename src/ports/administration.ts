import type { GoogleEvent } from '../agenda/agenda.ts';

/** A variable of a Thing as the IoT Cloud defines it. */
export interface Definition {
  name: string;
  variable_name: string;
  /** Arduino's word for it, such as `INT` or `CHARSTRING`. */
  type: string;
  permission: 'READ_ONLY' | 'READ_WRITE';
  update_strategy: 'ON_CHANGE' | 'TIMED';
}

/** A Thing with the definitions of its properties. */
export interface DefinedThing {
  id: string;
  name: string;
  properties: readonly DefinedProperty[];
  /** The address that the cloud calls whenever a property was written; undefined where it calls none. */
  webhook: string | undefined;
}

export interface DefinedProperty {
  id: string;
  /** What displays call it; the property's name where it has none of its own. */
  variable_name: string;
  type: string;
  permission: string;
  last_value: unknown;
}

/** What an operator asks of Arduino IoT Cloud. Methods throw a `VendorFailure` of vendor `iot`. */
export interface ThingsAdmin {
  /** All Things of the organization, in one request. */
  things(): Promise<DefinedThing[]>;
  /** Makes a Thing without properties and resolves to its id. */
  createThing(name: string): Promise<string>;
  createProperty(thingId: string, definition: Definition): Promise<void>;
  /** Lets the cloud call `address` whenever a property of the Thing was written. */
  setWebhook(thingId: string, address: string): Promise<void>;
}

/** What an operator asks of Pub/Sub. Methods throw a `VendorFailure` of vendor `pubsub`. */
export interface EventsAdmin {
  readonly topicName: string;
  /** Whether the topic is there. */
  topic(): Promise<boolean>;
  /** The name of the topic that our subscription hears, and whether in order; undefined where there is none. */
  subscription(): Promise<{ topic: string; ordered: boolean } | undefined>;
  /** Makes it; one that is there already is no failure. */
  createTopic(): Promise<void>;
  /** As `createTopic`; the topic must be there. */
  createSubscription(): Promise<void>;
  close(): Promise<void>;
}

/** What an operator asks of Cloud Storage. Methods throw a `VendorFailure` of vendor `storage`. */
export interface BucketsAdmin {
  exists(bucket: string): Promise<boolean>;
  /** Whether it is among the buckets of the project that asks. Throws where the account may not list those. */
  isOfProject(bucket: string): Promise<boolean>;
  /** Makes a bucket that can't be opened to the public. */
  create(bucket: string): Promise<void>;
}

/** What whoever manages a calendar asks of Google Calendar. Methods throw a `VendorFailure` of vendor `calendar`. */
export interface SharingAdmin {
  /** The role that a rule of the calendar gives a user; undefined where none does. */
  roleOf(calendarId: string, user: string): Promise<string | undefined>;
  /** Gives a user a role, without a mail, and resolves to the role that Google says it is. */
  give(calendarId: string, user: string, role: string): Promise<string>;
}

/** What an operator asks of Google Calendar. Methods throw a `VendorFailure` of vendor `calendar`. */
export interface CalendarAdmin {
  /** Gets a token; throws where the credentials are not taken. */
  authorize(): Promise<void>;
  /** Our role on a calendar (`owner`, `writer`, `reader`, …), its IANA zone, and a few of its next events, as far as we may see them. */
  access(calendarId: string): Promise<{ role: string; timeZone: string; events: readonly GoogleEvent[] }>;
}
