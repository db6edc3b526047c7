import type { Clock } from '../../ports/clock.ts';
import type { Calls } from '../calls.ts';
import { type Faults, refuses } from '../faults.ts';
import { Timers } from '../timers.ts';

/** A notification channel of one calendar. */
export interface Channel {
  readonly id: string;
  readonly address: string;
  readonly token: string | undefined;
  readonly calendarId: string;
  readonly resourceId: string;
  readonly resourceUri: string;
  /** An instant. */
  readonly expiration: number;
}

export type ResourceState = 'sync' | 'exists';

/** How notifications go to their channels. */
export interface Delivery {
  send(channel: Channel, state: ResourceState): void;
  close(): void;
}

interface Notification {
  readonly number: number;
  readonly state: ResourceState;
}

/** The way to one channel: notifications go down it one after the other. */
interface Line {
  number: number;
  tail: Promise<void>;
  /** A notification that is to change places with the next one. */
  overtaken: Notification | undefined;
}

const SUCCESSES = [200, 201, 202, 204];
const RETRIED = [500, 502, 503, 504];
const RETRIES = 4;
const FIRST_BACKOFF_MS = 1000;
const ANSWER_TIMEOUT_MS = 30_000;
/** How long a notification waits for one to overtake it. */
const OVERTAKING_MS = 200;

/** Carries notifications to their channels, as well as the faults in force let it. */
export class PushDelivery implements Delivery {
  readonly #timers: Timers;
  readonly #faults: Faults;
  readonly #calls: Calls;
  readonly #lives: (channel: Channel) => boolean;
  readonly #expire: (channel: Channel) => void;
  readonly #lines = new WeakMap<Channel, Line>();
  readonly #closing = new AbortController();

  /** `expire` ends a channel before its time, without a word to whoever registered it. */
  constructor(
    clock: Clock,
    faults: Faults,
    calls: Calls,
    { lives, expire }: { lives: (channel: Channel) => boolean; expire: (channel: Channel) => void },
  ) {
    this.#timers = new Timers(clock);
    this.#faults = faults;
    this.#calls = calls;
    this.#lives = lives;
    this.#expire = expire;
  }

  /** Sends a notification to a channel, behind those already on their way to it. */
  send(channel: Channel, state: ResourceState): void {
    const line = this.#lineOf(channel);
    const notification = { number: ++line.number, state };
    const fault = this.#faults.strike('push', channel.calendarId, (candidate) => !refuses(candidate));
    if (fault?.status === 'expire') {
      this.#expire(channel);
      this.#calls.count('push.expired');
      return;
    }
    if (fault?.status === 'drop') {
      this.#calls.count('push.dropped');
      return;
    }
    if (fault?.status === 'reorder' && !line.overtaken) {
      line.overtaken = notification;
      this.#timers.after(OVERTAKING_MS, () => this.#letGo(channel, line, notification));
      return;
    }
    const delayed = fault?.delay_ms ? this.#timers.sleep(fault.delay_ms) : Promise.resolve();
    const held = fault?.status === 'hang' ? fault.ended : delayed;
    this.#enqueue(channel, line, notification, held);
    if (fault?.status === 'duplicate') this.#enqueue(channel, line, notification, held);
    if (line.overtaken) this.#letGo(channel, line, line.overtaken);
  }

  /** Breaks off what is under way, and sends nothing more. */
  close(): void {
    this.#timers.clear();
    this.#closing.abort();
  }

  #lineOf(channel: Channel): Line {
    const line = this.#lines.get(channel) ?? { number: 0, tail: Promise.resolve(), overtaken: undefined };
    this.#lines.set(channel, line);
    return line;
  }

  #letGo(channel: Channel, line: Line, notification: Notification): void {
    if (line.overtaken !== notification) return;
    line.overtaken = undefined;
    this.#enqueue(channel, line, notification, Promise.resolve());
  }

  #enqueue(channel: Channel, line: Line, notification: Notification, held: Promise<void>): void {
    line.tail = Promise.all([line.tail, held]).then(() => this.#deliver(channel, notification));
  }

  async #deliver(channel: Channel, notification: Notification): Promise<void> {
    for (let attempt = 0; this.#lives(channel); attempt++) {
      const status = await this.#post(channel, notification);
      if (SUCCESSES.includes(status)) return;
      if (!RETRIED.includes(status) || attempt === RETRIES) {
        this.#calls.count('push.dropped');
        return;
      }
      await this.#timers.sleep(FIRST_BACKOFF_MS * 2 ** attempt);
    }
  }

  /** The status of the answer, or 0 without one. */
  async #post(channel: Channel, notification: Notification): Promise<number> {
    this.#calls.count('push.sent');
    const overdue = new AbortController();
    const answered = this.#timers.after(ANSWER_TIMEOUT_MS, () => overdue.abort());
    try {
      const response = await fetch(channel.address, {
        method: 'POST',
        headers: headersOf(channel, notification),
        redirect: 'manual',
        signal: AbortSignal.any([this.#closing.signal, overdue.signal]),
      });
      // A body left unread would keep its connection from being used again.
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    } finally {
      answered();
    }
  }
}

function headersOf(channel: Channel, { number, state }: Notification): Record<string, string> {
  return {
    'User-Agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
    'X-Goog-Channel-ID': channel.id,
    'X-Goog-Channel-Expiration': new Date(channel.expiration).toUTCString(),
    'X-Goog-Message-Number': String(number),
    'X-Goog-Resource-ID': channel.resourceId,
    'X-Goog-Resource-State': state,
    'X-Goog-Resource-URI': channel.resourceUri,
    ...(channel.token !== undefined && { 'X-Goog-Channel-Token': channel.token }),
  };
}
