import type { TextStore } from '../io/storage/listing-store.ts';
import type { Ports } from '../machines/effects.ts';
import type { ChannelStore } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { Vendor } from '../ports/failure.ts';
import { ownersOf, shareOf } from '../sharding/budget.ts';
import { filterOf, type Shard, WHOLE } from '../sharding/shard.ts';
import { calendarPort } from '../stand-ins/calendar-port.ts';
import type { Faults } from '../stand-ins/faults.ts';
import { GoogleCalendar, type GoogleCalendarOptions } from '../stand-ins/google-calendar.ts';
import { ArduinoAccounts } from '../stand-ins/iot-accounts.ts';
import type { ArduinoOptions } from '../stand-ins/iot-cloud.ts';
import { bucketOf, channelsIn, textStore } from '../stand-ins/objects.ts';
import { Pushes, type PushesOptions } from '../stand-ins/pushes.ts';
import { thingCalls } from '../stand-ins/thing-calls.ts';
import { thingsPort } from '../stand-ins/things-port.ts';
import { eventsPort, Topic } from '../stand-ins/topic.ts';
import { type Call, type Caller, Wire } from '../stand-ins/wire.ts';
import type { Config, Day } from './day-shape.ts';

const EVENTS_PER_REFRESH = 10;

export interface CloudsOptions {
  clock: Clock;
  faults: Faults;
  config: Config;
  /** Of the whole day: an account's budget is shared by those who have any of its rooms. */
  rooms?: readonly Pick<Day['rooms'][number], 'room_name' | 'account'>[];
  /** Told of each call before it is answered. */
  called: (call: Call, caller: Caller) => void;
  wrote: GoogleCalendarOptions['wrote'];
  shown: ArduinoOptions['shown'];
  post: PushesOptions['post'];
  /** What the webhook of a Thing calls. */
  callThing?: (thingName: string) => void;
  /** Told of each publish before it is answered. */
  publishing: (thingName: string, variable: string, caller: Caller) => void;
}

/** A process as its clouds know it; `id` is of one start alone. */
export interface Tenant extends Caller {
  readonly id: string;
  readonly hears: boolean;
  /** The part of the rooms that it has. */
  readonly shard?: Shard;
}

/** The four clouds of a world, in memory, and each process's way to them. */
export class Clouds {
  readonly calendars: GoogleCalendar;
  readonly doors: ArduinoAccounts;
  readonly pushes: Pushes;
  readonly topic: Topic;
  readonly buckets: ReturnType<typeof bucketOf>;
  readonly #options: CloudsOptions;
  readonly #wire: Wire;

  constructor(options: CloudsOptions) {
    const { clock, faults, config, called, wrote, shown, post, callThing } = options;
    this.#options = options;
    // The others take no time: what races there is, is for a room's calendar.
    const latencyMs = (vendor: Vendor) => (vendor === 'calendar' ? (config.calendar_latency_ms ?? 0) : 0);
    this.#wire = new Wire({ clock, faults, latencyMs, called });
    this.pushes = new Pushes({ clock, faults, post });
    this.calendars = new GoogleCalendar({ clock, wrote, changed: (id) => this.pushes.notify(id) });
    const call = callThing && thingCalls({ clock, faults, call: callThing });
    this.doors = new ArduinoAccounts({
      clock,
      requestsPerSecond: config.iot_requests_per_second,
      shown,
      ...(call && { call }),
    });
    this.topic = new Topic(clock, faults);
    this.buckets = bucketOf(clock);
  }

  /** The ports of a process, and where it keeps notes. */
  portsOf(
    process: Tenant,
  ): Pick<Ports, 'calendar' | 'events' | 'channels' | 'thingsOf'> & { notes: TextStore } {
    const { faults, publishing } = this.#options;
    const { shard = WHOLE } = process;
    const { config } = this.#options;
    const { iot_requests_per_second: iot, gcal_requests_per_minute: gcal } = config;
    const all = Array.from({ length: shard.shards }, (_, index) => index);
    const [wire, caller] = [this.#wire, process];
    const channels: ChannelStore = channelsIn(this.buckets, wire, caller);
    return {
      calendar: calendarPort({
        cloud: this.calendars,
        pushes: this.pushes,
        wire,
        faults,
        caller,
        eventsPerRefresh: config.events_per_refresh ?? EVENTS_PER_REFRESH,
        requestsPerMinute: gcal && shareOf(gcal, all, shard.shard),
      }),
      thingsOf: (account) =>
        thingsPort({
          cloud: this.doors.account(account),
          wire,
          caller,
          account,
          requestsPerSecond: iot && shareOf(iot, this.#ownersOf(account, shard), shard.shard),
          publishing: (thingName, variable) => publishing(thingName, variable, caller),
        }),
      events: eventsPort({
        topic: this.topic,
        wire,
        caller,
        subscription: this.#subscriptionOf(process),
        // One that is kept was made for whatever part the process ever has.
        filter: config.keeps_subscription ? undefined : filterOf(shard),
        isKept: config.keeps_subscription === true,
        // Nobody else publishes here.
        unreadable(why) {
          throw new Error(why);
        },
      }),
      channels,
      notes: textStore(this.buckets, wire, caller),
    };
  }

  /** The shards that have rooms of an account, as src/configuration/sharding.ts has it. */
  #ownersOf(account: string | undefined, { shards }: Shard): number[] {
    const { rooms = [] } = this.#options;
    const itsRooms = rooms.filter((room) => room.account === account);
    return ownersOf(
      itsRooms.map(({ room_name }) => room_name),
      shards,
    );
  }

  /** A process has ended without a word. */
  leave(process: Tenant): void {
    this.topic.leave(this.#subscriptionOf(process), this.#options.config.keeps_subscription === true);
  }

  /** A process has one of its own at each start, or one that is kept for it. */
  #subscriptionOf({ name, id }: Tenant): string {
    return this.#options.config.keeps_subscription ? name : id;
  }
}
