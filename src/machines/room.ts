import { type ActorRefFrom, type AnyActorRef, createActor, type SnapshotFrom, waitFor } from 'xstate';
import { occupancyAt } from '../agenda/occupancy.ts';
import { propertiesAt } from '../agenda/properties.ts';
import type { ChannelRecord, Clock, VendorFailure, Withdrawal } from '../io/ports.ts';
import type {
  BuildingOptions,
  Fact,
  RoomOptions,
  RoomState,
  RoomStatus,
  RoomView,
} from './building-types.ts';
import type { ChannelContext, ChannelEmitted } from './channel-setup.ts';
import type { provideMachines } from './effects.ts';
import { asFailure } from './failure.ts';
import type { RelayEmitted } from './relay-machine.ts';
import { isUnexplained } from './room-knowledge.ts';
import type { RoomAnswer, RoomEmitted, RoomRequest, RoomSwept } from './room-types.ts';
import type { ThingEmitted } from './thing-setup.ts';

export type Machines = ReturnType<typeof provideMachines>;

/** What a part of a room failed to read so far, and why, if something prevents it. */
export interface Unready {
  missing: 'agenda' | 'thing';
  failure: VendorFailure | undefined;
}

/** The four actors of a room: what one of them says that concerns another goes there, and all of it to `report`. */
export class Room {
  readonly room: ActorRefFrom<Machines['room']>;
  readonly relay: ActorRefFrom<Machines['relay']>;
  readonly channel: ActorRefFrom<Machines['channel']>;
  readonly thing: ActorRefFrom<Machines['thing']>;
  readonly #clock: Clock;
  #sweepFailure: VendorFailure | undefined;
  /** The last view, and what it is of. */
  #seen: { of: object; view: RoomView } | undefined;

  constructor(
    machines: Machines,
    { roomName, calendarId, thingName, timeZone, mayEnd }: RoomOptions,
    { refreshMs, wording, address, keys, clock, random, report, inspect }: BuildingOptions,
    channelIs: (context: ChannelContext) => void,
  ) {
    const now = () => clock.now();
    const common = { roomName, calendarId, now, random };
    const options = (id: string) => ({ id: `${roomName}.${id}`, clock, ...(inspect && { inspect }) });
    this.#clock = clock;
    this.room = createActor(machines.room, {
      ...options('room'),
      input: { ...common, timeZone, refreshMs, wording, mayEnd },
    });
    this.relay = createActor(machines.relay, { ...options('relay'), input: { ...common, timeZone } });
    this.channel = createActor(machines.channel, {
      ...options('channel'),
      input: { ...common, address, keys },
    });
    this.thing = createActor(machines.thing, { ...options('thing'), input: { thingName, now, random } });
    this.#wire(roomName, report, channelIs);
  }

