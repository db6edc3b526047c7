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
  readonly #usedIds = new Set<string>();
  readonly #live = new Map<string, Channel>();

  /** `delivery` carries notifications where they don't go over HTTP. */
  constructor(clock: Clock, faults: Faults, calls: Calls, delivery?: Delivery) {
    this.#clock = clock;
    const lives = (channel: Channel) => this.#lives(channel);
    const expire = ({ id }: Channel) => this.#live.delete(id);
    this.#delivery = delivery ?? new PushDelivery(clock, faults, calls, { lives, expire });
  }

  /** Makes a channel, sends its sync message, and returns the channel as `events.watch` answers it. */
  watch(calendarId: string, resourceUri: string, request: WatchRequest): object {
    channelIn(request);
    const { id, address } = this.#checked(request);
    const channel: Channel = {
      id,
      address,
      token: request.token,
      calendarId,
      resourceId: createHash('sha256').update(calendarId).digest('base64url').slice(0, 27),
      resourceUri,
      expiration: this.#expiration(request),
    };
    this.#usedIds.add(id);
    this.#live.set(id, channel);
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
    const channel = this.#live.get(id);
    if (!channel || channel.resourceId !== resourceId || !this.#lives(channel)) {
      throw new Refusal(404, 'notFound', `Channel '${id}' not found for project 'roomcal-sandbox'`);
    }
    this.#live.delete(id);
  }

  /** Tells every live channel of a calendar that something there has changed. */
  notify(calendarId: string): void {
    for (const channel of this.#live.values()) {
      if (channel.calendarId === calendarId && this.#lives(channel)) this.#delivery.send(channel, 'exists');
    }
  }

  /** Whether a change would be told by the channel of that id now. */
  isLive(id: string): boolean {
    const channel = this.#live.get(id);
    return channel !== undefined && this.#lives(channel);
  }

  /** Ends all channels of a calendar before their time, without a word to whoever registered them. */
  forget(calendarId: string): void {
    for (const channel of this.#live.values())
      if (channel.calendarId === calendarId) this.#live.delete(channel.id);
  }

  close(): void {
    this.#live.clear();
    this.#delivery.close();
  }

  #lives(channel: Channel): boolean {
    if (channel.expiration <= this.#clock.now()) this.#live.delete(channel.id);
    return this.#live.has(channel.id);
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
    if (this.#usedIds.has(id)) throw new Refusal(400, 'channelIdNotUnique', `Channel id ${id} not unique`);
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

/** Google asks for HTTPS; plain HTTP is allowed to this machine itself. */
function isDeliverable(address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:') return url?.protocol === 'https:';
  return ['localhost', '[::1]'].includes(url.hostname) || /^127(\.\d+){3}$/.test(url.hostname);
}
