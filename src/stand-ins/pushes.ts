import type { Instant } from '../agenda/agenda.ts';
import type { Clock } from '../ports/clock.ts';
import { Channels, type WatchRequest } from '../sandbox/calendar/push.ts';
import type { Channel, ResourceState } from '../sandbox/calendar/push-delivery.ts';
import type { Calls } from '../sandbox/calls.ts';
import type { Faults as SandboxFaults } from '../sandbox/faults.ts';
import type { Fault, Faults } from './faults.ts';

/** How often Google tries again where it is told to come back, and how long it first waits for that, in ms. */
const RETRIES = 4;
const FIRST_BACKOFF_MS = 1_000;

/** A notification as it reaches the webhook. */
export interface Notification {
  channel: Channel;
  state: ResourceState;
}

/**
 * `post` answers a status as the webhook does, at once or later: 503 where nobody is there; undefined where the connection breaks.
 */
export interface PushesOptions {
  clock: Clock;
  faults: Faults;
  post: (notification: Notification) => number | undefined | Promise<number>;
}

/** Google's push channels, in memory: the sandbox's rules for them, and notifications that take no time to arrive. */
export class Pushes {
  readonly #options: PushesOptions;
  readonly #channels: Channels;
  readonly #ids = new Map<string, Set<string>>();
  /** By channel, the notification that is to change places with the next one. */
  readonly #overtaken = new Map<string, Notification>();

  constructor(options: PushesOptions) {
    this.#options = options;
    const delivery = {
      send: (channel: Channel, state: ResourceState) => this.#send({ channel, state }),
      close: () => undefined,
    };
    this.#channels = new Channels(options.clock, {} as SandboxFaults, {} as Calls, delivery);
  }

  /** `events.watch`. Throws a Refusal where Google would answer an error. */
  watch(calendarId: string, request: WatchRequest): { resourceId: string; expiration: Instant } {
    const uri = `https://www.googleapis.com/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events?alt=json`;
    const ids = this.#ids.get(calendarId) ?? new Set();
    this.#ids.set(calendarId, ids.add(request.id ?? ''));
    const answer = this.#channels.watch(calendarId, uri, request) as {
      resourceId: string;
      expiration: string;
    };
    return { resourceId: answer.resourceId, expiration: Number(answer.expiration) };
  }

  /** `channels.stop`. Throws a Refusal where there is no such channel. */
  stop(id: string, resourceId: string): void {
    this.#channels.stop(id, resourceId);
  }

  /** A calendar has changed. */
  notify(calendarId: string): void {
    this.#channels.notify(calendarId);
  }

  /** Google forgets the calendar's channels, without a word. */
  forget(calendarId: string): void {
    this.#channels.forget(calendarId);
  }

  /** The ids of the channels that would tell of a change now. */
  liveChannels(calendarId: string): string[] {
    return [...(this.#ids.get(calendarId) ?? [])].filter((id) => this.#channels.isLive(id, calendarId));
  }

  #send(notification: Notification): void {
    const { calendarId: roomName, id } = notification.channel;
    const { faults, clock } = this.#options;
    const fault = faults.strike('push', { call: 'notify', roomName }, ({ what }) => typeof what !== 'number');
    const overtaken = this.#overtaken.get(id);
    if (fault?.what === 'drop') return;
    if (fault?.what === 'reorder' && !overtaken) {
      this.#overtaken.set(id, notification);
      clock.setTimeout(() => this.#letGo(id, notification), fault.delayMs);
      return;
    }
    if (fault?.what === 'late' || fault?.what === 'slow') {
      clock.setTimeout(() => this.#deliver(notification), fault.delayMs);
    } else this.#deliver(notification);
    if (fault?.what === 'duplicate') this.#again(notification, fault);
    if (overtaken) this.#letGo(id, overtaken);
  }

  #again(notification: Notification, { delayMs }: Fault): void {
    if (delayMs === 0) this.#deliver(notification);
    else this.#options.clock.setTimeout(() => this.#deliver(notification), delayMs);
  }

  #letGo(id: string, notification: Notification): void {
    if (this.#overtaken.get(id) !== notification) return;
    this.#overtaken.delete(id);
    this.#deliver(notification);
  }

  #deliver(notification: Notification, attempt = 0): void {
    const { id, calendarId } = notification.channel;
    if (!this.#channels.isLive(id, calendarId)) return;
    const { post, clock } = this.#options;
    const answered = (status: number | undefined) => {
      if (status === undefined || status < 500 || attempt === RETRIES) return;
      clock.setTimeout(() => this.#deliver(notification, attempt + 1), FIRST_BACKOFF_MS * 2 ** attempt);
    };
    const answer = post(notification);
    if (answer instanceof Promise) void answer.then(answered);
    else answered(answer);
  }
}
