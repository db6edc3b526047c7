import type { Instant } from '../agenda/agenda.ts';
import { thingAddress } from '../agenda/thing-address.ts';
import type { Wording } from '../agenda/wording.ts';
import type { ChannelKeyFactory, ChannelRecord } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { Announcement, IncomingMessage } from '../ports/events.ts';
import { Accounts } from './accounts.ts';
import { ASK_AGAIN } from './booking/task.ts';
import type {
  BuildingOptions,
  BuildingSettings,
  OrphanedChannel,
  RoomOptions,
  RoomState,
  RoomStatus,
  RoomView,
  Unready,
} from './building-types.ts';
import { type AcceptedChannel, ChannelIndex } from './channel/index.ts';
import { Orphans } from './channel/orphans.ts';
import { ClockWatch } from './clock-watch.ts';
import type { MayEnd, RoomAnswer, RoomRequest } from './door.ts';
import { provideMachines } from './effects.ts';
import type { Changes, Fact } from './facts.ts';
import { ListingSaver } from './listing-saver.ts';
import { Recollection } from './recollection.ts';
import { ForeignRooms } from './relay/foreign-rooms.ts';
import { Room } from './rooms.ts';
import { planOf } from './roster/plan.ts';
import { Roster } from './roster/roster.ts';
import { Sweeps } from './sweeps/sweeps.ts';

/** How long Google is given to tell what time it is, in ms. */
const ASK_FIRST_MS = 1_000;

/** Somebody asks of a room that has gone since it was found. */
export class UnknownRoom extends Error {
  override readonly name = 'UnknownRoom';

  constructor(roomName: string) {
    super(`there is no room ${roomName}`);
  }
}

/**
 * A Map of independent root actors, for stopping one parent of 10,000 children takes XState 39 s. It routes events to
 * rooms by name, and what rooms want to their Things; it decides nothing.
 */
export class Building {
  readonly #roster: Roster;
  readonly #others: ForeignRooms;
  readonly #channels = new ChannelIndex();
  /** By calendar. */
  #roomOf: ReadonlyMap<string, string> = new Map();
  #sweeps: Sweeps;
  readonly #sweepsOf: (settings: BuildingSettings) => Sweeps;
  #settings: BuildingSettings;
  readonly #listingSaver: ListingSaver;
  readonly #keys: ChannelKeyFactory;
  readonly #orphans: Orphans;
  readonly #report: (fact: Fact) => void;
  readonly #accounts: Accounts;
  /** By the address of a Thing. */
  #roomAt: ReadonlyMap<string, RoomOptions> = new Map();
  readonly #clock: Clock;
  readonly #clockWatch: ClockWatch;
  #looking: unknown;
  #attempts = 0;
  readonly #start: Recollection;
  #isStopped = false;

