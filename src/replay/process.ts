import { relistWithin } from '../agenda/schedule.ts';
import { wordingOf } from '../agenda/wording.ts';
import { type GoogleTime, googleTime } from '../io/google-calendar/google-time.ts';
import { listingStore } from '../io/storage/listing-store.ts';
import { Building } from '../machines/building.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
import type { Ports } from '../machines/effects.ts';
import type { Fact } from '../machines/facts.ts';
import type { Clock } from '../ports/clock.ts';
import { owns, type Shard } from '../sharding/shard.ts';
import type { Notification } from '../stand-ins/pushes.ts';
import { atMost } from '../timing/sleep.ts';
import type { Clouds, Tenant } from './clouds.ts';
import type { Config } from './day-shape.ts';
import { ProcessClock } from './process-clock.ts';

/** How long a closing service waits for what is on its way, and for each step after that, in ms: see src/service.ts. */
const PATIENCE_MS = 3_000;
/** How long closing may take before the process ends anyway: see src/bootstrap.ts. */
const CLOSE_WITHIN_MS = 5_000;

/** What Arduino calls where it tells of writes to a Thing, which is named behind it. */
export const WEBHOOKS = 'https://replay.invalid/iot-webhook/';

export interface ProcessOptions {
  /** What the day calls it, and its how-manieth start this is, from 1. */
  name: string;
  start: number;
  clock: Clock;
  clouds: Clouds;
  /** All rooms of the day. */
  rooms: BuildingOptions['rooms'];
  /** The part of them that it has. */
  shard: Shard;
  config: Config;
  random: () => number;
  /** Mints the keys of channels, unique over all processes. */
  mint: () => { id: string; token: string };
  report: (fact: Fact, process: Process) => void;
  inspect: BuildingOptions['inspect'] | undefined;
  mayRest: boolean;
  /** What stands between the process and its clouds. */
  between: ((ports: Ports, process: Process) => Ports) | undefined;
}

type State = 'running' | 'closing' | 'over';

/** A process of roomcal on the clouds in memory: what src/service.ts composes, and how it starts, sleeps and ends. */
export class Process implements Tenant {
  readonly name: string;
  /** Of this start alone. */
  readonly id: string;
  /** The machine's own time, which may be wrong. */
  readonly machine: ProcessClock;
  /** The machine's time as Google's answers correct it. */
  readonly clock: Clock;
  readonly building: Building;
  readonly shard: Shard;
  readonly #options: ProcessOptions;
  readonly #ports: Ports;
  #state: State = 'running';
  #isAsleep = false;
  #broken: (() => void)[] = [];
  readonly #time: GoogleTime;

  constructor(options: ProcessOptions) {
    const { name, start, clock, clouds, rooms, shard, config, random, report, inspect, between } = options;
    this.name = name;
    this.shard = shard;
    this.id = `${name}${start}`;
    this.#options = options;
    this.machine = new ProcessClock(clock);
    this.#time = googleTime(this.machine, () => this.building.clockMoved());
    this.clock = this.#time.clock;
    const { notes, ...others } = clouds.portsOf(this);
    const ports = { ...others, listings: listingStore(notes, this.clock) };
    this.#ports = between?.(ports, this) ?? ports;
    const own = rooms.filter(({ roomName }) => owns(shard, roomName));
    const refreshMs = (config.refresh_mins ?? 60) * 60_000;
    const { gcal_requests_per_minute: budget } = config;
    this.building = new Building({
      processId: this.id,
      rooms: own,
      others: rooms.filter(({ roomName }) => !owns(shard, roomName)),
      refreshMs,
      // As many as its share of Google's budget allows.
      relistMs: budget && relistWithin(own.length, budget / shard.shards, refreshMs),
      sweepMs: (config.sweep_mins ?? 5) * 60_000,
      pollMs: (config.poll_seconds ?? 30) * 1_000,
      wording: wordingOf(),
      lookMs: () => 4_000 / (config.iot_requests_per_second ?? 10),
      meetingTitle: 'Meeting',
      webhooksOf: (address) => [`${WEBHOOKS}${address}`],
      address: 'https://replay.invalid/webhook',
      ports: this.#ports,
      clock: this.clock,
      random,
      keys: { mint: options.mint, isOurs: () => true },
      report: (fact: Fact) => {
        if (this.#state !== 'over') report(fact, this);
      },
      ...(inspect && { inspect }),
      mayRest: options.mayRest,
    });
  }

  /** Whether it has the room. */
  has(roomName: string): boolean {
    return owns(this.shard, roomName);
  }

  start(): void {
    this.building.start();
    this.#ports.events.subscribe(
      (message) => this.building.receive(message),
      (failure) => {
        if (!failure) this.building.reconnected();
      },
    );
  }

