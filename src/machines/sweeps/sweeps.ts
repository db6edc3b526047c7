import { createActor } from 'xstate';
import type { Clock } from '../../ports/clock.ts';
import type { Failure } from '../../ports/failure.ts';
import type { provideMachines } from '../effects.ts';
import type { RoomSwept } from '../room/types.ts';
import { Supervised } from '../supervisor.ts';
import type { SweepEmitted } from './machine.ts';

type SweepMachine = ReturnType<typeof provideMachines>['sweep'];

/** `swept` is told of each calendar, `failed` why a calendar, or all of them, could not be swept. */
export interface SweepsOptions {
  machine: SweepMachine;
  /** How often calendars are swept that have a live channel, and those that have none, in ms. */
  watchedMs: number;
  unwatchedMs: number;
  /** Calendars by whether they have a live channel now. */
  calendarIds: (watched: boolean) => readonly string[];
  clock: Clock;
  random: () => number;
  swept: (calendarId: string, swept: RoomSwept) => void;
  failed: (calendarId: string, failure: Failure) => void;
  died: (error: unknown) => void;
  restarted: () => void;
}

/** The two rounds in which calendars are swept: now and then where Google pushes, often where it does not. */
export class Sweeps {
  readonly #rounds: readonly Supervised<SweepMachine>[];

  constructor(options: SweepsOptions) {
    const { machine, watchedMs, unwatchedMs, calendarIds, clock, random, swept, failed, died } = options;
    const restarted = () => {
      options.restarted();
      this.now();
    };
    const rounds = [
      { everyMs: watchedMs, watched: true },
      { everyMs: unwatchedMs, watched: false },
    ];
    this.#rounds = rounds.map(({ everyMs, watched }) => {
      const whom = () => calendarIds(watched);
      const input = { everyMs, calendarIds: whom, now: () => clock.now(), random };
      const make = () => {
        const round = createActor(machine, { clock, input });
        round.on('*', (emitted: SweepEmitted) => {
          // A channel may also have ended without a word.
          this.wanted();
          if (emitted.type === 'sweep.failed') for (const id of whom()) failed(id, emitted.failure);
          else
            for (const [id, busy] of emitted.busy) {
              if (busy instanceof Error) failed(id, busy);
              else swept(id, { from: emitted.from, until: emitted.until, busy });
            }
        });
        return round;
      };
      const supervisor = { clock, random, died: (_: string, error: unknown) => died(error), restarted };
      return new Supervised({ name: 'sweep', supervisor, make });
    });
  }

  /** Changes may have gone unheard. */
  now(): void {
    for (const round of this.#rounds) round.send({ type: 'sweep.now' });
  }

  /** A room has lost its channel, or found one. */
  wanted(): void {
    // Rooms say so all day long, and only a round that rests for want of rooms hears it.
    for (const round of this.#rounds)
      if (round.getSnapshot().matches('idle')) round.send({ type: 'sweep.wanted' });
  }

  start(): void {
    for (const round of this.#rounds) round.start();
  }

  stop(): void {
    for (const round of this.#rounds) round.stop();
  }
}
