import { type ActorRefFrom, waitFor } from 'xstate';
import { backoff } from '../../agenda/schedule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Failure } from '../../ports/failure.ts';
import type { RelayFact } from '../facts.ts';
import { asFailure } from '../failure.ts';
import { WELL_AFTER_MS } from '../supervisor.ts';
import type { relayMachine } from './machine.ts';

type Running = ActorRefFrom<typeof relayMachine>;

export interface RelayOptions {
  /** Makes an actor that nobody has started yet: it lists at once. */
  make: () => Running;
  clock: Clock;
  random: () => number;
  heard: (fact: RelayFact) => void;
  died: (error: unknown) => void;
  restarted: () => void;
  /** Its state may be another. */
  changed: () => void;
}

/** The notifications of a room on their way to the topic: an actor is there while there is something to relay. */
export class Relay {
  readonly #options: RelayOptions;
  #actor: Running | undefined;
  /** Until one that died is made anew, and until that counts as well again. */
  #restart: unknown;
  #recovery: unknown;
  #deaths = 0;
  #death: Failure | undefined;
  #isStopped = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** Google, or a booking of ours, tells that the calendar has changed. */
  notified(): void {
    if (this.#actor) this.#actor.send({ type: 'notified' });
    // One that died begins again in a moment, and lists what is there then.
    else if (this.#restart === undefined) this.#begin();
  }

  /** Whether there is nothing to relay, and nothing to begin again. */
  get isOver(): boolean {
    return this.#actor === undefined && this.#restart === undefined;
  }

  get state(): string {
    return this.#actor?.getSnapshot().value ?? 'quiet';
  }

  /** A mistake of ours that killed it, or why what was announced is not published. */
  get failure(): Failure | undefined {
    return this.#death ?? this.#actor?.getSnapshot().context.failure;
  }

  /** Resolves when everything is relayed, or waits for another try. */
  async settled(): Promise<void> {
    const actor = this.#actor;
    if (actor) await waitFor(actor, (state) => state.matches('done') || state.matches('waiting'));
  }

  stop(): void {
    this.#isStopped = true;
    const { clock } = this.#options;
    clock.clearTimeout(this.#restart);
    clock.clearTimeout(this.#recovery);
    this.#actor?.stop();
    this.#actor = undefined;
  }

  #begin(): void {
    if (this.#isStopped) return;
    const { make, heard, changed } = this.#options;
    const actor = make();
    this.#actor = actor;
    actor.on('*', heard);
    actor.subscribe({
      next: changed,
      error: (error) => this.#died(error),
      complete: () => {
        this.#actor = undefined;
        changed();
      },
    });
    actor.start();
  }

  #died(error: unknown): void {
    const { clock, random, died, restarted, changed } = this.#options;
    this.#actor = undefined;
    this.#death = asFailure(error);
    const wait = backoff(this.#deaths, random());
    this.#deaths += 1;
    clock.clearTimeout(this.#recovery);
    this.#restart = clock.setTimeout(() => {
      this.#restart = undefined;
      this.#begin();
      this.#recovery = clock.setTimeout(() => {
        [this.#death, this.#deaths] = [undefined, 0];
      }, WELL_AFTER_MS);
      restarted();
    }, wait);
    died(error);
    changed();
  }
}
