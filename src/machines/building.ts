import { type ActorRefFrom, createActor, type SnapshotFrom, waitFor } from 'xstate';
import { occupancyAt } from '../agenda/occupancy.ts';
import { propertiesAt } from '../agenda/properties.ts';
import type { ChannelRecord, Clock, HeardMessage, Keysmith, VendorFailure } from '../io/ports.ts';
import type { BuildingOptions, Fact, RoomState, RoomStatus, RoomView, Stray } from './building-types.ts';
import { type AcceptedChannel, ChannelIndex } from './channel-index.ts';
import type { ChannelEmitted } from './channel-setup.ts';
import { provideMachines } from './effects.ts';
import { asFailure } from './failure.ts';
import { Keeper } from './keeper.ts';
import type { RelayEmitted } from './relay-machine.ts';
import type { BookingAnswer, BookingRequest, RoomEmitted } from './room-types.ts';
import { Sweeps } from './sweeps.ts';
import type { ThingEmitted } from './thing-machine.ts';

type Machines = ReturnType<typeof provideMachines>;

/** The four actors of a room. */
interface RoomActors {
  room: ActorRefFrom<Machines['room']>;
  relay: ActorRefFrom<Machines['relay']>;
  channel: ActorRefFrom<Machines['channel']>;
  thing: ActorRefFrom<Machines['thing']>;
}

/**
 * A Map of independent root actors, for stopping one parent of 10,000 children takes XState 39 s. It routes events to
 * rooms by name, and what rooms want to their Things; it decides nothing.
 */
export class Building {
  readonly #rooms: ReadonlyMap<string, RoomActors>;
  readonly #channels = new ChannelIndex();
  /** By calendar. */
  readonly #roomOf: ReadonlyMap<string, string>;
  readonly #sweeps: Sweeps;
  readonly #keeper: Keeper;
  readonly #keys: Keysmith;
  readonly #tidy: Machines['tidy'];
  readonly #report: (fact: Fact) => void;
  readonly #clock: Clock;

