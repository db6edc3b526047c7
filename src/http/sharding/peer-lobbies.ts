import { backoff } from '../../agenda/schedule.ts';
import type { Clock } from '../../ports/clock.ts';
import { atMost, sleep } from '../../timing/sleep.ts';
import { type AppContext, type Service, serviceOf } from '../app-context.ts';
import type { LobbyState } from '../door/page-schemas.ts';
import { elsewhereOf, type LobbyElsewhere } from './lobby-of-all.ts';
import { othersWith, type Peers } from './peers.ts';
import { wholeParts } from './pieces.ts';

/** How long whoever has just come waits for the others, in ms: they tell what changes, too. */
const FIRST_WORD_MS = 1_000;
/** How long a process that has gone waits at most until somebody looks whether it has come, in ms. */
const LONGEST_PAUSE_MS = 10_000;

/** The streams of one time in which somebody follows. */
interface Followed {
  ending: AbortController;
  /** By shard: done when it has told, or failed, for the first time. */
  first: Map<number, Promise<void>>;
  /** Those that tell. */
  told: Map<number, LobbyState>;
}

/**
 * The lobbies of the other processes, followed once for all who follow a lobby here, and only while somebody does. They are asked with the
 * Arduino credentials: what of it anybody is told, is decided here. Each tells of its own rooms alone, so that none follows in a circle.
 */
export class PeerLobbies {
  readonly #context: AppContext;
  readonly #peers: Peers;
  readonly #clock: Clock;
  readonly #followers = new Set<() => void>();
  #followed: Followed | undefined;

  constructor(context: AppContext, peers: Peers, clock: Clock) {
    this.#context = context;
    this.#peers = peers;
    this.#clock = clock;
  }

  /** Calls `changed` when one of them tells something else, until what it gives back is called. */
  follow(changed: () => void): () => void {
    this.#followers.add(changed);
    this.#followed ??= { ending: new AbortController(), first: new Map(), told: new Map() };
    for (const shard of this.#peers.others())
      if (!this.#followed.first.has(shard)) this.#begin(shard, this.#followed);
    return () => {
      if (!this.#followers.delete(changed) || this.#followers.size > 0) return;
      this.#followed?.ending.abort();
      this.#followed = undefined;
    };
  }

  /** Resolves when each that is followed has told how its rooms are, or could not: soon, for whoever has just come. */
  async heard(): Promise<void> {
    const first = [...(this.#followed?.first.values() ?? [])];
    await atMost(this.#clock, FIRST_WORD_MS, Promise.all(first));
  }

  /** What is known of these rooms from those that tell now, and who does not. */
  latest(roomNames: readonly string[], service: Service): LobbyElsewhere {
    const told = this.#followed?.told ?? new Map<number, LobbyState>();
    const missing = othersWith(roomNames, service).filter((shard) => !told.has(shard));
    return { elsewhere: elsewhereOf([...told.values()]), missing };
  }

  #begin(shard: number, followed: Followed): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    followed.first.set(shard, promise);
    const tell = (state: LobbyState | undefined) => {
      if (state) followed.told.set(shard, state);
      else followed.told.delete(shard);
      resolve();
      for (const changed of this.#followers) changed();
    };
    void this.#keepFollowing(shard, tell, followed.ending.signal);
  }

  async #keepFollowing(
    shard: number,
    tell: (state: LobbyState | undefined) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        for await (const state of this.#statesOf(shard, signal)) {
          attempt = 0;
          tell(state);
        }
      } catch {
        // Whether it went in good order or not: it is asked again.
      }
      if (signal.aborted) return;
      tell(undefined);
      await sleep(this.#clock, Math.min(backoff(attempt, Math.random()), LONGEST_PAUSE_MS), signal);
    }
  }

  async *#statesOf(shard: number, signal: AbortSignal): AsyncGenerator<LobbyState, void> {
    const { clientId, clientSecret } = serviceOf(this.#context);
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const pieceMs = this.#peers.limits.quietMs;
    const request = { path: '/lobby/events', headers: { authorization }, pieceMs, kind: 'stream' } as const;
    for await (const blocks of wholeParts(this.#peers.ask(shard, request, signal), '\n\n'))
      for (const block of blocks) {
        const isState = !block.includes('event: ');
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (isState && data) yield JSON.parse(data);
      }
  }
}
