import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Instant } from '../agenda/agenda.ts';
import { ACTION, ACTION_RESULT } from '../agenda/press.ts';
import { DOOR_VARIABLES } from '../agenda/properties.ts';
import { thingAddress } from '../agenda/thing-address.ts';
import type { Building } from '../machines/building.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
import type { RoomAnswer } from '../machines/door.ts';
import type { Ports } from '../machines/effects.ts';
import type { Fact } from '../machines/facts.ts';
import { chance } from '../stand-ins/chance.ts';
import { Faults } from '../stand-ins/faults.ts';
import type { GoogleCalendar } from '../stand-ins/google-calendar.ts';
import type { ArduinoAccounts } from '../stand-ins/iot-accounts.ts';
import type { Notification } from '../stand-ins/pushes.ts';
import type { Call, Caller } from '../stand-ins/wire.ts';
import { Clouds } from './clouds.ts';
import { faultsOf } from './day-faults.ts';
import { accountIn, type Change, checkInOf, type Day, shardOf } from './day-shape.ts';
import { calendarZoneOf } from './day-zones.ts';
import { type DoorRequest, DoorRequests, type DoorResponse, responseOf } from './door-requests.ts';
import type { NoShow, PressTold } from './happenings.ts';
import type { Observer } from './observer.ts';
import { bookedAbout, pressedIn, requestsOfPress } from './presses.ts';
import { Process, WEBHOOKS } from './process.ts';
import { ReconciliationLog } from './reconciliation-log.ts';
import { SimulatedClock, settle } from './simulated-clock.ts';

/** Of a day that names none. */
const ONE_PROCESS = 'a';

const CLOSING: RoomAnswer = { type: 'refused', refusal: { code: 'NOT_READY' } };

/** More steps than anything takes that comes to an end, at one and the same instant. */
const MOST_STEPS = 50_000;

/**
 * The building of a day, on a simulated clock and clouds in memory, where a room, its calendar and its Thing are of one
 * name, in one process or several. Chance is drawn from `seed`, an integer.
 */
export class World {
  readonly clouds: Clouds;
  readonly reconciliations = new ReconciliationLog();
  /** How often each of Google's and Arduino's calls was made. */
  readonly calls: Record<string, number> = {};
  /** How requests at the doors ended, in order. */
  readonly answers: DoorResponse[] = [];
  /** What boards were told of presses, in order. */
  readonly told: PressTold[] = [];
  /** The meetings from which rooms were released, in order. */
  readonly noShows: NoShow[] = [];
  /** All processes that were started, in order. */
  readonly processes: Process[] = [];
  readonly #day: Day;
  readonly #seed: number;
  readonly #clock: SimulatedClock;
  readonly #faults: Faults;
  readonly #watching: Instrumentation;
  readonly #observer: Observer | undefined;
  readonly #requests = new DoorRequests();
  readonly #unanswered = new Map<DoorRequest, Process>();
  #death: { error: unknown } | undefined;
  /** When the Things of each account were read last. */
  readonly #readAt = new Map<string | undefined, Instant>();
  #minted = 0;
  #pushed = 0;
  #told = 0;

  constructor(day: Day, seed: number, watching: Instrumentation = {}) {
    const { from, rooms, expect = [], config = {} } = day;
    const clock = new SimulatedClock(from);
    const faults = new Faults(clock);
    this.#day = day;
    this.#seed = seed;
    this.#clock = clock;
    this.#faults = faults;
    this.#watching = watching;
    this.clouds = new Clouds({
      clock,
      faults,
      config,
      rooms,
      called: (call, caller) => this.#called(call, caller),
      wrote: (write) => this.#observer?.wrote?.(write),
      shown: ({ thingName, variable, value, by }) => {
        if (by !== undefined) this.reconciliations.published(by, thingName, variable, value);
        if (by !== undefined && variable === ACTION_RESULT)
          this.told.push({ at: clock.now(), room_name: thingName, says: String(value) });
        this.#observer?.shown?.({ at: clock.now(), room_name: thingName, variable, value, by });
      },
      post: (notification) => this.#post(notification),
      callThing: (thingName) => this.#thingWritten(thingName),
      publishing: (thingName, variable, { name }) =>
        this.reconciliations.publishing(name, thingName, variable),
    });
    const pressed = pressedIn(day);
    for (const { room_name, account, events, variables = [] } of rooms) {
      this.calendars.add(room_name, calendarZoneOf(day), events);
      // A door mirrors the nine, what the day gives it besides, and whatever else somebody expects of it.
      const expected = expect.flatMap((one) =>
        one.room_name === room_name ? Object.keys(one.set ?? {}) : [],
      );
      const address = thingAddress({ account, thingName: room_name });
      const button = pressed.has(room_name) ? [ACTION, ACTION_RESULT] : [];
      const webhook = button.length > 0 && config.thing_webhooks !== false ? `${WEBHOOKS}${address}` : '';
      this.doors.add(
        room_name,
        [...new Set([...DOOR_VARIABLES, ...variables, ...expected, ...button])],
        webhook,
        account,
      );
    }
    this.#observer = watching.observerOf?.(this);
    const first = (day.changes ?? []).filter(({ at, start }) => start && Date.parse(at) === clock.now());
    const starts = first.flatMap(({ start }) => start ?? []);
    for (const start of starts.length > 0 ? starts : [{ process: ONE_PROCESS }]) this.#addProcess(start);
  }

