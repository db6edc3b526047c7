/** An instant in ms since 1970, by the service's clock. */
export type Instant = number;

/** When, as ISO 8601 and as the door says it. */
export interface Moment {
  at: string;
  time: string;
}

export interface ShownMeeting {
  id: string;
  title: string;
  start: string;
  end: string;
  organizer: string;
  all_day: boolean;
  time: string;
}

export interface Day {
  start: string;
  end: string;
  known_until: string;
  meetings: readonly ShownMeeting[];
}

/** What may be said otherwise than in the pages' own words and hours, where a service says so. */
interface Manner {
  words?: Readonly<Record<string, string>> | null;
  hour_cycle?: string | null;
}

/** What `GET /rooms/:room_name/door` answers. */
export interface DoorState extends Manner {
  room_name: string;
  version: string;
  occupancy: string;
  stale: boolean;
  time_zone: string;
  says: Readonly<Record<string, string | number>>;
  current: (ShownMeeting & { may_change: boolean }) | null;
  coming: readonly ShownMeeting[];
  day: Day | null;
  busy_until: Moment | null;
  free_until: Moment | null;
  /** `wanted` where somebody is to say that the meeting takes place, `check_in_until` at the latest. */
  check_in?: string | null;
  check_in_until?: Moment | string | null;
}

export interface LobbyRoom {
  room_name: string;
  group: string | null;
  occupancy: string;
  stale: boolean;
  time_zone: string;
  title: string | null;
  busy_until: Moment | null;
  free_until: Moment | null;
}

/** What `GET /lobby/rooms` answers. */
export interface LobbyState extends Manner {
  version: string;
  rooms: readonly LobbyRoom[];
}

/** What whoever has opened the page may do, as the stream says it first. */
export interface You {
  may: readonly string[];
  /** Of a pass. */
  expires_at?: string;
  /** The meeting that a pass is for. */
  meeting?: string;
}
