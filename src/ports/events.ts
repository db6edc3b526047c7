import type { Listing } from '../agenda/agenda.ts';
import type { VendorFailure } from './failure.ts';

/** What is told of a room on the topic `roomcalendar_events`. */
export interface RoomMessage {
  room_name: string;
  listing: Listing;
  announcedBy?: readonly Announcement[] | undefined;
}

/** A channel by which Google announced a change, where another process was told than the one that has the room. */
export interface Announcement {
  id: string;
  resource_id: string;
}

/** Pub/Sub. Methods throw a `VendorFailure` of vendor `pubsub`. */
export interface EventsPort {
  publish(message: RoomMessage): Promise<void>;
  /**
   * Makes topic and subscription where they are missing and hears messages until `close`, whatever goes away
   * meanwhile. `hear` takes a message to its room; when it returns, the message is acknowledged. `connection` is told
   * the failure that keeps us from hearing, and undefined when we hear (again).
   */
  subscribe(
    hear: (message: IncomingMessage) => void,
    connection: (failure: VendorFailure | undefined) => void,
  ): void;
  close(): Promise<void>;
}

/** A message as it came: others may publish to the topic, so that the zone may be missing. */
export interface IncomingMessage {
  room_name: string;
  listing: Omit<Listing, 'timeZone'> & { timeZone: string | undefined };
  announcedBy?: readonly Announcement[] | undefined;
}