  answered(date: number, sentAt: number, receivedAt: number): void {
    this.#time.answered(new Date(date).toUTCString(), sentAt, receivedAt);
  }

  skewMs(): number {
    return this.#time.skewMs();
  }

  /** Whether HTTP is answered: by a closing process with 503. */
  get isUp(): boolean {
    return this.#state !== 'over' && !this.#isAsleep;
  }

  get isClosing(): boolean {
    return this.#state === 'closing';
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** Whether messages reach it. */
  get hears(): boolean {
    return this.isUp;
  }

  arrive(answer: () => void, broken: () => void): void {
    if (this.#state === 'over') return;
    if (this.#isAsleep) this.#broken.push(broken);
    else answer();
  }

  /** The webhook, as src/http/platform/webhook.ts has it: the status of its answer. */
  notified({ channel, state }: Notification): number | Promise<number> {
    if (this.#state !== 'running') return 503;
    const { id, token = '', resourceId, calendarId } = channel;
    const known = this.building.channel(id);
    if (!known && this.building.foreignRoom({ id, token, calendarId }) !== undefined) {
      if (state === 'sync') return 204;
      const published = this.building.notifiedForAnother({ id, calendarId, resourceId });
      return published.then((isPublished) => (isPublished ? 204 : 503));
    }
    const isOurs =
      known !== undefined &&
      known.token === token &&
      (known.resourceId === undefined || known.resourceId === resourceId);
    if (isOurs && state !== 'sync') this.building.notify(known.roomName);
    if (!known && state !== 'sync') this.building.notifiedByOrphan({ id, token, calendarId, resourceId });
    return isOurs ? 204 : 404;
  }

  /** What Arduino calls, as src/http/platform/iot-webhook.ts has it. */
  thingWritten(address: string): void {
    if (this.#state === 'running') this.building.thingWritten(address);
  }

  /** The machine is suspended: nothing goes on, and no connection lasts. */
  sleep(): void {
    if (this.#state === 'over') return;
    this.#isAsleep = true;
    this.machine.sleep();
  }

  wake(): void {
    if (!this.#isAsleep || this.#state === 'over') return;
    this.#isAsleep = false;
    this.machine.wake();
    const broken = this.#broken;
    this.#broken = [];
    for (const one of broken) one();
  }

  /** SIGKILL: what is on its way arrives nowhere. */
  kill(): void {
    this.#state = 'over';
    this.machine.end();
    this.#options.clouds.leave(this);
  }

  /** SIGTERM: what is on its way is finished first, as far as there is time; `over` is told when the process ends. */
  terminate(over: () => void): void {
    if (this.#state !== 'running') return;
    this.#state = 'closing';
    let isStopped = false;
    const end = () => {
      if (isStopped || this.#state === 'over') return;
      isStopped = true;
      this.building.stop();
      // Whoever waits still is told to ask again.
      this.clock.setTimeout(() => {
        this.kill();
        over();
      }, 0);
    };
    this.clock.setTimeout(end, CLOSE_WITHIN_MS);
    void this.#close().then(end);
  }

  async #close(): Promise<void> {
    await atMost(this.clock, PATIENCE_MS, this.building.settled());
    await atMost(this.clock, PATIENCE_MS / 3, this.#ports.events.close());
  }
}
