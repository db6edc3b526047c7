import { type Actor, type AnyActor, createActor, type SnapshotFrom, waitFor } from 'xstate';
import type { Agenda, Instant } from '../agenda/agenda.ts';
import { occupancyAt } from '../agenda/occupancy.ts';
import { propertiesAt } from '../agenda/properties.ts';
import type { ChannelRecord } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { Failure } from '../ports/failure.ts';
import { Bookings } from './booking/bookings.ts';
import type {
  BuildingOptions,
  Machines,
  RoomOptions,
  RoomState,
  RoomStatus,
  RoomView,
  Unready,
} from './building-types.ts';
import type { ChannelContext } from './channel/types.ts';
import type { RoomAnswer, RoomRequest } from './door.ts';
import type { Fact } from './facts.ts';
import { asFailure } from './failure.ts';
import { hasNewDifference, provesRecovery } from './room/sweeping.ts';
import type { RoomSwept } from './room/types.ts';
import { Supervised } from './supervisor.ts';
import { isNews } from './thing/observed.ts';
import type { Reading } from './thing/types.ts';

/** A notification that is no older, in ms, may be of what was just written. */
const ANNOUNCED_WITHIN_MS = 10_000;

/** How the actors of a room are made and what they tell: `report` hears all of it. */
export interface RoomWiring extends BuildingOptions {
  machines: Machines;
  newAttempt: () => string;
  channelIs: (context: ChannelContext) => void;
  readingWanted: () => void;
}

/** The actors of a room: what one of them says that concerns another goes there, and all of it to `report`. */
export class Room {
  readonly #options: RoomOptions;
  readonly #wiring: RoomWiring;
  readonly #clock: Clock;
  readonly #room: Supervised<Actor<Machines['room']>>;
  readonly #relay: Supervised<Actor<Machines['relay']>>;
  readonly #channel: Supervised<Actor<Machines['channel']>>;
  readonly #thing: Supervised<Actor<Machines['thing']>>;
  readonly #bookings: Bookings;
  readonly #followers = new Set<() => void>();
  #sweepFailure: Failure | undefined;
  /** Whether Google pushed the room's changes when the channel last told. */
  #wasWatched = false;
  /** Since when it does, where no list is known to have been sent since. */
  #watchedAnewAt: Instant | undefined;
  #agenda: Agenda | undefined;
  /** The last view, and what it is of. */
  #seen: { of: object; view: RoomView } | undefined;

