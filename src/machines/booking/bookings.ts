import type { ActorRefFrom } from 'xstate';
import type { Agenda } from '../../agenda/agenda.ts';
import { backoff } from '../../agenda/schedule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Failure } from '../../ports/failure.ts';
import type { RoomAnswer, RoomRequest } from '../door.ts';
import { asFailure } from '../failure.ts';
import { hasPending } from './compensations.ts';
import type { bookingMachine } from './machine.ts';
import { ASK_AGAIN } from './task.ts';
import type { BookingEmitted } from './types.ts';

/** How long anybody waits for others at the same door, in ms. */
const IN_LINE_AT_MOST_MS = 30_000;

type Booking = ActorRefFrom<typeof bookingMachine>;

export interface BookingsOptions {
  /** Makes an actor that nobody has started yet, for a request or for what was left. */
  make: (request: RoomRequest | undefined) => Booking;
  clock: Clock;
  random: () => number;
  heard: (emitted: BookingEmitted) => void;
  died: (error: unknown) => void;
  /** Its state may be another. */
  changed: () => void;
}

/** The bookings of a room: the actor is there while there is something to do, and nobody who asks is left without an answer. */
export class Bookings {
  readonly #options: BookingsOptions;
  readonly #askers = new Map<string, ((answer: RoomAnswer) => void)[]>();
  #booking: Booking | undefined;
  #agenda: Agenda | undefined;
  #deaths = 0;
  #timer: unknown;
  #isStopped = false;

  constructor(options: BookingsOptions) {
    this.#options = options;
  }

  ask(request: RoomRequest): Promise<RoomAnswer> {
    if (this.#isStopped) return Promise.resolve(ASK_AGAIN);
    const { clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<RoomAnswer>();
    const overdue = clock.setTimeout(
      () => this.#booking?.send({ type: 'request.overdue', id: request.id }),
      IN_LINE_AT_MOST_MS,
    );
    const tell = (answer: RoomAnswer) => {
      clock.clearTimeout(overdue);
      resolve(answer);
    };
    this.#askers.set(request.id, [...(this.#askers.get(request.id) ?? []), tell]);
    if (this.#booking) this.#booking.send({ type: 'booking.requested', request });
    else this.#begin(request);
    return promise;
  }

  /** The room knows something else: what an attempt has left there is to go. */
  agendaChanged(agenda: Agenda | undefined): void {
    this.#agenda = agenda;
    if (this.#booking) this.#booking.send({ type: 'agenda.changed', agenda });
    else this.#tidy();
  }

  clockMoved(): void {
    this.#booking?.send({ type: 'clock.moved' });
  }

  get state(): string {
    return this.#booking?.getSnapshot().value ?? 'open';
  }

  /** Why what was left could not be taken back. */
  get failure(): Failure | undefined {
    return this.#booking?.getSnapshot().context.retry.failure;
  }

  /** How many requests are not answered yet. */
  get waiting(): number {
    return this.#askers.size;
  }

  /** Resolves when every request is answered that was made so far. */
  async answered(): Promise<void> {
    const answers = [...this.#askers.values()].map(
      (askers) => new Promise((resolve) => askers.push(resolve)),
    );
    await Promise.all(answers);
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#booking?.stop();
    this.#booking = undefined;
    this.#answerAll(ASK_AGAIN);
  }

  #tidy(): void {
    if (this.#isStopped || this.#booking || this.#timer !== undefined) return;
    if (hasPending({ agenda: this.#agenda })) this.#begin(undefined);
  }

  #begin(request: RoomRequest | undefined): void {
    const { make, heard } = this.#options;
    const booking = make(request);
    this.#booking = booking;
    booking.on('*', (emitted) => {
      heard(emitted);
      if (emitted.type === 'answered') this.#answer(emitted.id, emitted.answer);
    });
    booking.subscribe({
      next: () => this.#options.changed(),
      error: (error) => this.#died(error),
      complete: () => this.#ended(booking),
    });
    booking.start();
  }

  #ended(booking: Booking): void {
    if (this.#booking !== booking) return;
    this.#booking = undefined;
    this.#deaths = 0;
    this.#options.changed();
    this.#tidy();
  }

  #died(error: unknown): void {
    const { clock, random, died } = this.#options;
    this.#booking = undefined;
    died(error);
    this.#answerAll({ type: 'failed', failure: asFailure(error) });
    // What it had written is pending: another is to take it back.
    const wait = backoff(this.#deaths, random());
    this.#deaths += 1;
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      this.#tidy();
    }, wait);
    this.#options.changed();
  }

  #answer(id: string, answer: RoomAnswer): void {
    const askers = this.#askers.get(id) ?? [];
    this.#askers.delete(id);
    for (const tell of askers) tell(answer);
  }

  #answerAll(answer: RoomAnswer): void {
    for (const id of [...this.#askers.keys()]) this.#answer(id, answer);
  }
}