  #wire(roomName: string, report: (fact: Fact) => void, channelIs: (context: ChannelContext) => void): void {
    const { room, relay, channel, thing } = this;
    const tell = (emitted: RoomEmitted | RelayEmitted | ThingEmitted | ChannelEmitted) =>
      report({ room_name: roomName, ...emitted });
    // In this order: a wish is told of before the writes that come of it.
    room.on('*', (emitted) => {
      tell(emitted);
      if (emitted.type === 'looked' && emitted.properties)
        thing.send({ type: 'properties.wanted', properties: emitted.properties });
      if (emitted.type === 'change.found') channel.send(emitted);
    });
    thing.on('*', tell);
    channel.on('*', tell);
    relay.on('*', tell);
    const error = (error: unknown) => report({ room_name: roomName, type: 'actor.died', error });
    room.subscribe({ error });
    relay.subscribe({ error });
    thing.subscribe({ error });
    channel.subscribe({ error, next: ({ context }) => channelIs(context) });
  }

  start(): void {
    for (const actor of [this.thing, this.relay, this.room, this.channel]) actor.start();
  }

  stop(): void {
    for (const actor of [this.channel, this.room, this.relay, this.thing]) actor.stop();
  }

  /** Google says that the room's calendar has changed. */
  notified(): void {
    this.channel.send({ type: 'notified' });
    this.room.send({ type: 'notified' });
    this.relay.send({ type: 'notified' });
  }

  /** The calendar could not be swept. */
  notSwept(failure: VendorFailure): void {
    this.#sweepFailure = failure;
  }

  /** A sweep tells when the calendar is taken; the room hears of it where that is news. */
  swept(swept: RoomSwept): void {
    this.#sweepFailure = undefined;
    if (isUnexplained(this.room.getSnapshot().context, swept)) this.room.send({ type: 'swept', ...swept });
  }

  /** Asks for what the booking region does; where the room stops first, the answer is a refusal. */
  ask(request: RoomRequest): Promise<RoomAnswer> {
    const { room } = this;
    return new Promise((resolve) => {
      const subscriptions: { unsubscribe(): void }[] = [];
      const end = (answer: RoomAnswer) => {
        for (const subscription of subscriptions) subscription.unsubscribe();
        resolve(answer);
      };
      const answered = room.on('answered', ({ id, answer }) => {
        if (id === request.id) end(answer);
      });
      // Of an actor that is gone already it is told at once.
      const over = room.subscribe({
        complete: () => end({ type: 'refused', refusal: { code: 'NOT_READY' } }),
        error: (error) => end({ type: 'failed', failure: asFailure(error) }),
      });
      subscriptions.push(answered, over);
      room.send({ type: 'booking.requested', request });
    });
  }

  /**
   * Opens the room's push channel, or finds it open; undefined where there is no address to which Google could push.
   * Throws the `VendorFailure` that prevented it.
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
    const { room, relay, channel, thing } = this;
    const actors: AnyActorRef[] = [room, relay, channel, thing];
    const observer = { next: changed, error: changed, complete: changed };
    const subscriptions = actors.map((actor) => actor.subscribe(observer));
    return () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
  }

  /** What is under way in the calendar and not verified: whoever comes after this process must undo it. */
  get unfinished(): Withdrawal | undefined {
    const snapshot = this.room.getSnapshot();
    return snapshot.matches({ booking: 'open' }) ? undefined : snapshot.context.withdrawal;
  }

  /** The states in which the room is now. */
  get state(): RoomState {
    return this.room.getSnapshot().value;
  }

  /** How the room is, for whoever looks after it. */
  get status(): RoomStatus {
    const { room, relay, channel, thing } = this;
    const { value, context } = channel.getSnapshot();
    const failures = [room, relay, channel, thing].map((actor) => actor.getSnapshot().context.failure);
    return {
      state: this.state,
      view: this.view,
      notifiedAt: context.notifiedAt,
      failure: failures.find((failure) => failure !== undefined) ?? this.#sweepFailure,
      channel: {
        state: nameOf(value),
        expiry: context.stored && Date.parse(context.stored.record.expiration),
      },
      thingState: nameOf(thing.getSnapshot().value),
    };
  }

  /** How many bookings are not answered yet. */
  get bookingsWaiting(): number {
    return this.room.getSnapshot().context.waiting.length;
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

  /** What was never read. */
  get unready(): Unready[] {
    const [{ context: inRoom }, { context: inThing }] = [this.room.getSnapshot(), this.thing.getSnapshot()];
    return [
      ...(inRoom.agenda ? [] : [{ missing: 'agenda' as const, failure: inRoom.failure }]),
      ...(inThing.thing ? [] : [{ missing: 'thing' as const, failure: inThing.failure }]),
    ];
  }
}

/** The state by its own name, whatever is inside it. */
function nameOf(value: string | object): string {
  return typeof value === 'string' ? value : Object.keys(value)[0]!;
}

function isAtRest(state: SnapshotFrom<Machines['channel']>): boolean {
  return (['live', 'waiting', 'unsupported', 'stopped'] as const).some((rest) => state.matches(rest));
}
