import { createHash } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Calls } from '../calls.ts';
import type { Faults } from '../faults.ts';
import { invalid, Refusal, required } from '../refusal.ts';
import { type Channel, type Delivery, PushDelivery } from './push-delivery.ts';
import { channelIn } from './resources.ts';

const DEFAULT_TTL_S = 604_800;
const MAX_TTL_S = 30 * 24 * 3600;
const MAX_ID_LENGTH = 64;
const MAX_TOKEN_LENGTH = 256;

export interface WatchRequest {
  id?: string;
  type?: string;
  address?: string;
  token?: string;
  expiration?: string | number;
  params?: { ttl?: string };
}

/** Push channels: Google's rules for them, and who is told of a change. */
export class Channels {
  readonly #clock: Clock;
  readonly #delivery: Delivery;
  /** By resource, which is a calendar's, and id. */
  readonly #live = new Map<string, Map<string, Channel>>();

  /** `delivery` carries notifications where they don't go over HTTP. */
  constructor(clock: Clock, faults: Faults, calls: Calls, delivery?: Delivery) {
    this.#clock = clock;
    const lives = (channel: Channel) => this.#lives(channel);
    const expire = (channel: Channel) => this.#remove(channel);
    this.#delivery = delivery ?? new PushDelivery(clock, faults, calls, { lives, expire });
  }

  /** Makes a channel, sends its sync message, and returns the channel as `events.watch` answers it. */
  watch(calendarId: string, resourceUri: string, request: WatchRequest): object {
    channelIn(request);
    const { id, address } = this.#checked(request);
    const resourceId = resourceOf(calendarId);
    this.#requireNew(id, resourceId);
    const channel: Channel = {
      id,
      address,
      token: request.token,
      calendarId,
      resourceId,
      resourceUri,
      expiration: this.#expiration(request),
    };
    this.#live.set(resourceId, this.#of(resourceId).set(id, channel));
    this.#delivery.send(channel, 'sync');
    return {
      kind: 'api#channel',
      id,
      resourceId: channel.resourceId,
      resourceUri,
      ...(channel.token !== undefined && { token: channel.token }),
      expiration: String(channel.expiration),
    };
  }

  stop(id: string, resourceId: string): void {
    const channel = this.#of(resourceId).get(id);
    if (!channel || !this.#lives(channel)) {
      throw new Refusal(404, 'notFound', `Channel '${id}' not found for project 'roomcal-sandbox'`);
    }
    this.#remove(channel);
  }

  /** Tells every live channel of a calendar that something there has changed. */
  notify(calendarId: string): void {
    for (const channel of this.#of(resourceOf(calendarId)).values())
      if (this.#lives(channel)) this.#delivery.send(channel, 'exists');
  }

  /** Whether a change of the calendar would be told by the channel of that id now. */
  isLive(id: string, calendarId: string): boolean {
    const channel = this.#of(resourceOf(calendarId)).get(id);
    return channel !== undefined && this.#lives(channel);
  }

  /** Ends all channels of a calendar before their time, without a word to whoever registered them. */
  forget(calendarId: string): void {
    this.#live.delete(resourceOf(calendarId));
  }

  close(): void {
    this.#live.clear();
    this.#delivery.close();
  }

  #lives(channel: Channel): boolean {
    // A stopped channel is not the one that was registered under its id since.
    if (this.#of(channel.resourceId).get(channel.id) !== channel) return false;
    if (channel.expiration > this.#clock.now()) return true;
    this.#remove(channel);
    return false;
  }

  #of(resourceId: string): Map<string, Channel> {
    return this.#live.get(resourceId) ?? new Map();
  }

  #remove({ id, resourceId }: Channel): void {
    this.#live.get(resourceId)?.delete(id);
  }

  /**
   * Google's documentation says that an id is unique within the project. The Python service has run for years with one
   * fixed id for all calendars, registered anew at each start: so an id is taken only while it lives, on its resource.
   */
  #requireNew(id: string, resourceId: string): void {
    const channel = this.#of(resourceId).get(id);
    if (channel && this.#lives(channel))
      throw new Refusal(400, 'channelIdNotUnique', `Channel id ${id} not unique`);
  }

  #checked({ id, type, address, token }: WatchRequest): { id: string; address: string } {
    if (!id) throw required('Missing channel id.');
    if (id.length > MAX_ID_LENGTH || !/^[\w\-+/=]+$/.test(id)) throw invalid('Invalid channel id.');
    if (type !== 'web_hook' && type !== 'webhook') {
      throw new Refusal(400, 'push.channelTypeNotSupported', `Channel type ${type} not supported`);
    }
    if (!address) throw required('Missing channel address.');
    if (!isDeliverable(address)) {
      throw new Refusal(400, 'push.webhookUrlNotHttps', `WebHook callback must be HTTPS: ${address}`);
    }
    if (token !== undefined && token.length > MAX_TOKEN_LENGTH) throw invalid('Channel token is too long.');
    return { id, address };
  }

  /** The sooner of what is asked for and what is allowed. */
  #expiration({ expiration, params }: WatchRequest): number {
    const now = this.#clock.now();
    const ttl = Number(params?.ttl ?? DEFAULT_TTL_S);
    const end = Math.min(
      Number(expiration ?? Number.POSITIVE_INFINITY),
      now + Math.min(ttl, MAX_TTL_S) * 1000,
    );
    if (!(end > now)) throw invalid('Invalid ttl value for channel.');
    return end;
  }
}

/** The name that Google has for what a channel of the calendar watches. */
function resourceOf(calendarId: string): string {
  return createHash('sha256').update(calendarId).digest('base64url').slice(0, 27);
}

/** Google asks for HTTPS; plain HTTP is allowed to this machine itself. */
function isDeliverable(address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:') return url?.protocol === 'https:';
  return ['localhost', '[::1]'].includes(url.hostname) || /^127(\.\d+){3}$/.test(url.hostname);
}