  get calendars(): GoogleCalendar {
    return this.clouds.calendars;
  }

  get doors(): ArduinoAccounts {
    return this.clouds.doors;
  }

  /** Of the processes that run, the one that started first; where none runs, the last that did. */
  get leading(): Process {
    return this.processes.find(({ isOver }) => !isOver) ?? this.processes.at(-1)!;
  }

  get building(): Building {
    return this.leading.building;
  }

  /** Who has the room now: of the processes that run and have it the one that started first. */
  havingOf(roomName: string): Process {
    return this.owners(roomName)[0] ?? this.processes.findLast((one) => one.has(roomName)) ?? this.leading;
  }

  /** The processes that run and have the room: more than one where the number of shards is just another. */
  owners(roomName: string): Process[] {
    return this.processes.filter((one) => !one.isOver && one.has(roomName));
  }

  /** Whether a fault is in force. */
  get isFaulty(): boolean {
    return this.#faults.any;
  }

  /** How many timers are set, of everybody. */
  get pending(): number {
    return this.#clock.pending;
  }

  now(): Instant {
    return this.#clock.now();
  }

  /** Starts the processes that are there from the beginning. */
  start(): void {
    for (const process of this.processes) this.#start(process);
  }

  /** The day is over: whoever waits for an answer still gets none. */
  stop(): void {
    this.#unanswered.clear();
    for (const process of this.processes) if (!process.isOver) process.building.stop();
  }

