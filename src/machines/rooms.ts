import type { Actor, SnapshotFrom } from 'xstate';
import type { Agenda } from '../agenda/agenda.ts';
import type { CheckInRule } from '../agenda/check-in.ts';
import { CLEARED, type Properties } from '../agenda/properties.ts';
import type { Wording } from '../agenda/wording.ts';
import type { ChannelRecord } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import { Bookings } from './booking/bookings.ts';
import type { Machines, RoomState, RoomStatus, RoomView, Unready } from './building-types.ts';
import { channelRestsUntil } from './channel/rest.ts';
import type { ChannelContext } from './channel/types.ts';
import { isAtRest, startWatching, stopWatching } from './channel/watching.ts';
import { DoorCheckIn } from './check-in/door-check-in.ts';
import type { MayEnd, RoomAnswer, RoomRequest } from './door.ts';
import type { FactOf } from './facts.ts';
import { Hearing } from './hearing.ts';
import { Presses } from './press/presses.ts';
import { Relay } from './relay/relay.ts';
import { roomRestsUntil } from './room/rest.ts';
import type { Knowledge, RoomInput } from './room/types.ts';
import { type RoomWiring, roomActors } from './room-actors.ts';
import { type SeenActors, statusOf, unreadyOf } from './room-status.ts';
import { RoomViews } from './room-views.ts';
import type { Occupant } from './roster/plan.ts';
import { Supervised, type Supervisor } from './supervisor.ts';
import { isNews } from './thing/observed.ts';
import { isSettledWith, thingRestsUntil } from './thing/rest.ts';
import type { Reading, ThingContext } from './thing/types.ts';

/** A notification that is no older, in ms, may be of what was just written. */
const ANNOUNCED_WITHIN_MS = 10_000;

/** Answers to what was written. */
const WRITTEN: ReadonlySet<RoomAnswer['type']> = new Set(['booked', 'extended', 'ended', 'checked_in']);

/** With what a room begins: what is known of its calendar, or that it is to be asked what was kept. */
export type RoomBeginning = Pick<RoomInput, 'knowledge' | 'beginsWithKept'>;

/** What all rooms of an account share, and whom their actors tell what concerns more than a room. */
export interface AccountWiring extends RoomWiring {
  channelIs: (context: ChannelContext) => void;
  readingWanted: () => void;
}

/** The actors of a room: what one of them says that concerns another goes there, and all of it to `report`. */
export class Room {
  readonly #options: Occupant;
  readonly #wiring: AccountWiring;
  readonly #actors: ReturnType<typeof roomActors>;
  readonly #clock: Clock;
  readonly room: Supervised<Machines['room']>;
  readonly relay: Relay;
  readonly channel: Supervised<Machines['channel']>;
  readonly thing: Supervised<Machines['thing']>;
  readonly #bookings: Bookings;
  readonly presses: Presses;
  readonly #checkIn: DoorCheckIn;
  readonly #changed: () => void;
  readonly hearing: Hearing;
  #agenda: Agenda | undefined;
  readonly #views = new RoomViews();
  readonly #isSeeded: boolean;

