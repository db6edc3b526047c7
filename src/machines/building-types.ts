import type { InspectionEvent } from 'xstate';
import type { Agenda, Instant } from '../agenda/agenda.ts';
import type { CheckIn, CheckInRule } from '../agenda/check-in.ts';
import type { Occupancy } from '../agenda/occupancy.ts';
import type { Properties } from '../agenda/properties.ts';
import type { Wording } from '../agenda/wording.ts';
import type { ChannelKeyFactory, ChannelKeys } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { Failure } from '../ports/failure.ts';
import type { MayEnd } from './door.ts';
import type { Ports, provideMachines } from './effects.ts';
import type { Fact } from './facts.ts';
import type { provideThingMachines } from './thing-effects.ts';

/** The machines that concern no Thing. */
export type CalendarMachines = ReturnType<typeof provideMachines>;

/** All that a room's actors are made of. */
export type Machines = CalendarMachines & ReturnType<typeof provideThingMachines>;

export interface RoomOptions {
  roomName: string;
  calendarId: string;
  thingName: string;
  /** The Arduino account of that Thing; undefined: that of all rooms which name none. */
  account?: string | undefined;
  /** IANA; undefined leaves the zone to the calendar. */
  timeZone: string | undefined;
  mayEnd: MayEnd;
  /** Where the room has another than the building. */
  wording?: Wording | undefined;
  /** Undefined: nobody is asked to check in. */
  checkIn?: CheckInRule | undefined;
}

/** A room that another process has; `timeZone` as in `RoomOptions`. */
export type ForeignRoom = Pick<RoomOptions, 'roomName' | 'calendarId' | 'timeZone'>;

/** What can be another while the building is open. */
export type BuildingSettings = Pick<
  BuildingOptions,
  | 'rooms'
  | 'others'
  | 'refreshMs'
  | 'sweepMs'
  | 'pollMs'
  | 'lookMs'
  | 'wording'
  | 'meetingTitle'
  | 'webhooksOf'
  | 'address'
>;

/**
 * `keys` are for push channels, `random` is in [0, 1), `report` hears every fact of a room. `processId` is of this start of
 * this process alone: what it writes into calendars and does not bring to an end is known by it.
 */
export interface BuildingOptions {
  processId: string;
  rooms: readonly RoomOptions[];
  /** The rooms of the same configuration that other processes have. */
  others?: readonly ForeignRoom[];
  refreshMs: number;
  /** Within how long after a start all rooms are listed that began with what was kept, in ms; undefined: as often as ever. */
  relistMs?: number | undefined;
  /** How often rooms are swept that have a live channel, and those that have none, in ms. */
  sweepMs: number;
  pollMs: number;
  wording: Wording;
  /** Title of what is booked by a press at a Thing. */
  meetingTitle: string;
  /** What the cloud may call when the Thing of that address was written; nothing without a public address. */
  webhooksOf: (thingAddress: string) => readonly string[];
  /** Between two readings of an account's Things that the cloud's calls lead to, in ms at least. */
  lookMs: (account: string | undefined) => number;
  /** Where Google is to push; undefined without a public address. */
  address: string | undefined;
  ports: Ports;
  clock: Clock;
  random: () => number;
  keys: ChannelKeyFactory;
  report: (fact: Fact) => void;
  /** Hears what each actor is sent and becomes; actors are named `blue_room.room`, `.thing`, `.channel`, `.relay`, `.press`. */
  inspect?: (event: InspectionEvent) => void;
  /**
   * Whether an actor that waits is stopped until what it waits for comes, for there may be 10,000 rooms. Not where somebody looks at
   * actors, nor where a day is to pass in a second.
   */
  mayRest: boolean;
}

/** A notification by a channel that is not in the index. */
export interface OrphanedChannel extends ChannelKeys {
  calendarId: string;
  resourceId: string;
}

/** What a part of a room failed to read so far, and why, if something prevents it. */
export interface Unready {
  missing: 'agenda' | 'thing';
  failure: Failure | undefined;
}

/** The states of a room's two regions, and of its booking. */
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
  failure: Failure | undefined;
  channel: { state: string; expiry: Instant | undefined };
  thingState: string;
  /** This machine does not know the zone of the room's calendar. */
  zoneIsUnknown: boolean;
}

/** What is known of a room at an instant; it holds until the next boundary of its occupancy, or until there is news. */
export interface RoomView {
  agenda: Agenda;
  at: Instant;
  occupancy: Occupancy;
  properties: Properties | undefined;
  stale: boolean;
  checkIn: CheckIn;
  /** When the room is released unless somebody checks in; undefined where it is not. */
  checkInUntil: Instant | undefined;
}
