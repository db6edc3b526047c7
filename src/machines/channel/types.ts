import type { Instant } from '../../agenda/agenda.ts';
import type {
  ChannelKeyFactory,
  ChannelKeys,
  ChannelRecord,
  StoredChannel,
  StoredPredecessor,
} from '../../ports/channels.ts';
import type { Failure } from '../../ports/failure.ts';
import type { ChannelFact } from '../facts.ts';

/** `address` is where Google is to push; undefined where roomcal has no public address. */
interface ChannelOptions {
  roomName: string;
  calendarId: string;
  address: string | undefined;
  keys: ChannelKeyFactory;
  now: () => Instant;
  random: () => number;
}

export interface ChannelInput extends ChannelOptions {
  /** What was known of one that lives, and rested since. */
  was?: ChannelContext | undefined;
}

export interface ChannelContext extends ChannelOptions {
  /** Keys of the channel that is being registered: its first notification may come before Google's answer. */
  pending: ChannelKeys | undefined;
  stored: StoredChannel | undefined;
  /** A channel of the Python service, found in its place; registering ours stops it. */
  predecessor: StoredPredecessor | undefined;
  /** The channel that was replaced and still notifies. */
  replaced: ChannelRecord | undefined;
  renewAt: Instant;
  /** When Google last told us of a change. */
  notifiedAt: Instant | undefined;
  /** When a change was found that nobody has announced yet. */
  doubtedAt: Instant | undefined;
  /** Changes in a row that were found, and not announced. */
  missed: number;
  attempt: number;
  failure: Failure | undefined;
}

export type ChannelEvent =
  | { type: 'channel.wanted' }
  | { type: 'channel.unwanted' }
  /** Another process has registered this one, and stored it in place of ours. */
  | { type: 'channel.found'; stored: StoredChannel }
  /** Google told us of a change, by whichever of the room's channels. */
  | { type: 'notified' }
  /** The machine's clock was set, or slept. */
  | { type: 'clock.moved' }
  /** A change was found that was made since that instant. */
  | { type: 'change.found'; since: Instant };

export type ChannelEmitted = ChannelFact;