  /** `changed` is called whenever something of the room may be another. */
  constructor(options: Occupant, wiring: AccountWiring, known: RoomBeginning, changed: () => void) {
    const { knowledge } = known;
    this.#changed = changed;
    this.#options = options;
    this.#wiring = wiring;
    this.#actors = roomActors(options, wiring);
    this.#isSeeded = knowledge?.agenda !== undefined;
    this.#clock = wiring.clock;
    const { mayRest } = wiring;
    const supervisor = this.#supervisor();
    let isFirst = true;
    this.room = new Supervised({
      name: 'room',
      supervisor,
      make: (was) => {
        // One that is made anew lists at once: it is one alone.
        const room = this.#makeRoom(isFirst ? known : { knowledge, was });
        isFirst = false;
        return room;
      },
      restsUntil: mayRest ? roomRestsUntil : undefined,
    });
    this.relay = this.#makeRelay();
    this.channel = new Supervised({
      name: 'channel',
      supervisor,
      make: (was) => this.#makeChannel(was),
      restsUntil: mayRest ? channelRestsUntil : undefined,
    });
    this.thing = new Supervised({
      name: 'thing',
      supervisor,
      make: (was) => this.#makeThing(was),
      restsUntil: mayRest ? thingRestsUntil : undefined,
    });
    this.hearing = new Hearing(this.room, this.channel, wiring.clock);
    const { checkIn } = options;
    this.#checkIn = new DoorCheckIn(
      checkIn && new Supervised({ name: 'check_in', supervisor, make: () => this.#makeCheckIn(checkIn) }),
    );
    this.#bookings = new Bookings({
      make: (request) => this.#actors.booking(this.#agenda, request),
      clock: wiring.clock,
      random: wiring.random,
      heard: (emitted) => {
        switch (emitted.type) {
          case 'ours.acknowledged':
          case 'ours.listed':
            return this.room.send(emitted);
          case 'ours.doubted':
            this.room.send(emitted);
            return this.room.send({ type: 'refresh.requested', because: 'booked' });
          case 'answered':
            this.#report(emitted);
            return WRITTEN.has(emitted.answer.type) ? this.#announce() : undefined;
          default:
            return this.#report(emitted);
        }
      },
      died: (error) => this.#report({ type: 'actor.died', actor: 'booking', error }),
      changed,
    });
    this.presses = new Presses({
      roomName: options.roomName,
      make: (made) =>
        this.#actors.press(made, { agenda: () => this.view?.agenda, ask: (request) => this.ask(request) }),
      now: wiring.now,
      heard: (fact) => this.#report(fact),
      died: (error) => this.#report({ type: 'actor.died', actor: 'press', error }),
      restarted: () => this.#report({ type: 'actor.restarted', actor: 'press' }),
    });
  }

  start(): void {
    // The channel before the room: a room whose channel is found live after it was confirmed would be listed.
    for (const one of [this.thing, this.#checkIn, this.channel, this.room]) one.start();
    if (this.#isSeeded) this.room.send({ type: 'reconcile', because: 'start' });
  }

  /** Whether somebody waits for an answer, others for what was told, or the channel for Google. */
  get isBusy(): boolean {
    const isAnswering = this.bookingsWaiting > 0 || this.presses.isRunning || this.relay.state !== 'quiet';
    return isAnswering || !this.isChannelAtRest;
  }

  /** Whether nothing about the channel is on its way: a registration that arrives later would be nobody's. */
  get isChannelAtRest(): boolean {
    return isAtRest(this.channel.getSnapshot());
  }

  /** Resolves when everybody is answered, and everything told, that can be told just now. */
  async finished(): Promise<void> {
    await this.bookingsAnswered();
    // An actor that died settles nothing any more, and must not keep the others from it.
    await Promise.allSettled([this.presses.settled(), this.relay.settled(), this.channel.until(isAtRest)]);
  }

  /** Nobody is answered any more, and nothing looked at; the Thing and the channel go on. */
  stopDoor(): void {
    for (const one of [this.#checkIn, this.presses, this.#bookings, this.room, this.relay]) one.stop();
  }

  stopThing(): void {
    this.thing.stop();
  }

  /** Lets the Thing show nothing any more: resolves when it does, when it can't, or when it is stopped. */
  async clearThing(): Promise<void> {
    this.thing.send({ type: 'properties.wanted', properties: CLEARED });
    const isOver = (state: SnapshotFrom<Machines['thing']>) =>
      state.matches('settled') || Boolean(state.context.failure?.operator);
    await this.thing.until(isOver).catch(() => undefined);
  }

  /** What is known of the calendar. */
  get knowledge(): Knowledge {
    const { agenda, calendarZone, acknowledged } = this.room.getSnapshot().context;
    return { agenda, calendarZone, acknowledged };
  }

  stop(): void {
    const all = [
      this.channel,
      this.#checkIn,
      this.presses,
      this.#bookings,
      this.room,
      this.relay,
      this.thing,
    ];
    for (const one of all) one.stop();
  }

  #report(fact: FactOf): void {
    this.#wiring.report({ room_name: this.#options.roomName, ...fact });
  }

  #supervisor(): Supervisor {
    const { clock, random } = this.#wiring;
    return {
      clock,
      random,
      seen: (actor) => {
        if (actor === 'room') this.#roomIs(this.room.getSnapshot());
        if (actor === 'channel') this.#channelIs(this.channel.getSnapshot());
        this.#changed();
      },
      died: (actor, error) => {
        this.#report({ type: 'actor.died', actor, error });
        this.#changed();
      },
      restarted: (actor) => {
        this.#report({ type: 'actor.restarted', actor });
        if (actor === 'thing') this.#tellThing();
        if (actor === 'check_in') this.#checkIn.tellAgain();
      },
    };
  }

  #makeRoom(known: RoomBeginning & Pick<RoomInput, 'was'>): Actor<Machines['room']> {
    const room = this.#actors.room(known);
    // In this order: the desired state is told of before the writes that come of it.
    room.on('*', (emitted) => {
      this.#report(emitted);
      if (emitted.type === 'reconciled') this.#want(emitted.properties);
      if (emitted.type === 'change.found') this.channel.send(emitted);
    });
    return room;
  }

  #want(properties: Properties | undefined): void {
    // Most lists tell what was known: a Thing that rests is not woken for that.
    if (properties && !isSettledWith(this.thing.getSnapshot(), properties))
      this.thing.send({ type: 'properties.wanted', properties });
  }

  #roomIs({ context }: SnapshotFrom<Machines['room']>): void {
    const { agenda } = context;
    this.#checkIn.doorIs(context);
    if (agenda !== this.#agenda) {
      this.#agenda = agenda;
      this.#bookings.agendaChanged(agenda);
    }
    this.hearing.listWhatNobodyTold();
  }

  #makeCheckIn(rule: CheckInRule): Actor<Machines['checkIn']> {
    const checkIn = this.#actors.checkIn(rule);
    checkIn.on('*', (emitted) => {
      if (emitted.type === 'ours.acknowledged') return this.room.send(emitted);
      this.#report(emitted);
      if (emitted.type === 'no_show.released') this.#announce();
    });
    return checkIn;
  }

  #makeRelay(): Relay {
    const { clock, random } = this.#wiring;
    return new Relay({
      make: this.#actors.relay,
      clock,
      random,
      heard: (fact) => {
        this.#report(fact);
        // The topic is away: the room of this process need not wait for it.
        if (fact.type === 'relay.listed') this.room.send({ type: 'listing.received', listing: fact.listing });
      },
      died: (error) => this.#report({ type: 'actor.died', actor: 'relay', error }),
      restarted: () => this.#report({ type: 'actor.restarted', actor: 'relay' }),
      changed: () => this.#changed(),
    });
  }

  #makeChannel(was: ChannelContext | undefined): Actor<Machines['channel']> {
    const channel = this.#actors.channel(was);
    channel.on('*', (emitted) => this.#report(emitted));
    return channel;
  }

  #channelIs({ context }: SnapshotFrom<Machines['channel']>): void {
    this.#wiring.channelIs(context);
    this.hearing.channelChanged();
  }

  #makeThing(was: ThingContext | undefined): Actor<Machines['thing']> {
    const thing = this.#actors.thing(was);
    thing.on('*', (emitted) => {
      if (emitted.type === 'reading.wanted') this.#wiring.readingWanted();
      else this.#report(emitted);
    });
    return thing;
  }

  /** What was written at this door other processes must hear of, also where Google announces it to nobody. */
  #announce(): void {
    const { notifiedAt = 0 } = this.channel.getSnapshot().context;
    if (this.#clock.now() - notifiedAt > ANNOUNCED_WITHIN_MS) this.relay.notified();
  }

  #tellThing(): void {
    this.#want(this.view?.properties);
  }

  /** Google says that the room's calendar has changed. */
  notified(): void {
    this.channel.send({ type: 'notified' });
    this.room.send({ type: 'notified' });
    this.relay.notified();
  }

  /** All Things were read. */
  read(readingOf: (thingName: string) => Reading): void {
    this.readThing(readingOf(this.#options.thingName));
  }

  /** The Thing was read, or could not be. */
  readThing(reading: Reading): void {
    this.presses.read(reading);
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
    this.#checkIn.clockMoved();
    this.#bookings.clockMoved();
    this.presses.clockMoved();
  }

  /** Asks for what the booking does; where the room stops first, the answer is to ask again. */
  ask(request: RoomRequest): Promise<RoomAnswer> {
    if ('eventId' in request) this.#checkIn.somebodyIsThere(request.eventId);
    return this.#bookings.ask(request);
  }

  /**
   * Opens the room's push channel, or finds it open; undefined where there is no address to which Google could push.
   * Throws the `Failure` that prevented it.
   */
  startWatching(): Promise<ChannelRecord | undefined> {
    return startWatching(this.channel);
  }

  /** Stops the room's push channel and forgets it: its last record, undefined where there was none. */
  stopWatching(): Promise<ChannelRecord | undefined> {
    return stopWatching(this.channel);
  }

  /** Resolves when every booking is answered. */
  bookingsAnswered(): Promise<void> {
    return this.#bookings.answered();
  }

  get calendarId(): string {
    return this.#options.calendarId;
  }

  /** The account of its Thing. */
  get account(): string | undefined {
    return this.#options.account;
  }

  /** Which meetings can be extended and ended at the door. */
  get mayEnd(): MayEnd {
    return this.#options.mayEnd;
  }

  /** The states in which the room is now. */
  get state(): RoomState {
    return { ...this.room.getSnapshot().value, booking: this.#bookings.state };
  }

  /** How the room is, for whoever looks after it. */
  get status(): RoomStatus {
    const others = [this.relay.failure, this.#bookings.failure, this.hearing.failure];
    return statusOf(this.#seen, { state: this.state, view: this.view, others });
  }

  get #seen(): SeenActors {
    return { room: this.room, channel: this.channel, thing: this.thing, checkIn: this.#checkIn.actor };
  }

  /** How many bookings are not answered yet. */
  get bookingsWaiting(): number {
    return this.#bookings.waiting;
  }

  /** What is known of the room now; undefined before its first agenda. The same object as long as it says the same. */
  get view(): RoomView | undefined {
    const { context } = this.room.getSnapshot();
    return this.#views.at(this.#clock.now(), context, this.#checkIn.releaseDueAt);
  }

  /** The words in which the room is told. */
  get wording(): Wording {
    return this.room.getSnapshot().context.wording;
  }

  /** What was never read, and what died of a mistake of ours and was not made anew yet. */
  get unready(): Unready[] {
    return unreadyOf(this.#seen);
  }
}
