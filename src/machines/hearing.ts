import type { Instant } from '../agenda/agenda.ts';
import type { Clock } from '../ports/clock.ts';
import type { Failure } from '../ports/failure.ts';
import type { Machines } from './building-types.ts';
import { PushCoverage } from './channel/coverage.ts';
import type { ChannelContext } from './channel/types.ts';
import { hasNewDifference, provesRecovery, SweptBeyond } from './room/sweeping.ts';
import type { RoomSwept } from './room/types.ts';
import type { Supervised } from './supervisor.ts';

/**
 * How a room hears that its calendar has changed: Google pushes, and sweeps find what it has told nobody. The room is listed where
 * something may have happened before it was heard.
 */
export class Hearing {
  readonly #room: Supervised<Machines['room']>;
  readonly #channel: Supervised<Machines['channel']>;
  readonly #clock: Clock;
  readonly #sweptBeyond = new SweptBeyond();
  readonly #coverage = new PushCoverage();
  #failure: Failure | undefined;
  /** When the channel of that record expires: sweeps ask for it all day long. */
  #expiry: { of: ChannelContext['stored']; at: Instant } = { of: undefined, at: Number.NaN };

  constructor(room: Supervised<Machines['room']>, channel: Supervised<Machines['channel']>, clock: Clock) {
    this.#room = room;
    this.#channel = channel;
    this.#clock = clock;
  }

  /** Why the calendar could not be swept. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Whether Google pushes the room's changes now. */
  get isWatched(): boolean {
    const { stored } = this.#channel.getSnapshot().context;
    if (stored !== this.#expiry.of)
      this.#expiry = { of: stored, at: Date.parse(stored?.record.expiration ?? '') };
    return this.#expiry.at > this.#clock.now();
  }

  /** Whether the room goes by what was kept, until a sweep tells whether that is so still. */
  get isConfirming(): boolean {
    return this.#room.getSnapshot().value.sync === 'confirming';
  }

  /** The channel may be another, or live anew. */
  channelChanged(): void {
    // A sweep that failed was of the rooms without a channel: of those that have one the next may be minutes away.
    if (this.#coverage.update(this.isWatched, this.#clock.now())) this.#failure = undefined;
    this.listWhatNobodyTold();
  }

  listWhatNobodyTold(): void {
    const { agenda, kept } = this.#room.getSnapshot().context;
    // What was kept is confirmed first, or listed anyway.
    if (kept && kept.confirmedAt === undefined) return;
    if (this.#coverage.mustList(kept?.confirmedAt ?? agenda?.asOf))
      this.#room.send({ type: 'refresh.requested', because: 'changed' });
  }

  /** The calendar could not be swept. */
  notSwept(failure: Failure): void {
    this.#failure = failure;
    if (this.isConfirming) this.#room.send({ type: 'not.swept', failure });
  }

  /** A sweep tells when the calendar is taken; the room hears of it where that is news, or shows that Google answers. */
  swept(swept: RoomSwept): void {
    this.#failure = undefined;
    const { context } = this.#room.getSnapshot();
    const isAnother = this.#sweptBeyond.differs(context.agenda, swept) || hasNewDifference(context, swept);
    if (this.isConfirming || isAnother || provesRecovery(context))
      this.#room.send({ type: 'swept', ...swept });
  }
}
