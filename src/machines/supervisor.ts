import type { Actor, AnyStateMachine, ContextFrom, EventFrom, SnapshotFrom } from 'xstate';
import type { Instant } from '../agenda/agenda.ts';
import { backoff, delayUntil } from '../agenda/schedule.ts';
import type { Clock } from '../ports/clock.ts';

/** Who has lived so long is well again, in ms. */
export const WELL_AFTER_MS = 60_000;

/** Who is told, by their names, how actors are. */
export interface Supervisor {
  clock: Clock;
  random: () => number;
  /** It may be another than before. */
  seen?: (name: string) => void;
  died: (name: string, error: unknown) => void;
  /** A new one has taken its place, and runs. */
  restarted: (name: string) => void;
}

export interface SupervisedOptions<Machine extends AnyStateMachine> {
  name: string;
  supervisor: Supervisor;
  /** Makes an actor that nobody has started yet: as it was when it went to rest, or out of its sources. */
  make: (was: ContextFrom<Machine> | undefined) => Actor<Machine>;
  /**
   * Where it waits for nothing but an event, or for that instant: it is there no longer, and made again by either. There may be
   * 20,000 that rest, and what one knows takes a fifth of what it takes itself. Undefined where it does not rest.
   */
  restsUntil?: ((snapshot: SnapshotFrom<Machine>) => Instant | undefined) | undefined;
}

interface Waiting<Snapshot> {
  isSo: (snapshot: Snapshot) => boolean;
  resolve: (snapshot: Snapshot) => void;
  reject: (error: unknown) => void;
}

/**
 * Keeps an actor alive: one that dies of a mistake of ours is made anew from its sources, after a wait that grows as long as
 * it keeps dying.
 */
export class Supervised<Machine extends AnyStateMachine> {
  readonly #options: SupervisedOptions<Machine>;
  /** Undefined while it rests; until there is a new one, the one that died. */
  #actor: Actor<Machine> | undefined;
  #snapshot: SnapshotFrom<Machine>;
  #waiting: Waiting<SnapshotFrom<Machine>>[] | undefined;
  #timer: unknown;
  #alarm: unknown;
  #deaths = 0;
  #failure: unknown;
  #isDead = false;
  #isStopped = false;

  constructor(options: SupervisedOptions<Machine>) {
    this.#options = options;
    const actor = this.#made(undefined);
    this.#actor = actor;
    this.#snapshot = actor.getSnapshot();
  }

  /** As it is, or was when it went to rest or died. */
  getSnapshot(): SnapshotFrom<Machine> {
    // What an actor emits is heard before those who look at it are told.
    return (this.#isDead ? undefined : this.#actor?.getSnapshot()) ?? this.#snapshot;
  }

  /** Of what it died; undefined once it has lived for a while since. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Of what it died, until there is a new one. */
  get deathNow(): unknown {
    return this.#isDead ? this.#failure : undefined;
  }

  start(): void {
    this.#actor?.start();
  }

  stop(): void {
    const { clock } = this.#options.supervisor;
    this.#isStopped = true;
    clock.clearTimeout(this.#timer);
    clock.clearTimeout(this.#alarm);
    this.#actor?.stop();
    this.#giveUp(stopped(this.#options.name));
  }

  send(event: EventFrom<Machine>): void {
    if (!this.#isStopped) this.#awake().send(event);
  }

  /** Resolves to the first snapshot of which `isSo` holds; rejects where the actor dies or is stopped before. */
  until(isSo: (snapshot: SnapshotFrom<Machine>) => boolean): Promise<SnapshotFrom<Machine>> {
    const snapshot = this.getSnapshot();
    if (isSo(snapshot)) return Promise.resolve(snapshot);
    if (this.#isDead || this.#isStopped) return Promise.reject(this.#failure ?? stopped(this.#options.name));
    return new Promise((resolve, reject) => {
      this.#waiting = [...(this.#waiting ?? []), { isSo, resolve, reject }];
    });
  }

  #made(was: ContextFrom<Machine> | undefined): Actor<Machine> {
    const actor = this.#options.make(was);
    // One subscription for all that is to be known of it: there may be 30,000 actors.
    actor.subscribe({
      next: (snapshot) => this.#is(actor, snapshot),
      error: (error) => this.#died(error),
    });
    return actor;
  }

  #is(actor: Actor<Machine>, snapshot: SnapshotFrom<Machine>): void {
    const { name, supervisor, restsUntil } = this.#options;
    this.#snapshot = snapshot;
    this.#waiting = this.#waiting?.filter(({ isSo, resolve }) => {
      if (isSo(snapshot)) resolve(snapshot);
      return !isSo(snapshot);
    });
    supervisor.seen?.(name);
    // What it was sent meanwhile it hears first.
    if (restsUntil?.(snapshot) !== undefined) queueMicrotask(() => this.#rest(actor));
  }

  #rest(actor: Actor<Machine>): void {
    const until = this.#options.restsUntil?.(this.#snapshot);
    if (actor !== this.#actor || this.#isStopped || this.#isDead || until === undefined) return;
    actor.stop();
    this.#actor = undefined;
    if (until < Number.POSITIVE_INFINITY) this.#sleep(until);
  }

  #sleep(until: Instant): void {
    const { clock } = this.#options.supervisor;
    const wake = () => (clock.now() < until ? this.#sleep(until) : this.#awake());
    this.#alarm = clock.setTimeout(wake, delayUntil(until, clock.now()));
  }

  #awake(): Actor<Machine> {
    if (this.#actor) return this.#actor;
    this.#options.supervisor.clock.clearTimeout(this.#alarm);
    const actor = this.#made((this.#snapshot as { context: ContextFrom<Machine> }).context);
    this.#actor = actor;
    actor.start();
    return actor;
  }

  #giveUp(error: unknown): void {
    for (const { reject } of this.#waiting ?? []) reject(error);
    this.#waiting = undefined;
  }

  #died(error: unknown): void {
    const { name, supervisor } = this.#options;
    const { clock, random } = supervisor;
    clock.clearTimeout(this.#timer);
    this.#failure = error;
    this.#isDead = true;
    const wait = backoff(this.#deaths, random());
    this.#deaths += 1;
    this.#timer = clock.setTimeout(() => {
      const actor = this.#made(undefined);
      this.#actor = actor;
      this.#snapshot = actor.getSnapshot();
      this.#isDead = false;
      this.#timer = clock.setTimeout(() => {
        this.#deaths = 0;
        this.#failure = undefined;
      }, WELL_AFTER_MS);
      actor.start();
      supervisor.restarted(name);
    }, wait);
    this.#giveUp(error);
    supervisor.died(name, error);
  }
}

function stopped(name: string): Error {
  return new Error(`the actor ${name} was stopped`);
}