  constructor(options: BuildingOptions) {
    const { ports, clock, random, keys, report, processId } = options;
    this.#settings = options;
    this.#clock = clock;
    this.#keys = keys;
    this.#report = report;
    this.#findRooms(options);
    const machines = provideMachines(ports, clock);
    this.#orphans = new Orphans({
      stopOrphan: machines.stopOrphan,
      stored: (roomName, stored) =>
        this.#roster.present(roomName)?.channel.send({ type: 'channel.found', stored }),
      orphaned: (room_name) => report({ room_name, type: 'channel.orphaned' }),
    });
    this.#others = new ForeignRooms(options.others ?? [], {
      machine: machines.relay,
      clock,
      random,
      inspect: options.inspect,
      report,
    });
    this.#listingSaver = new ListingSaver({
      store: ports.listings,
      calendarIdOf: (roomName) => this.#roster.room(roomName)?.calendarId ?? '',
      kept: (roomName) => report({ room_name: roomName, type: 'listing.saved' }),
      failed: (roomName, failure) => report({ room_name: roomName, type: 'listing.unsaved', failure }),
    });
    const supervision = (actor: string) => ({
      died: (error: unknown) => report({ room_name: '', type: 'actor.died', actor, error }),
      restarted: () => report({ room_name: '', type: 'actor.restarted', actor }),
    });
    this.#accounts = new Accounts({
      thingsOf: (account) => ports.thingsOf(account),
      settings: () => this.#settings,
      tenantsOf: (account) => this.#roster.tenantsOf(account),
      wiring: {
        ...options,
        now: () => clock.now(),
        meetingTitle: () => this.#settings.meetingTitle,
        newAttempt: () => `${processId}.${++this.#attempts}`,
        channelIs: (context) => {
          this.#channels.update(context);
          this.#sweeps.wanted();
        },
      },
      others: machines,
      report: (fact) => this.#hearFact(fact),
      clock,
      random,
      ...supervision('thing-poller'),
    });
    this.#roster = new Roster(planOf(options), {
      make: (occupant, known, changed) =>
        new Room(occupant, this.#accounts.of(occupant.account).wiring, known, changed),
      clock,
      random,
      report: (fact) => this.#hearFact(fact),
      forget: (roomName) => this.#listingSaver.forget(roomName),
      changed: () => {
        this.#accounts.tidyUp();
        this.#sweeps.wanted();
      },
    });
    this.#clockWatch = new ClockWatch(clock, () => {
      // Whether the machine slept, or somebody has set its clock, Google knows: it is asked before a door is told anything.
      this.#sweepNow();
      clock.clearTimeout(this.#looking);
      this.#looking = clock.setTimeout(() => this.#lookAnew(), ASK_FIRST_MS);
    });
    this.#sweepsOf = ({ sweepMs, pollMs }) =>
      new Sweeps({
        machine: machines.sweep,
        watchedMs: sweepMs,
        unwatchedMs: pollMs,
        calendarIds: (watched) =>
          this.#roster
            .rooms()
            .filter(({ hearing }) => hearing.isWatched === watched)
            .map(({ calendarId }) => calendarId),
        clock,
        random,
        swept: (calendarId, swept) =>
          this.#ofCalendar(calendarId, (room, room_name) => {
            room.hearing.swept(swept);
            report({ room_name, type: 'swept' });
          }),
        failed: (calendarId, failure) =>
          this.#ofCalendar(calendarId, (room, room_name) => {
            room.hearing.notSwept(failure);
            report({ room_name, type: 'sweep.failed', failure });
          }),
        ...supervision('sweep'),
      });
    this.#sweeps = this.#sweepsOf(options);
    this.#start = new Recollection(this.#roster.names(), (isOwed) => {
      if (isOwed || this.#roster.rooms().some(({ hearing }) => hearing.isConfirming)) this.#sweeps.now();
    });
  }

  #findRooms({ rooms }: BuildingSettings): void {
    this.#roomOf = new Map(rooms.map(({ calendarId, roomName }) => [calendarId, roomName]));
    this.#roomAt = new Map(rooms.map((room) => [thingAddress(room), room]));
  }

  /** Whom a sweep has found; it may have gone since the question. */
  #ofCalendar(calendarId: string, tell: (room: Room, roomName: string) => void): void {
    const roomName = this.#roomOf.get(calendarId);
    const room = roomName === undefined ? undefined : this.#roster.present(roomName);
    if (roomName !== undefined && room?.calendarId === calendarId) tell(room, roomName);
  }

  /**
   * From now on the building is as `settings` say. Rooms that are the same go on undisturbed; the others are started, stopped and
   * started anew one by one, each once whoever has asked at its door is answered: what is to become of them is told at once.
   */
  change(settings: BuildingSettings, { clearsThings }: { clearsThings: boolean }): Changes {
    const { sweepMs, pollMs } = this.#settings;
    this.#settings = settings;
    this.#findRooms(settings);
    this.#others.change(settings.others ?? []);
    if (settings.sweepMs !== sweepMs || settings.pollMs !== pollMs) {
      this.#sweeps.stop();
      this.#sweeps = this.#sweepsOf(settings);
      this.#sweeps.start();
    }
    return this.#roster.change(planOf(settings), { clearsThings });
  }

  /** Whether a change is not brought to its end yet. */
  get isChanging(): boolean {
    return this.#roster.isChanging;
  }

  #hearFact(fact: Fact): void {
    this.#report(fact);
    const isDead = fact.type === 'actor.died' && fact.actor === 'room';
    if (fact.type === 'recalled' || fact.type === 'room.left' || isDead) this.#start.recalled(fact.room_name);
    if (fact.type === 'listing.news') this.#listingSaver.keep(fact.room_name, fact.listing);
    if (fact.type !== 'room.left') return;
    this.#accounts.forget(fact.room_name);
    this.#channels.forget(fact.room_name);
  }

  start(): void {
    this.#accounts.start();
    this.#roster.start();
    this.#sweeps.start();
    this.#clockWatch.start();
  }

  stop(): void {
    this.#isStopped = true;
    this.#clock.clearTimeout(this.#looking);
    this.#clockWatch.stop();
    this.#sweeps.stop();
    this.#accounts.stop();
    this.#others.stop();
    this.#roster.stop();
  }

  /** How many rooms there are. */
  get size(): number {
    return this.#roster.names().length;
  }

  roomNames(): string[] {
    return this.#roster.names();
  }

  has(roomName: string): boolean {
    return this.#roster.has(roomName.normalize('NFC'));
  }

  /** The live channel of that id, or one that is being registered, whose resource id Google has not told yet. */
  channel(id: string): AcceptedChannel | undefined {
    return this.#channels.get(id);
  }

  /** A notification by a channel that nobody here keeps; see `Orphans`. */
  notifiedByOrphan({ calendarId, resourceId, ...keys }: OrphanedChannel): void {
    const roomName = this.#roomOf.get(calendarId);
    if (roomName === undefined || !this.#keys.isOurs(keys)) return;
    void this.#orphans.takeIn(roomName, { id: keys.id, resource_id: resourceId }).then((isSettled) => {
      // Whoever announced it, something has changed.
      if (isSettled) this.notify(roomName);
    });
  }

  /** The name of the room that another process has, where a channel is of our making and of such a room. */
  foreignRoom({ calendarId, ...keys }: Omit<OrphanedChannel, 'resourceId'>): string | undefined {
    return this.#keys.isOurs(keys) ? this.#others.nameOf(calendarId) : undefined;
  }

  /**
   * A notification of a room that another process has: it is listed and published here. Resolves to whether that is done: it is
   * tried again otherwise, but Google should tell once more, for this process may be killed.
   */
  notifiedForAnother({ id, calendarId, resourceId }: Omit<OrphanedChannel, 'token'>): Promise<boolean> {
    return this.#others.notified(calendarId, { id, resource_id: resourceId });
  }

  /** A room's calendar has changed, Google says. */
  notify(roomName: string): void {
    this.#roster.present(roomName)?.notified();
  }

  /** The Thing of that address was written, the IoT Cloud says: by its board, or by us. */
  thingWritten(address: string): void {
    const room = this.#roomAt.get(address);
    if (room) this.#accounts.written(room);
  }

  /** Takes what the topic told to its room; false where no process has such a room. */
  receive({ room_name, listing, announcedBy }: IncomingMessage): boolean {
    const roomName = room_name.normalize('NFC');
    const room = this.#roster.present(roomName);
    room?.room.send({ type: 'listing.received', listing });
    if (room) for (const channel of announcedBy ?? []) this.#announced(roomName, room, channel);
    return this.#roster.has(roomName) || this.#others.has(roomName);
  }

  /** Another process was told of a change of ours, by that channel. */
  #announced(roomName: string, room: Room, announcement: Announcement): void {
    const channel = this.#channels.get(announcement.id);
    // What it told of has just been heard.
    if (!channel) void this.#orphans.takeIn(roomName, announcement);
    else if (channel.roomName === roomName) room.channel.send({ type: 'notified' });
  }

  /** It is another time than it was taken for: what was decided meanwhile is looked at again. */
  clockMoved(): void {
    this.#lookAnew();
    // A machine that slept has heard nothing.
    this.#sweepNow();
  }

  #lookAnew(): void {
    for (const room of this.#roster.rooms()) room.clockMoved();
  }

  /** Messages of the topic are heard again: what was published meanwhile may have gone unheard. */
  reconnected(): void {
    this.#sweepNow();
  }

  /** While rooms read what was kept, one sweep is to come anyway: two in a row would take Google's calls from changes. */
  #sweepNow(): void {
    if (!this.#start.owesSweep()) this.#sweeps.now();
  }

  /**
   * Asks a room to book, extend or end a meeting: one that is just made anew once that is done. Where the building stops first, the
   * answer is a refusal.
   */
  ask(roomName: string, request: RoomRequest): Promise<RoomAnswer> {
    const name = roomName.normalize('NFC');
    const room = this.#roster.present(name);
    return room ? room.ask(request) : this.#askLater(name, request);
  }

  async #askLater(roomName: string, request: RoomRequest): Promise<RoomAnswer> {
    const room = await this.#roster.settledIn(roomName);
    return room && !this.#isStopped ? room.ask(request) : ASK_AGAIN;
  }

  /** How many bookings are not answered yet. */
  get bookingsWaiting(): number {
    return this.#roster.tenants().reduce((sum, { room }) => sum + room.bookingsWaiting, 0);
  }

  /** Opens the room's push channel; see `Room`. */
  startWatching(roomName: string): Promise<ChannelRecord | undefined> {
    return this.#of(roomName).startWatching();
  }

  /** Stops the room's push channel and forgets it; see `Room`. */
  stopWatching(roomName: string): Promise<ChannelRecord | undefined> {
    return this.#of(roomName).stopWatching();
  }

  /** Calls `changed` whenever something of the room may be another, until what it gives back is called. */
  subscribe(roomName: string, changed: () => void): () => void {
    return this.#roster.subscribe(roomName.normalize('NFC'), changed);
  }

  /** Which meetings can be extended and ended at the room's door. */
  mayEnd(roomName: string): MayEnd {
    return this.#of(roomName).mayEnd;
  }

  /** The states in which a room is now. */
  state(roomName: string): RoomState {
    return this.#of(roomName).state;
  }

  /** How a room is, for whoever looks after it. */
  status(roomName: string): RoomStatus {
    return this.#of(roomName).status;
  }

  /** What is known of a room now; undefined before its first agenda. */
  view(roomName: string): RoomView | undefined {
    return this.#of(roomName).view;
  }

  /** What time it is in the building. */
  now(): Instant {
    return this.#clock.now();
  }

  /** The words in which a room is told. */
  wording(roomName: string): Wording {
    return this.#of(roomName).wording;
  }

  /**
   * Rooms whose calendar or Thing was never read, each with the failure that prevents it, if one did; of those that were there when
   * the building was opened, for who comes later keeps nobody from being served.
   */
  unready(): ({ roomName: string } & Unready)[] {
    return this.#roster
      .tenants()
      .filter(({ isFirst, isThere }) => isFirst && isThere)
      .flatMap(({ occupant: { roomName }, room }) => room.unready.map((one) => ({ roomName, ...one })));
  }

  /** Whether no Thing of the room's account was ever read, while those of another were. */
  accountIsSilent(roomName: string): boolean {
    return this.#accounts.isSilent(this.#of(roomName).account);
  }

  /** Resolves when every booking is answered, every notification relayed, and every Thing shows its desired state or waits. */
  async settled(): Promise<void> {
    const rooms = this.#roster.tenants().map(({ room }) => room);
    await Promise.allSettled(rooms.map((room) => room.bookingsAnswered()));
    await Promise.allSettled(rooms.map(({ presses }) => presses.settled()));
    // An actor that died settles nothing any more, and must not keep the others from it.
    await Promise.allSettled([...rooms.map(({ relay }) => relay.settled()), this.#others.settled()]);
    await Promise.allSettled(
      rooms.map(({ thing }) =>
        thing.until(
          (state) =>
            state.matches('settled') ||
            state.matches('waiting') ||
            (state.matches('resolving') && state.context.failure !== undefined),
        ),
      ),
    );
  }

  #of(roomName: string): Room {
    // People type the same name in more than one form.
    const room = this.#roster.room(roomName.normalize('NFC'));
    if (!room) throw new UnknownRoom(roomName);
    return room;
  }
}
