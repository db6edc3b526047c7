import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Instant } from '../agenda/agenda.ts';
import { ACTION, ACTION_RESULT } from '../agenda/press.ts';
import { DOOR_VARIABLES } from '../agenda/properties.ts';
import { thingAddress } from '../agenda/thing-address.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
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
import { DoorRequests } from './door-requests.ts';
import type { NoShow, PressTold } from './happenings.ts';
import type { Observer } from './observer.ts';
import { bookedAbout, pressedIn, requestsOfPress } from './presses.ts';
import { Process, WEBHOOKS } from './process.ts';
import { Processes } from './processes.ts';
import { ReconciliationLog } from './reconciliation-log.ts';
import { SimulatedClock, settle } from './simulated-clock.ts';
import { Visitors } from './visitors.ts';

/** Of a day that names none. */
const ONE_PROCESS = 'a';

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
  /** What boards were told of presses, in order. */
  readonly told: PressTold[] = [];
  /** The meetings from which rooms were released, in order. */
  readonly noShows: NoShow[] = [];
  readonly processes: Processes;
  readonly visitors: Visitors;
  readonly #day: Day;
  readonly #seed: number;
  readonly #clock: SimulatedClock;
  readonly #faults: Faults;
  readonly #watching: Instrumentation;
  readonly #observer: Observer | undefined;
  readonly #requests = new DoorRequests();
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
    this.processes = new Processes(seed);
    this.visitors = new Visitors({
      processes: this.processes,
      now: () => clock.now(),
      observer: () => this.#observer,
    });
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
    for (const process of this.processes.all) this.#start(process);
  }

  /** The day is over: whoever waits for an answer still gets none. */
  stop(): void {
    this.visitors.stop();
    for (const { building } of this.processes.there) building.stop();
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
        this.processes.last(process, roomName).building.state(roomName),
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
    if (start && !this.processes.running(start.process)) this.#start(this.#addProcess(start));
    if (stop) this.#stop(stop);
    if (change.clock) this.processes.running(change.clock.process)?.machine.jump(change.clock.jump_ms);
    if (change.sleep) this.#sleep(change.sleep);
    const asked = this.#requests.of(change, this.now(), this.#currentIn(change));
    if (asked) this.visitors.ask(asked);
    this.#observer?.see?.(change);
  }

  #addProcess(started: NonNullable<Change['start']>): Process {
    const { process: name } = started;
    const start = this.processes.all.filter((process) => process.name === name).length + 1;
    const { rooms, config = {} } = this.#day;
    const { inspect } = this.#watching;
    const observer = this.#observer;
    // The first start of all draws as it always has.
    const own = this.processes.all.length === 0 ? 0 : Math.floor(chance(`${name}${start}`) * 2 ** 30);
    const generator = xoroshiro128plus(this.#seed ^ own);
    let made: Process | undefined;
    // The first is not there yet when its actors are made.
    const isLeading = () => this.processes.all.length === 0 || made === this.processes.leading;
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
      mayRest: this.#watching.mayRest ?? false,
      between: this.#watching.between,
    });
    this.processes.all.push(made);
    return made;
  }

  #start(process: Process): void {
    process.start();
    this.#observer?.started?.(process);
  }

  #stop({ process: name, signal }: NonNullable<Change['stop']>): void {
    const process = this.processes.running(name);
    if (!process) return;
    const over = () => {
      this.visitors.lost(process);
      this.#observer?.stopped?.(process);
    };
    if (signal === 'SIGTERM') process.terminate(over);
    else {
      process.kill();
      over();
    }
  }

  #sleep({ process: name, for_mins }: NonNullable<Change['sleep']>): void {
    const process = this.processes.running(name);
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
    const { there } = this.processes;
    if (there.length > 0) this.#pushed += 1;
    const process = this.processes.anyOf(there, this.#pushed);
    if (!process) return 503;
    return process.isAsleep ? undefined : process.notified(notification);
  }

  /** Arduino calls one of the processes that are there: a Thing was written. */
  #thingWritten(thingName: string): void {
    this.#told += 1;
    const one = this.processes.anyOf(this.processes.up, `webhook ${this.#told}`);
    // A room and its Thing are of one name; whoever has not the room asks the one that has.
    const process = one?.has(thingName) ? one : this.processes.owners(thingName).find(({ isUp }) => isUp);
    process?.thingWritten(thingAddress({ account: accountIn(this.#day, thingName), thingName }));
  }

  #currentIn({ room_name: roomName, check_in: checkIn }: Change): string | undefined {
    if (checkIn === undefined || roomName === undefined) return undefined;
    const having = this.processes.up.find((one) => !one.isClosing && one.has(roomName));
    return having?.building.view(roomName)?.occupancy.current?.id;
  }
}
/** Who watches a replay; `inspect` is XState's, `between` may stand between processes and their clouds. */
export interface Instrumentation {
  inspect?: BuildingOptions['inspect'] | undefined;
  observerOf?: ((world: World) => Observer) | undefined;
  between?: ((ports: Ports, process: Process) => Ports) | undefined;
  /** Whether actors rest, as those of a service do; they take the day a quarter more time then. */
  mayRest?: boolean;
}
