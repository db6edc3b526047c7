import type { Instant, Listing } from '../agenda/agenda.ts';
import type { Release } from '../agenda/check-in.ts';
import type { Occupancy } from '../agenda/occupancy.ts';
import type { Properties, Publish } from '../agenda/properties.ts';
import type { Failure, VendorFailure } from '../ports/failure.ts';
import type { PressAnswer, RoomAnswer } from './door.ts';

/** What becomes of rooms where the configuration is another, by their names, in its order. */
export interface Changes {
  started: string[];
  stopped: string[];
  restarted: string[];
}

/** Why a room reconciled. */
export type Because = 'start' | 'boundary' | 'changed' | 'refresh' | 'booked' | 'retry';

/** What a room tells. */
export type RoomFact =
  /** The room compared agenda and clock: what the door should say, and since when that has been so, as far as is known. */
  | {
      type: 'reconciled';
      because: Because;
      at: Instant;
      since: Instant;
      occupancy: Occupancy | undefined;
      properties: Properties | undefined;
      stale: boolean;
    }
  /** The calendar could not be listed. */
  | { type: 'refresh.failed'; failure: Failure }
  /** A list that no notification led to found a change, made since the instant `since`. */
  | { type: 'change.found'; since: Instant }
  /** This machine's rules for the room's zone are `errorMs` ahead of what Google says, now or next; 0 once they are right again. */
  | { type: 'zone.wrong'; zone: string; errorMs: number }
  /** The calendar's zone is none that this machine knows: the room goes by its own. */
  | { type: 'zone.unknown'; zone: string }
  /** It is one again. */
  | { type: 'zone.known'; zone: string }
  /** The start has read what was kept of the room, or could not. */
  | { type: 'recalled' }
  /** A listing that is worth saving for the next start. */
  | { type: 'listing.news'; listing: Listing };

/** What a booking tells. */
export type BookingFact =
  /** A request at the door has its answer; `who` asked, if that is known. */
  | { type: 'answered'; id: string; who?: string | undefined; answer: RoomAnswer }
  /** Somebody has checked in to the meeting of that id; `who`, if that is known. */
  | { type: 'checked_in'; id: string; who?: string | undefined }
  /** What an attempt had left in the calendar is taken back. */
  | { type: 'compensated' }
  /** It could not be taken back, and is tried again. */
  | { type: 'compensation.failed'; failure: Failure };

/** What the watch over check-ins tells. */
export type CheckInFact =
  /** Nobody has come to the meeting of that id, which began at `start`: the room is free. */
  | { type: 'no_show.released'; id: string; start: Instant; release: Release }
  /** The room could not be released, and that is tried again. */
  | { type: 'release.failed'; failure: Failure };

/** What a Thing tells. */
export type ThingFact =
  /** The cloud has acknowledged a property at the instant `at`. */
  | ({ type: 'published'; at: Instant } & Publish)
  /** The Thing shows the desired state, but for what it lacks or refuses. */
  | { type: 'thing.settled' }
  /** The cloud refuses one property; the others go on. */
  | { type: 'publish.failed'; variable: string; failure: Failure }
  /** The Thing could not be read or written. */
  | { type: 'thing.failed'; failure: Failure }
  /** It works again. */
  | { type: 'thing.mended' };

/** What a press at a Thing tells. */
export type PressFact =
  /** It is known what came of a press: `text` is what the board wrote at the instant `at`, `says` what it is told. */
  | { type: 'pressed'; text: string; at: Instant | undefined; says: string; answer: PressAnswer }
  /** The Thing was told, and may be pressed again. */
  | { type: 'press.answered' }
  /** It could not be told, and is tried again. */
  | { type: 'press.failed'; failure: Failure };

/** What a push channel tells. */
export type ChannelFact =
  /** Google pushes the room's changes until `expiration`, an ISO instant. */
  | { type: 'channel.opened'; expiration: string }
  /** A channel of the Python service was found in the place of ours, and is stopped; its record is kept beside ours. */
  | { type: 'predecessor.stopped'; id: string }
  /** The channel could not be recalled, registered or stopped. */
  | { type: 'channel.failed'; failure: Failure }
  /** A change was found, and even now no notification has come of it. */
  | { type: 'push.missed'; inARow: number };

/** What a relay tells. */
export type RelayFact =
  /** What a notification announced is listed, and published. */
  | { type: 'relayed' }
  /** It was listed and could not be published: whoever is in this process can be told all the same. */
  | { type: 'relay.listed'; listing: Listing }
  /** It could not be listed or published, and is tried again. */
  | { type: 'relay.failed'; failure: Failure };

/** What the building tells of a room. */
export type BuildingFact =
  /** A sweep found out when the calendar is busy. */
  | { type: 'swept' }
  /** It could not. */
  | { type: 'sweep.failed'; failure: Failure }
  /** A channel that nobody kept still notified, and is stopped. */
  | { type: 'channel.orphaned' }
  /** The last listing is saved for the next start. */
  | { type: 'listing.saved' }
  /** It could not be saved; the next news is. */
  | { type: 'listing.unsaved'; failure: Failure }
  /** The room is gone from the configuration, and nothing is left of it: no channel, and no records. */
  | { type: 'room.left' }
  /** Something of it is left still, and is tried again. */
  | { type: 'leaving.failed'; failure: Failure }
  /** An actor died of a mistake of ours: another is made in its place. */
  | { type: 'actor.died'; actor: string; error: unknown }
  /** Another has taken its place. */
  | { type: 'actor.restarted'; actor: string };

/** What concerns all rooms. */
export type ServiceFact =
  /** The configuration can't be read just now: it is tried again. */
  | { type: 'opening.failed'; failure: VendorFailure }
  /** The configuration, of that generation, is read at the instant `at`, and its rooms are started. */
  | {
      type: 'opened';
      rooms: number;
      /** Which part of how many rooms this is, where other processes have the rest. */
      part?: { shard: number; shards: number; ofRooms: number } | undefined;
      address: string | undefined;
      generation: string;
      at: Instant;
    }
  /** Another configuration holds since the instant `at`, but for what needs a restart. */
  | {
      type: 'configuration.taken';
      generation: string;
      at: Instant;
      changed: Changes;
      needsRestart: readonly string[];
    }
  /** What lies there now has mistakes, a line each; what was read before holds. */
  | { type: 'configuration.refused'; mistakes: readonly string[] }
  /** Whether it has changed can't be told just now. */
  | { type: 'configuration.unread'; failure: VendorFailure }
  /** It can be told again. */
  | { type: 'configuration.read' }
  /** Messages of the topic are not heard. */
  | { type: 'topic.failed'; failure: VendorFailure }
  /** They are, for the first time or again. */
  | { type: 'topic.connected' }
  /** Google's time is `skewMs` ahead of this machine's, and what is decided goes by Google's; 0 once the machine is right again. */
  | { type: 'clock.skewed'; skewMs: number }
  /** Somebody published what is no message, and it is acknowledged. */
  | { type: 'message.unreadable'; messageId: string; why: string }
  /** Somebody published a message for a room that is not here. */
  | { type: 'message.misaddressed'; addressee: string };

/** Something that came of a room, or of what all rooms share. */
export type FactOf =
  | RoomFact
  | BookingFact
  | CheckInFact
  | ThingFact
  | PressFact
  | ChannelFact
  | RelayFact
  | BuildingFact
  | ServiceFact;

/** The same with the room's name, empty where it is of all. The log and the metrics have a line for each type. */
export type Fact = { room_name: string } & FactOf;