  constructor(options: BuildingOptions) {
    const { rooms, refreshMs, sweepMs, pollMs, wording, address, ports, clock, random, keys, report } =
      options;
    this.#clock = clock;
    this.#keys = keys;
    this.#report = report;
    this.#roomOf = new Map(rooms.map(({ calendarId, roomName }) => [calendarId, roomName]));
    const machines = provideMachines(ports);
    this.#tidy = machines.tidy;
    this.#keeper = new Keeper({
      store: ports.listings,
      kept: (roomName) => report({ room_name: roomName, type: 'listing.kept' }),
      failed: (roomName, failure) => report({ room_name: roomName, type: 'keep.failed', failure }),
    });
    const now = () => clock.now();
    this.#rooms = new Map(
      rooms.map(({ roomName, calendarId, thingName, timeZone }) => {
        const common = { roomName, calendarId, now, random };
        const actors = {
          room: createActor(machines.room, { clock, input: { ...common, timeZone, refreshMs, wording } }),
          relay: createActor(machines.relay, { clock, input: { ...common, timeZone } }),
          channel: createActor(machines.channel, { clock, input: { ...common, address, keys } }),
          thing: createActor(machines.thing, { clock, input: { thingName, now, random } }),
        };
        this.#wire(roomName, actors);
        return [roomName, actors];
      }),
    );
    this.#sweeps = new Sweeps({
      machine: machines.sweep,
      watchedMs: sweepMs,
      unwatchedMs: pollMs,
      calendarIds: (watched) =>
        rooms
          .filter(({ roomName }) => this.#isWatched(roomName) === watched)
          .map(({ calendarId }) => calendarId),
      clock,
      random,
      swept: (calendarId, swept) => {
        const roomName = this.#roomOf.get(calendarId)!;
        this.#of(roomName).room.send({ type: 'swept', ...swept });
        report({ room_name: roomName, type: 'swept' });
      },
      failed: (calendarId, failure) =>
        report({ room_name: this.#roomOf.get(calendarId)!, type: 'sweep.failed', failure }),
    });
  }

  /** Whether Google pushes the room's changes now. */
  #isWatched(roomName: string): boolean {
    const { stored } = this.#of(roomName).channel.getSnapshot().context;
    return stored !== undefined && Date.parse(stored.record.expiration) > this.#clock.now();
  }

  /** Everything a room says goes to its Thing and to `report`; everything its channel is called, into the index. */
  #wire(roomName: string, { room, relay, channel, thing }: RoomActors): void {
    const report = this.#report;
    const tell = (emitted: RoomEmitted | RelayEmitted | ThingEmitted | ChannelEmitted) =>
      report({ room_name: roomName, ...emitted });
    // In this order: a wish is told of before the writes that come of it.
    room.on('*', (emitted) => {
      tell(emitted);
      if (emitted.type === 'looked' && emitted.properties)
        thing.send({ type: 'properties.wanted', properties: emitted.properties });
      if (emitted.type === 'change.found') channel.send(emitted);
      if (emitted.type === 'listing.news') this.#keeper.keep(roomName, emitted.listing);
    });
    thing.on('*', tell);
    channel.on('*', tell);
    relay.on('*', tell);
    const error = (error: unknown) => report({ room_name: roomName, type: 'actor.died', error });
    room.subscribe({ error });
    relay.subscribe({ error });
    thing.subscribe({ error });
    channel.subscribe({ error, next: ({ context }) => this.#channels.take(context) });
  }

  start(): void {
    for (const { room, relay, channel, thing } of this.#rooms.values()) {
      for (const actor of [thing, relay, room, channel]) actor.start();
    }
    this.#sweeps.start();
  }

  stop(): void {
    this.#sweeps.stop();
    for (const { room, relay, channel, thing } of this.#rooms.values()) {
      for (const actor of [channel, room, relay, thing]) actor.stop();
    }
  }

  /** How many rooms there are. */
  get size(): number {
    return this.#rooms.size;
  }

  roomNames(): string[] {
    return [...this.#rooms.keys()];
  }

  has(roomName: string): boolean {
    return this.#rooms.has(roomName);
  }

  /** The live channel of that id, or one that is being registered, whose resource id Google has not told yet. */
  channel(id: string): AcceptedChannel | undefined {
    return this.#channels.get(id);
  }

  /**
   * A notification by a channel that nobody here keeps. One that another process has stored meanwhile is taken in; what
   * else is of our making would notify for a week, and is stopped.
   */
  stray({ calendarId, resourceId, ...keys }: Stray): void {
    const roomName = this.#roomOf.get(calendarId);
    if (roomName === undefined || !this.#keys.isOurs(keys)) return;
    this.#tidy(roomName, { id: keys.id, resource_id: resourceId }).then(
      (stored) => {
        if (stored) this.#of(roomName).channel.send({ type: 'channel.found', stored });
        else this.#report({ room_name: roomName, type: 'channel.strayed' });
      },
      // The next notification asks again.
      () => undefined,
    );
  }

  /** A room's calendar has changed, Google says. */
  notify(roomName: string): void {
    const actors = this.#rooms.get(roomName);
    actors?.channel.send({ type: 'notified' });
    actors?.relay.send({ type: 'notified' });
  }

  /** Takes what the topic told to its room; false where there is no such room. */
  hear({ room_name, listing }: HeardMessage): boolean {
    const actors = this.#rooms.get(room_name);
    actors?.room.send({ type: 'listing.received', listing });
    return actors !== undefined;
  }

  /**
   * Asks a room for an instant meeting; `request.id` must be of this request alone. Where the building stops first, the
   * answer is a refusal.
   */
  book(roomName: string, request: BookingRequest): Promise<BookingAnswer> {
    const { room } = this.#of(roomName);
    return new Promise((resolve) => {
      const subscriptions = [
        room.on('answered', ({ id, answer }) => {
          if (id === request.id) end(answer);
        }),
        room.subscribe({
          complete: () => end({ type: 'refused', refusal: { code: 'NOT_READY' } }),
          error: (error) => end({ type: 'failed', failure: asFailure(error) }),
        }),
      ];
      const end = (answer: BookingAnswer) => {
        for (const subscription of subscriptions) subscription.unsubscribe();
        resolve(answer);
      };
      room.send({ type: 'booking.requested', request });
    });
  }

  /**
   * Opens the room's push channel, or finds it open; undefined where there is no address to which Google could push.
   * Throws the `VendorFailure` that prevented it.
   */
  async startWatching(roomName: string): Promise<ChannelRecord | undefined> {
    const { channel } = this.#of(roomName);
    await waitFor(channel, isAtRest);
    channel.send({ type: 'channel.wanted' });
    const { context } = await waitFor(channel, isAtRest);
    if (!context.stored && context.failure) throw context.failure;
    return context.stored?.record;
  }

  /** Stops the room's push channel and forgets it: its last record, undefined where there was none. */
  async stopWatching(roomName: string): Promise<ChannelRecord | undefined> {
    const { channel } = this.#of(roomName);
    const { context } = await waitFor(channel, isAtRest);
    channel.send({ type: 'channel.unwanted' });
    const stopped = await waitFor(channel, isAtRest);
    if (!stopped.matches('stopped')) throw stopped.context.failure;
    return context.stored?.record;
  }

  /** The states in which a room is now. */
  state(roomName: string): RoomState {
    return this.#of(roomName).room.getSnapshot().value;
  }

  /** How a room is, for whoever looks after it. */
  status(roomName: string): RoomStatus {
    const { room, relay, channel, thing } = this.#of(roomName);
    const { value, context } = channel.getSnapshot();
    const failures = [room, relay, channel, thing].map((actor) => actor.getSnapshot().context.failure);
    return {
      state: this.state(roomName),
      view: this.view(roomName),
      notifiedAt: context.notifiedAt,
      failure: failures.find((failure) => failure !== undefined),
      channel: {
        state: typeof value === 'string' ? value : 'live',
        expiry: context.stored && Date.parse(context.stored.record.expiration),
      },
      thingState: thing.getSnapshot().value,
    };
  }

  /** What is known of a room now; undefined before its first agenda. */
  view(roomName: string): RoomView | undefined {
    const { agenda, failure, wording } = this.#of(roomName).room.getSnapshot().context;
    if (!agenda) return undefined;
    const at = this.#clock.now();
    const occupancy = occupancyAt(agenda, at);
    const stale = failure !== undefined;
    const properties = propertiesAt(agenda, occupancy, { now: at, stale, wording });
    return { agenda, at, occupancy, properties, stale };
  }

  /** Rooms whose calendar or Thing was never read, each with the failure that prevents it, if one did. */
  unready(): { roomName: string; missing: 'agenda' | 'thing'; failure: VendorFailure | undefined }[] {
    return [...this.#rooms].flatMap(([roomName, { room, thing }]) => {
      const [{ context: inRoom }, { context: inThing }] = [room.getSnapshot(), thing.getSnapshot()];
      return [
        ...(inRoom.agenda ? [] : [{ roomName, missing: 'agenda' as const, failure: inRoom.failure }]),
        ...(inThing.thing ? [] : [{ roomName, missing: 'thing' as const, failure: inThing.failure }]),
      ];
    });
  }

  /** Resolves when every booking is answered, every notification relayed, and every Thing shows its wish or waits. */
  async settled(): Promise<void> {
    const rooms = [...this.#rooms.values()];
    // An actor that died settles nothing any more, and must not keep the others from it.
    await Promise.allSettled(
      rooms.map(({ room }) => waitFor(room, (state) => state.matches({ booking: 'open' }))),
    );
    await Promise.allSettled(rooms.map(({ relay }) => waitFor(relay, (state) => !state.matches('relaying'))));
    await Promise.allSettled(
      rooms.map(({ thing }) =>
        waitFor(thing, (state) => state.matches('settled') || state.matches('waiting')),
      ),
    );
  }

  #of(roomName: string): RoomActors {
    const actors = this.#rooms.get(roomName);
    if (!actors) throw new Error(`there is no room ${roomName}`);
    return actors;
  }
}

function isAtRest(state: SnapshotFrom<Machines['channel']>): boolean {
  return (['live', 'waiting', 'unsupported', 'stopped'] as const).some((rest) => state.matches(rest));
}
