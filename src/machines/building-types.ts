import type { InspectionEvent } from 'xstate';
import type { Agenda, Instant } from '../agenda/agenda.ts';
import type { Occupancy } from '../agenda/occupancy.ts';
import type { Properties } from '../agenda/properties.ts';
import type { Wording } from '../agenda/wording.ts';
import type { ChannelKeys, Clock, Keysmith, VendorFailure } from '../io/ports.ts';
import type { ChannelEmitted } from './channel-setup.ts';
import type { Ports } from './effects.ts';
import type { RelayEmitted } from './relay-machine.ts';
import type { MayEnd, RoomEmitted } from './room-types.ts';
import type { ThingEmitted } from './thing-setup.ts';

export interface RoomOptions {
  roomName: string;
  calendarId: string;
  thingName: string;
  /** IANA; undefined leaves the zone to the calendar. */
  timeZone: string | undefined;
  mayEnd: MayEnd;
}

/** `keys` are for push channels, `random` is in [0, 1), `report` hears every fact of a room. */
export interface BuildingOptions {
  rooms: readonly RoomOptions[];
  refreshMs: number;
  /** How often rooms are swept that have a live channel, and those that have none, in ms. */
  sweepMs: number;
  pollMs: number;
  wording: Wording;
  /** Where Google is to push; undefined without a public address. */
  address: string | undefined;
  ports: Ports;
  clock: Clock;
  random: () => number;
  keys: Keysmith;
  report: (fact: Fact) => void;
  /** Hears what each actor is sent and becomes; actors are named `blue_room.room`, `.thing`, `.channel`, `.relay`. */
  inspect?: (event: InspectionEvent) => void;
}

/** Something that came of a room, for whoever tells it on. */
export type Fact = { room_name: string } & (
  | RoomEmitted
  | ThingEmitted
  | ChannelEmitted
  | RelayEmitted
  | { type: 'swept' }
  | { type: 'channel.strayed' }
  | { type: 'listing.kept' }
  | { type: 'keep.failed'; failure: VendorFailure }
  | { type: 'sweep.failed'; failure: VendorFailure }
  | { type: 'actor.died'; error: unknown }
);

/** A notification by a channel that is not in the index. */
export interface Stray extends ChannelKeys {
  calendarId: string;
  resourceId: string;
}

/** The states of a room's three regions. */
export interface RoomState {
  occupancy: string;
  sync: string;
  booking: string;
}

/** How a room is, for whoever looks after it. */
export interface RoomStatus {
  state: RoomState;
  view: RoomView | undefined;
  /** When Google last told of a change. */
  notifiedAt: Instant | undefined;
  /** What is wrong just now, with the calendar first. */
  failure: VendorFailure | undefined;
  channel: { state: string; expiry: Instant | undefined };
  thingState: string;
}

/** What is known of a room at an instant; it holds until the next boundary of its occupancy, or until there is news. */
export interface RoomView {
  agenda: Agenda;
  at: Instant;
  occupancy: Occupancy;
  properties: Properties | undefined;
  stale: boolean;
}