  constructor(options: RoomOptions, wiring: RoomWiring) {
    this.#options = options;
    this.#wiring = wiring;
    this.#clock = wiring.clock;
    this.#room = this.#supervised(
      'room',
      () => this.#makeRoom(),
      () => undefined,
    );
    this.#relay = this.#supervised(
      'relay',
      () => this.#makeRelay(),
      () => this.relay.send({ type: 'notified' }),
    );
    this.#channel = this.#supervised(
      'channel',
      () => this.#makeChannel(),
      () => undefined,
    );
    this.#thing = this.#supervised(
      'thing',
      () => this.#makeThing(),
      () => this.#tellThing(),
    );
    this.#bookings = new Bookings({
      make: (request) =>
        createActor(wiring.machines.booking, {
          ...this.#named('booking'),
          input: {
            ...this.#common,
            timeZone: options.timeZone,
            mayEnd: options.mayEnd,
            processId: wiring.processId,
            newAttempt: wiring.newAttempt,
            agenda: this.#agenda,
            request,
          },
        }),
      clock: wiring.clock,
      random: wiring.random,
      heard: (emitted) => {
        switch (emitted.type) {
          case 'ours.acknowledged':
          case 'ours.listed':
            return this.room.send(emitted);
          case 'ours.doubted':
            return this.room.send({ type: 'refresh.requested', because: 'booked' });
          case 'answered':
            this.#report(emitted);
            return this.#announce(emitted.answer);
          default:
            return this.#report(emitted);
        }
      },
      died: (error) => this.#report({ type: 'actor.died', actor: 'booking', error }),
    });
  }

  get room(): Actor<Machines['room']> {
    return this.#room.actor;
  }

  get relay(): Actor<Machines['relay']> {
    return this.#relay.actor;
  }

  get channel(): Actor<Machines['channel']> {
    return this.#channel.actor;
  }

  get thing(): Actor<Machines['thing']> {
    return this.#thing.actor;
  }

  start(): void {
    for (const one of [this.#thing, this.#relay, this.#room, this.#channel]) one.start();
  }

  stop(): void {
    for (const one of [this.#channel, this.#bookings, this.#room, this.#relay, this.#thing]) one.stop();
  }

  get #common() {
    const { roomName, calendarId } = this.#options;
    const { clock, random } = this.#wiring;
    return { roomName, calendarId, now: () => clock.now(), random };
  }

  #named(name: string) {
    const { clock, inspect } = this.#wiring;
    return { id: `${this.#options.roomName}.${name}`, clock, ...(inspect && { inspect }) };
  }

  #report(fact: DistributiveOmit<Fact, 'room_name'>): void {
    this.#wiring.report({ room_name: this.#options.roomName, ...fact });
  }

  #supervised<A extends AnyActor>(actor: string, make: () => A, again: () => void): Supervised<A> {
    const { clock, random } = this.#wiring;
    const changed = () => {
      for (const follower of this.#followers) follower();
    };
    return new Supervised<A>({
      make: () => {
        const made = make();
        made.subscribe({ next: changed, error: changed, complete: changed });
        return made;
      },
      clock,
      random,
      died: (error) => this.#report({ type: 'actor.died', actor, error }),
      restarted: () => {
        this.#report({ type: 'actor.restarted', actor });
        again();
      },
    });
  }

  #makeRoom(): Actor<Machines['room']> {
    const { machines, refreshMs, wording } = this.#wiring;
    const { timeZone } = this.#options;
    const room = createActor(machines.room, {
      ...this.#named('room'),
      input: { ...this.#common, timeZone, refreshMs, wording },
    });
    // In this order: the desired state is told of before the writes that come of it.
    room.on('*', (emitted) => {
      this.#report(emitted);
      if (emitted.type === 'reconciled' && emitted.properties)
        this.thing.send({ type: 'properties.wanted', properties: emitted.properties });
      if (emitted.type === 'change.found') this.channel.send(emitted);
    });
    room.subscribe({
      next: ({ context: { agenda } }) => {
        if (agenda === this.#agenda) return;
        this.#agenda = agenda;
        this.#bookings.agendaChanged(agenda);
        this.#lookIfListedBefore();
      },
      error: isSupervised,
    });
    return room;
  }

  #makeRelay(): Actor<Machines['relay']> {
    const { timeZone } = this.#options;
    const relay = createActor(this.#wiring.machines.relay, {
      ...this.#named('relay'),
      input: { ...this.#common, timeZone },
    });
    relay.on('*', (emitted) => {
      this.#report(emitted);
      // The topic is away: the room of this process need not wait for it.
      if (emitted.type === 'relay.listed')
        this.room.send({ type: 'listing.received', listing: emitted.listing });
    });
    return relay;
  }

  #makeChannel(): Actor<Machines['channel']> {
    const { machines, address, keys, channelIs } = this.#wiring;
    const channel = createActor(machines.channel, {
      ...this.#named('channel'),
      input: { ...this.#common, address, keys },
    });
    channel.on('*', (emitted) => this.#report(emitted));
    channel.subscribe({
      next: ({ context }) => {
        channelIs(context);
        this.#seeWhetherWatched();
      },
      error: isSupervised,
    });
    return channel;
  }

  #makeThing(): Actor<Machines['thing']> {
    const { now, random } = this.#common;
    const thing = createActor(this.#wiring.machines.thing, {
      ...this.#named('thing'),
      input: { thingName: this.#options.thingName, now, random },
    });
    thing.on('*', (emitted) => {
      if (emitted.type === 'reading.wanted') this.#wiring.readingWanted();
      else this.#report(emitted);
    });
    return thing;
  }

  /** What was written at this door other processes must hear of, also where Google announces it to nobody. */
  #announce({ type }: RoomAnswer): void {
    const { notifiedAt = 0 } = this.channel.getSnapshot().context;
    const isDone = type === 'booked' || type === 'extended' || type === 'ended';
    if (isDone && this.#clock.now() - notifiedAt > ANNOUNCED_WITHIN_MS) this.relay.send({ type: 'notified' });
  }

  #seeWhetherWatched(): void {
    const isWatched = this.isWatched;
    if (isWatched && !this.#wasWatched) {
      this.#watchedAnewAt = this.#clock.now();
      // A sweep that failed was of the rooms without a channel: of those that have one the next may be minutes away.
      this.#sweepFailure = undefined;
    }
    this.#wasWatched = isWatched;
    this.#lookIfListedBefore();
  }

  /** What was changed before Google pushed nobody has told of: a list that was sent before, or still is on its way, is not enough. */
  #lookIfListedBefore(): void {
    const at = this.#watchedAnewAt;
    const asOf = this.#agenda?.asOf;
    if (at === undefined || asOf === undefined) return;
    this.#watchedAnewAt = undefined;
    if (asOf < at) this.room.send({ type: 'refresh.requested', because: 'changed' });
  }

  #tellThing(): void {
    const properties = this.view?.properties;
    if (properties) this.thing.send({ type: 'properties.wanted', properties });
  }

  /** Google says that the room's calendar has changed. */
  notified(): void {
    this.channel.send({ type: 'notified' });
    this.room.send({ type: 'notified' });
    this.relay.send({ type: 'notified' });
  }

  /** The calendar could not be swept. */
  notSwept(failure: Failure): void {
    this.#sweepFailure = failure;
  }

  /** A sweep tells when the calendar is taken; the room hears of it where that is news, or shows that Google answers. */
  swept(swept: RoomSwept): void {
    this.#sweepFailure = undefined;
    const { context } = this.room.getSnapshot();
    if (hasNewDifference(context, swept) || provesRecovery(context))
      this.room.send({ type: 'swept', ...swept });
  }

  /** All Things were read. */
  read(readingOf: (thingName: string) => Reading): void {
    const reading = readingOf(this.#options.thingName);
    if (isNews(this.thing.getSnapshot().context, reading))
      this.thing.send({ type: 'thing.read', ...reading });
  }

  /** Another Thing of the account could be written. */
  otherThingWritten(): void {
    this.thing.send({ type: 'other.thing.written' });
  }

  /** The machine's clock was set, or slept. */
  clockMoved(): void {
    this.room.send({ type: 'clock.moved' });
    this.channel.send({ type: 'clock.moved' });
    this.thing.send({ type: 'clock.moved' });
    this.#bookings.clockMoved();
  }

  /** Asks for what the booking does; where the room stops first, the answer is to ask again. */
  ask(request: RoomRequest): Promise<RoomAnswer> {
    return this.#bookings.ask(request);
  }

  /**
   * Opens the room's push channel, or finds it open; undefined where there is no address to which Google could push.
   * Throws the `Failure` that prevented it.
   */
  async startWatching(): Promise<ChannelRecord | undefined> {
    const { channel } = this;
    await waitFor(channel, isAtRest);
    channel.send({ type: 'channel.wanted' });
    const { context } = await waitFor(channel, isAtRest);
    if (!context.stored && context.failure) throw context.failure;
    return context.stored?.record;
  }

  /** Stops the room's push channel and forgets it: its last record, undefined where there was none. */
  async stopWatching(): Promise<ChannelRecord | undefined> {
    const { channel } = this;
    const { context } = await waitFor(channel, isAtRest);
    channel.send({ type: 'channel.unwanted' });
    const stopped = await waitFor(channel, isAtRest);
    if (!stopped.matches('stopped')) throw stopped.context.failure;
    return context.stored?.record;
  }

  /** Whether Google pushes the room's changes now. */
  get isWatched(): boolean {
    const { stored } = this.channel.getSnapshot().context;
    return stored !== undefined && Date.parse(stored.record.expiration) > this.#clock.now();
  }

  /** Calls `changed` whenever something of the room may be another, until what it gives back is called. */
  subscribe(changed: () => void): () => void {
    const follower = () => changed();
    this.#followers.add(follower);
    const bookings = this.#bookings.subscribe(follower);
    return () => {
      this.#followers.delete(follower);
      bookings();
    };
  }

  /** Resolves when every booking is answered. */
  bookingsAnswered(): Promise<void> {
    return this.#bookings.answered();
  }

  /** The states in which the room is now. */
  get state(): RoomState {
    return { ...this.room.getSnapshot().value, booking: this.#bookings.state };
  }

  /** How the room is, for whoever looks after it. */
  get status(): RoomStatus {
    const { value, context } = this.channel.getSnapshot();
    return {
      state: this.state,
      view: this.view,
      notifiedAt: context.notifiedAt,
      failure: this.#failure,
      channel: {
        state: nameOf(value),
        expiry: context.stored && Date.parse(context.stored.record.expiration),
      },
      thingState: nameOf(this.thing.getSnapshot().value),
    };
  }

  /** What is wrong just now: a mistake of ours that killed an actor first, then the calendar. */
  get #failure(): Failure | undefined {
    const supervised = [this.#room, this.#relay, this.#channel, this.#thing];
    const deaths = supervised.flatMap(({ failure }) => (failure === undefined ? [] : asFailure(failure)));
    const failures = supervised.map(({ actor }) => actor.getSnapshot().context.failure);
    return [...deaths, ...failures, this.#bookings.failure, this.#sweepFailure].find(
      (failure) => failure !== undefined,
    );
  }

  /** How many bookings are not answered yet. */
  get bookingsWaiting(): number {
    return this.#bookings.waiting;
  }

  /** What is known of the room now; undefined before its first agenda. The same object as long as it says the same. */
  get view(): RoomView | undefined {
    const { context } = this.room.getSnapshot();
    const { agenda, failure, wording } = context;
    if (!agenda) return undefined;
    const at = this.#clock.now();
    const { of, view } = this.#seen ?? {};
    if (of === context && view && view.at <= at && at < view.occupancy.nextBoundary) return view;
    const occupancy = occupancyAt(agenda, at);
    const stale = failure !== undefined;
    const properties = propertiesAt(agenda, occupancy, { now: at, stale, wording });
    const seen = { agenda, at, occupancy, properties, stale };
    this.#seen = { of: context, view: seen };
    return seen;
  }

  /** What was never read, and what died of a mistake of ours and was not made anew yet. */
  get unready(): Unready[] {
    const { agenda, failure } = this.room.getSnapshot().context;
    const thing = this.thing.getSnapshot().context;
    const missing = (what: Unready['missing'], isThere: boolean, death: unknown, why: Failure | undefined) =>
      isThere && death === undefined ? [] : [{ missing: what, failure: death ? asFailure(death) : why }];
    return [
      ...missing('agenda', agenda !== undefined, this.#room.deathNow, failure),
      ...missing('thing', thing.thing !== undefined, this.#thing.deathNow, thing.failure),
    ];
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** XState ends the process for a death that one of an actor's observers does not hear of. */
function isSupervised(): void {}

/** The state by its own name, whatever is inside it. */
function nameOf(value: string | object): string {
  return typeof value === 'string' ? value : (Object.keys(value)[0] ?? '');
}

function isAtRest(state: SnapshotFrom<Machines['channel']>): boolean {
  return (['live', 'waiting', 'unsupported', 'stopped'] as const).some((rest) => state.matches(rest));
}
