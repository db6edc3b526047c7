import type { Clock } from '../../ports/clock.ts';
import { deadline } from '../../timing/deadline.ts';
import { atMost } from '../../timing/sleep.ts';
import { type AppContext, type Service, serviceOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { FORWARDED, markOf } from './mark.ts';

/** How long other processes are waited for, in ms. */
export interface PeerLimits {
  /** For a connection. */
  connectMs: number;
  /** For the answer to a call about a room: longer than its door lets anybody wait for others. */
  answerMs: number;
  /** For each piece of what all processes are asked for: the others' part must not wait for one that hangs. */
  partMs: number;
  /** For the next word of a stream: one that lives says something each 15 s. */
  quietMs: number;
}

export const PEER_LIMITS: PeerLimits = { connectMs: 3_000, answerMs: 35_000, partMs: 5_000, quietMs: 45_000 };

/** How many requests may be on their way to one process. */
const IN_FLIGHT = { call: 128, stream: 1_024 };
/** How many processes are asked at once on behalf of one request. */
export const AT_ONCE = 16;
/** How long a process is waited for that is asked whether it serves, in ms: whoever wants to know waits no longer than a second. */
const SERVES_WITHIN_MS = 500;
/** In how many seconds whoever was refused is to come again. */
const COME_AGAIN_S = '5';

/** What another process is asked for; `headers` besides the mark. */
export interface PeerRequest {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  /** How long it may take to begin with its answer, in ms, and how long each piece of that; `partMs` where they are left out. */
  headMs?: number;
  pieceMs?: number;
  kind?: keyof typeof IN_FLIGHT;
}

/** What came of asking several processes. */
export interface Gathered<T> {
  answers: Map<number, T>;
  /** The shards that could not be asked, in order. */
  missing: number[];
}

/** 503: the process that has the room can't be asked now. */
export function ownerAway(message?: string): ApiError {
  return new ApiError('OWNER_AWAY', message, {}, { 'retry-after': COME_AGAIN_S });
}

/** The other processes. Each is asked no more at once than it can bear, and each question has an end. */
export class Peers {
  readonly limits: PeerLimits;
  readonly #context: AppContext;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #inFlight = new Map<string, Set<Promise<void>>>();
  readonly #withRooms = new WeakMap<Service, number[]>();

  constructor(context: AppContext, clock: Clock, limits: PeerLimits) {
    this.#context = context;
    this.#clock = clock;
    this.limits = limits;
  }

  /** Every other shard. */
  all({ sharding } = serviceOf(this.#context)): number[] {
    const { shard, shards } = sharding.shard;
    return Array.from({ length: shards }, (_, one) => one).filter((one) => one !== shard);
  }

  /** The other shards that have rooms at all. */
  others(service = serviceOf(this.#context)): readonly number[] {
    const known = this.#withRooms.get(service) ?? othersWith(service.sharding.roomNames, service);
    this.#withRooms.set(service, known);
    return known;
  }

  /** Takes a place among what is on its way to a shard, which is given back by what it gives. Throws 503 where there is none. */
  enter(shard: number, kind: keyof typeof IN_FLIGHT = 'call'): () => void {
    const key = `${kind} ${shard}`;
    const taken = this.#inFlight.get(key) ?? new Set();
    if (taken.size >= IN_FLIGHT[kind]) throw ownerAway(`Shard ${shard} is asked for too much at once`);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#inFlight.set(key, taken.add(promise));
    return () => {
      taken.delete(promise);
      resolve();
    };
  }

  /**
   * Asks a shard, and gives what it answers piece by piece. Throws where it can't be reached, answers no success, stops half way or
   * says nothing for too long. Whoever aborts `signal` wants no more of it.
   */
  async *ask(shard: number, request: PeerRequest, signal: AbortSignal): AsyncGenerator<string, void> {
    const { path, method = 'GET', headers, kind } = request;
    const { headMs = this.limits.partMs, pieceMs = this.limits.partMs } = request;
    const service = serviceOf(this.#context);
    const leave = this.enter(shard, kind);
    const done = new AbortController();
    const given = AbortSignal.any([done.signal, signal, this.#closing.signal]);
    // Also of one that nobody reads to its end.
    given.addEventListener('abort', leave);
    const late = () => new Error('it says nothing');
    const within = <T>(ms: number, call: () => Promise<T>) => deadline(this.#clock, ms, call, late, given);
    try {
      const marked = { ...headers, [FORWARDED]: markOf(service) };
      const url = addressOf(service, shard) + path;
      const response = await within(headMs, () =>
        fetch(url, { method, headers: marked, signal: given, redirect: 'error' }),
      );
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const reader = response.body?.getReader();
      const decoder = new TextDecoder();
      while (reader) {
        const { value, done: isOver } = await within(pieceMs, () => reader.read());
        if (isOver) return;
        yield decoder.decode(value, { stream: true });
      }
    } finally {
      done.abort();
    }
  }

  /** Asks a shard for JSON. */
  async askWhole(shard: number, request: PeerRequest, signal: AbortSignal): Promise<unknown> {
    let text = '';
    for await (const piece of this.ask(shard, request, signal)) text += piece;
    return JSON.parse(text);
  }

  /** Whether the process of a shard says that it serves. */
  async serves(shard: number): Promise<boolean> {
    const limits = { headMs: SERVES_WITHIN_MS, pieceMs: SERVES_WITHIN_MS };
    try {
      await this.askWhole(shard, { path: '/readyz', ...limits }, this.#closing.signal);
      return true;
    } catch {
      return false;
    }
  }

  /** Asks several shards, a few at once. */
  async gather<T>(shards: readonly number[], ask: (shard: number) => Promise<T>): Promise<Gathered<T>> {
    const answers = new Map<number, T>();
    const missing: number[] = [];
    const waiting = [...shards];
    const work = async () => {
      for (let shard = waiting.shift(); shard !== undefined; shard = waiting.shift())
        try {
          answers.set(shard, await ask(shard));
        } catch {
          missing.push(shard);
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { answers, missing: missing.toSorted((a, b) => a - b) };
  }

  /** What is asked for on behalf of many is given up; resolves when all that was handed on is answered, or after `ms`. */
  async close(ms: number): Promise<void> {
    this.#closing.abort();
    const calls = [...this.#inFlight].flatMap(([key, those]) => (key.startsWith('call') ? [...those] : []));
    if (calls.length > 0) await atMost(this.#clock, ms, Promise.all(calls));
  }
}

/** Where the process of a shard is found. */
export function addressOf({ sharding }: Service, shard: number): string {
  return (sharding.peers ?? '').replace('{shard}', String(shard)).replace(/\/$/, '');
}

/** The other shards that have any of these rooms, in order. */
export function othersWith(roomNames: readonly string[], { sharding }: Service): number[] {
  const owners = new Set(roomNames.map((name) => sharding.owner(name)));
  owners.delete(sharding.shard.shard);
  return [...owners].filter((shard) => shard !== undefined).toSorted((a, b) => a - b);
}