  /** Lets happen what happens by itself up to an instant, and at it. */
  async catchUp(until: Instant): Promise<void> {
    let [steps, at] = [0, this.now()];
    do {
      await settle();
      steps = this.now() === at ? steps + 1 : 0;
      at = this.now();
      if (steps > MOST_STEPS) throw new Error(`time stands still at ${new Date(at).toISOString()}`);
      // A mistake of our own: thrown here, and not in the middle of XState. Of a simulated day it is part of the story.
      if (this.#death && !this.#observer?.died && this.#day.seed === undefined) throw this.#death.error;
      this.reconciliations.settle((process, roomName) =>
        this.#process(process, roomName).building.state(roomName),
      );
      this.#observer?.settled?.();
    } while (this.#clock.fireNext(until));
  }

  /** Makes a change now. */
  make(change: Change): void {
    const { room_name: roomName = '', insert, update, delete: deleted, board, fault, start, stop } = change;
    const event = insert ?? update;
    if (event) this.calendars.put(roomName, event);
    if (deleted !== undefined) this.calendars.take(roomName, deleted);
    if (board) this.doors.push(roomName, board.set);
    if (change.press !== undefined) this.#press(roomName, change.press);
    if (change.channel_lost) this.clouds.pushes.forget(roomName);
    if (fault) this.#befall(fault);
    // One that runs is not started again.
    if (start && !this.processes.some((one) => one.name === start.process && !one.isOver))
      this.#start(this.#addProcess(start));
    if (stop) this.#stop(stop);
    if (change.clock) this.#running(change.clock.process)?.machine.jump(change.clock.jump_ms);
    if (change.sleep) this.#sleep(change.sleep);
    const asked = this.#requests.of(change, this.now(), this.#currentIn(change));
    if (asked) this.#ask(asked);
    this.#observer?.see?.(change);
  }

  #addProcess(started: NonNullable<Change['start']>): Process {
    const { process: name } = started;
    const start = this.processes.filter((process) => process.name === name).length + 1;
    const { rooms, config = {} } = this.#day;
    const { inspect } = this.#watching;
    const observer = this.#observer;
    // The first start of all draws as it always has.
    const own = this.processes.length === 0 ? 0 : Math.floor(chance(`${name}${start}`) * 2 ** 30);
    const generator = xoroshiro128plus(this.#seed ^ own);
    let made: Process | undefined;
    // The first is not there yet when its actors are made.
    const isLeading = () => this.processes.length === 0 || (made !== undefined && made === this.leading);
    made = new Process({
      name,
      start,
      clock: this.#clock,
      clouds: this.clouds,
      shard: shardOf(started),
      rooms: rooms.map(({ room_name, account, time_zone }) => ({
        roomName: room_name,
        calendarId: room_name,
        thingName: room_name,
        account,
        timeZone: time_zone,
        mayEnd: 'own',
        checkIn: checkInOf(room_name, this.#day),
      })),
      config,
      random: () => uniformFloat64(generator),
      mint: () => ({ id: `channel-${++this.#minted}`, token: `token-${this.#minted}` }),
      report: (fact, by) => this.#report(fact, by),
      inspect:
        inspect || observer?.inspect
          ? (event) => {
              inspect?.(event);
              if (isLeading()) observer?.inspect?.(event);
            }
          : undefined,
      between: this.#watching.between,
    });
    this.processes.push(made);
    return made;
  }

  #start(process: Process): void {
    process.start();
    this.#observer?.started?.(process);
  }

  #stop({ process: name, signal }: NonNullable<Change['stop']>): void {
    const process = this.#running(name);
    if (!process) return;
    const over = () => {
      for (const [asked, by] of this.#unanswered) if (by === process) this.#tell(asked, process, undefined);
      this.#observer?.stopped?.(process);
    };
    if (signal === 'SIGTERM') process.terminate(over);
    else {
      process.kill();
      over();
    }
  }

  #sleep({ process: name, for_mins }: NonNullable<Change['sleep']>): void {
    const process = this.#running(name);
    if (!process || process.isAsleep) return;
    process.sleep();
    this.#clock.setTimeout(() => {
      process.wake();
      this.clouds.topic.wake();
    }, for_mins * 60_000);
  }

  #befall(fault: NonNullable<Change['fault']>): void {
    for (const one of faultsOf(fault, this.now(), this.#seed)) {
      this.#faults.begin(one);
      if (one.what !== 'away' && one.what !== 'deaf') continue;
      this.clouds.topic.stream(one.process, true);
      this.#clock.setTimeout(() => this.clouds.topic.stream(one.process, false), one.until - this.now());
    }
  }

  /** Somebody presses at a board: whoever watches is told what may come of that, before it can. */
  #press(roomName: string, text: string): void {
    if (this.#observer)
      for (const asked of requestsOfPress(roomName, text, this.now(), {
        stored: this.calendars.stored(roomName),
        booking: bookedAbout(roomName, this.now(), this.#day),
      })) {
        this.#observer.asked?.(asked);
        const none = { status: undefined, code: undefined, answer: undefined };
        this.#observer.told?.({ asked, at: this.now(), process: undefined, ...none });
      }
    this.doors.push(roomName, { [ACTION]: text });
  }

  #ask(asked: DoorRequest): void {
    const { room_name, request } = asked;
    this.#observer?.asked?.(asked);
    const process = this.#askedOf(asked);
    if (!process?.isUp || process.isClosing) {
      this.#tell(asked, process, process?.isUp ? CLOSING : undefined);
      return;
    }
    // As HTTP has it: no meeting runs, and nobody is asked.
    if (asked.eventId === '') {
      this.#tell(asked, process, 'none');
      return;
    }
    this.#unanswered.set(asked, process);
    void process.building.ask(room_name, request).then((answer) => {
      if (this.#unanswered.has(asked)) this.#tell(asked, process, answer);
    });
  }

  /** Whoever answers: a process that has not the room asks one that has, once. */
  #askedOf({ process: name, room_name, id }: DoorRequest): Process | undefined {
    const asked = name === undefined ? this.#answering(id) : this.#running(name);
    if (!asked || asked.has(room_name) || !asked.isUp || asked.isClosing) return asked;
    const owners = this.owners(room_name);
    return owners.find(({ shard }) => shard.shards === asked.shard.shards) ?? owners[0];
  }

  #tell(asked: DoorRequest, process: Process | undefined, answer: RoomAnswer | 'none' | undefined): void {
    this.#unanswered.delete(asked);
    const none = { status: answer && 204, code: undefined, answer: undefined };
    const told = answer && answer !== 'none' ? responseOf(answer) : none;
    const whole = { asked, at: this.now(), process: process?.name, ...told };
    this.answers.push(whole);
    this.#observer?.told?.(whole);
  }

  #report(fact: Fact, process: Process): void {
    if (fact.type === 'reconciled') this.reconciliations.looked(process.name, fact.room_name, fact);
    if (fact.type === 'actor.died') this.#death = fact;
    if (fact.type === 'no_show.released') this.noShows.push({ ...fact, at: this.now() });
    this.#observer?.hear?.(fact, process);
  }

  #called(call: Call, caller: Caller): void {
    const { vendor, call: name, roomName, account } = call;
    // Whoever reads at the same instant shares one request, as those do who read while one is on its way.
    if (name !== 'things' || this.#readAt.get(account) !== this.now()) this.#count(`${vendor}.${name}`);
    if (name === 'things') this.#readAt.set(account, this.now());
    if (vendor === 'calendar' && roomName && name !== 'watch')
      this.reconciliations.called(caller.name, roomName, `calendar.${name}`);
    this.#observer?.called?.({ ...call, process: caller.name, at: this.now() });
  }

  #count(call: string): void {
    this.calls[call] = (this.calls[call] ?? 0) + 1;
  }

  /** One address stands before all processes: a notification goes to one of those that are there. */
  #post(notification: Notification): number | undefined | Promise<number> {
    const there = this.processes.filter(({ isOver }) => !isOver);
    if (there.length === 0) return 503;
    this.#pushed += 1;
    const process = there[Math.floor(chance(`${this.#seed} ${this.#pushed}`) * there.length)]!;
    return process.isAsleep ? undefined : process.notified(notification);
  }

  /** Arduino calls one of the processes that are there: a Thing was written. */
  #thingWritten(thingName: string): void {
    const there = this.processes.filter(({ isUp }) => isUp);
    this.#told += 1;
    const one = there[Math.floor(chance(`${this.#seed} webhook ${this.#told}`) * there.length)];
    // A room and its Thing are of one name; whoever has not the room asks the one that has.
    const process = one?.has(thingName) ? one : this.owners(thingName).find(({ isUp }) => isUp);
    process?.thingWritten(thingAddress({ account: accountIn(this.#day, thingName), thingName }));
  }

  #currentIn({ room_name: roomName, check_in: checkIn }: Change): string | undefined {
    if (checkIn === undefined || roomName === undefined) return undefined;
    const having = this.processes.find((one) => one.isUp && !one.isClosing && one.has(roomName));
    return having?.building.view(roomName)?.occupancy.current?.id;
  }

  /** The first of those that are there, or where rooms are divided any of them: a request hangs on its name. */
  #answering(id = ''): Process | undefined {
    const there = this.processes.filter(({ isUp, isClosing }) => isUp && !isClosing);
    const isDivided = there.some(({ shard }) => shard.shards > 1);
    return isDivided ? there[Math.floor(chance(`${this.#seed} asked ${id}`) * there.length)] : there[0];
  }

  #running(name: string): Process | undefined {
    return this.processes.findLast((process) => process.name === name && !process.isOver);
  }

  /** The last of that name that has the room. */
  #process(name: string, roomName: string): Process {
    const all = this.processes.filter((process) => process.name === name && process.has(roomName));
    return all.at(-1) ?? this.leading;
  }
}
/** Who watches a replay; `inspect` is XState's, `between` may stand between processes and their clouds. */
export interface Instrumentation {
  inspect?: BuildingOptions['inspect'] | undefined;
  observerOf?: ((world: World) => Observer) | undefined;
  between?: ((ports: Ports, process: Process) => Ports) | undefined;
}
