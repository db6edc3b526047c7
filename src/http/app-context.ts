import type { Instant } from '../agenda/agenda.ts';
import type { Building } from '../machines/building.ts';
import type { Changes } from '../machines/facts.ts';
import type { Shard } from '../sharding/shard.ts';
import type { ApiKey } from './access/caller.ts';
import { ApiError } from './errors.ts';

/** What HTTP serves from. It listens before the configuration is read: until then there is no service. */
export interface AppContext {
  service: Service | undefined;
  metrics: Metrics;
  /** Why the service is not ready, one reason a line; none when it is. */
  unready(): string[];
}

/** What is counted of HTTP, and where all that is counted can be read. */
export interface Metrics {
  /** A request was answered; `route` is its pattern, such as `/meetings/:id`. */
  answered(method: string, route: string, status: number, ms: number): void;
  /** A notification was refused, for its channel is not known or its token is wrong. */
  refused(): void;
  /** A call on a room had no credentials that open it. */
  unauthorized(roomName: string): void;
  /** Everything, in Prometheus' text format. */
  text(): Promise<string>;
  contentType: string;
}

/** What came of a look at the configuration. */
export type Heard =
  | { type: 'taken'; generation: string; changed: Changes; needsRestart: readonly string[] }
  | { type: 'refused'; mistakes: readonly string[] };

/** Which part of the rooms this process has, and who has the others. */
export interface Sharding {
  shard: Shard;
  /** Where the process of a shard is found, with `{shard}` in place of its number; undefined where one has every room. */
  peers: string | undefined;
  /** All rooms of the configuration, in its order. */
  roomNames: readonly string[];
  /** The number of the shard that has the room; undefined where no shard has. */
  owner(roomName: string): number | undefined;
  /** The number of the shard whose room has the Thing of that address at its door; undefined where no room has. */
  ownerOfThing(address: string): number | undefined;
}

/** The credentials of an Arduino account. */
export interface AccountCredentials {
  clientId: string;
  clientSecret: string;
  previousSecret?: string | undefined;
}

export interface Service {
  /** Of the rooms that are this process's own. */
  building: Building;
  sharding: Sharding;
  /** Of the first Arduino account, whose secret signs what roomcal gives out, too. */
  clientId: string;
  clientSecret: string;
  /** The one before it, while it is changed: it opens the same. */
  previousSecret?: string | undefined;
  /** Whose credentials open the same. */
  otherAccounts: readonly AccountCredentials[];
  apiKeys: readonly ApiKey[];
  /** Under which a lobby shows rooms, by their names. */
  groups: ReadonlyMap<string, string>;
  /** Title of a booking without one. */
  meetingTitle: string;
  /** Origins of pages that may call the API from a browser. */
  corsOrigins: readonly string[];
  /** The account that a room names, by the room's name; none of rooms that name none. */
  roomAccounts: ReadonlyMap<string, string>;
  /** The address of the Thing for which Arduino calls with that token; undefined where it is none of ours. */
  thingOf: (token: string) => string | undefined;
  /** From which configuration all this is. */
  configuration: {
    generation: string;
    loadedAt: Instant;
    /** What is wrong with what lies there now, a line each. */
    mistakes: readonly string[];
    /** Looks whether it has changed. Throws a `VendorFailure` where that can't be told. */
    look(): Promise<Heard>;
  };
  /** Rooms at whose doors are boards of the Python service. */
  pythonRooms: ReadonlySet<string>;
}

/** The service, or 503 while there is none. */
export function serviceOf(context: AppContext): Service {
  if (!context.service) throw new ApiError('NOT_READY', context.unready()[0]);
  return context.service;
}

/** The building that has `roomName`, or 404. */
export function buildingOf(context: AppContext, roomName: string): Building {
  const { building } = serviceOf(context);
  if (!building.has(roomName)) throw new ApiError('UNKNOWN_ROOM', `There is no room ${roomName}`);
  return building;
}
