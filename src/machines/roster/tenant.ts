import type { Clock } from '../../ports/clock.ts';
import { atMost, sleep } from '../../timing/sleep.ts';
import type { FactOf } from '../facts.ts';
import { asFailure, waitAfter } from '../failure.ts';
import type { Knowledge } from '../room/types.ts';
import type { Room } from '../rooms.ts';
import { type Occupant, sharesThing } from './plan.ts';

/** How long a room that is to go has to answer those who have asked, and to tell others what it was told, in ms. */
const ANSWERED_WITHIN_MS = 30_000;

/** What is to become of a room that goes, as it is wanted now: it may be wanted otherwise the next moment. */
export interface Departure {
  /** Nobody comes in its place: what is kept of it goes, however long that takes. */
  isForGood: boolean;
  losesChannel: boolean;
  /** Its Thing is to show nothing any more. */
  clearsThing: boolean;
}

export interface TenantOptions {
  clock: Clock;
  random: () => number;
  report: (fact: { room_name: string } & FactOf) => void;
  /** Removes what is kept of a room for the next start. */
  forget: (roomName: string) => Promise<void>;
  departureOf: (occupant: Occupant) => Departure;
  /** Others may come now; `knowledge` is what was known of its calendar. */
  letGo: (tenant: Tenant, knowledge: Knowledge | undefined) => void;
}

/**
 * A room in its place. Once it is to go it answers whoever has asked, and stops; its Thing and its name are then whose they are
 * wanted by, and where nobody wants them it tidies up after itself, until nothing is left.
 */
export class Tenant {
  readonly occupant: Occupant;
  readonly room: Room;
  /** There since the building was opened. */
  readonly isFirst: boolean;
  readonly #options: TenantOptions;
  #state: 'there' | 'answering' | 'yielding' | 'closing' | 'gone' = 'there';
  /** Whether its Thing is still its own to write. */
  #holdsThing = true;
  #isClosed = false;
  #isForgotten = false;
  #isForGood = false;
  #isClearing = false;
  /** Made where somebody waits: most rooms never go. */
  #woken: AbortController | undefined;
  #left: PromiseWithResolvers<void> | undefined;

  constructor(occupant: Occupant, room: Room, isFirst: boolean, options: TenantOptions) {
    this.occupant = occupant;
    this.room = room;
    this.isFirst = isFirst;
    this.#options = options;
  }

  get isThere(): boolean {
    return this.#state === 'there';
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  /** Resolves when it is gone. */
  get left(): Promise<void> {
    this.#left ??= Promise.withResolvers<void>();
    if (this.isGone) this.#left.resolve();
    return this.#left.promise;
  }

  /** Whether another must wait for its answers: no two act on one calendar, or on one Thing. */
  isInTheWayOf(other: Occupant): boolean {
    const { occupant } = this;
    if (this.#state !== 'answering') return false;
    return occupant.calendarId === other.calendarId || sharesThing(occupant, other);
  }

  /** Whether another may come in its place at once. */
  get yieldsPlace(): boolean {
    return this.isGone || (this.#state === 'yielding' && this.room.isChannelAtRest);
  }

  /** It goes. */
  leave(): void {
    this.#state = 'answering';
    void this.#depart();
  }

  /** Something else may be wanted of it. */
  reconsider(): void {
    if (this.#options.departureOf(this.occupant).isForGood !== this.#isForGood) this.#wake();
  }

  /** Another begins to write its Thing. */
  yieldThing(): void {
    if (!this.#holdsThing) return;
    this.#holdsThing = false;
    this.room.stopThing();
  }

  /** Another comes in its place, or the building is closed. */
  makeWay(): void {
    if (this.isGone) return;
    this.yieldThing();
    this.room.stop();
    this.#state = 'gone';
    this.#wake();
    this.#left?.resolve();
  }

  async #depart(): Promise<void> {
    const { room } = this;
    const { clock, letGo, departureOf } = this.#options;
    if (room.isBusy) await atMost(clock, ANSWERED_WITHIN_MS, room.finished());
    const { knowledge } = room;
    room.stopDoor();
    if (this.isGone) return;
    this.#state = departureOf(this.occupant).losesChannel ? 'closing' : 'yielding';
    letGo(this, knowledge);
    // Whoever takes the place at once finds the channel as it is.
    await Promise.resolve();
    await this.#tidyUp();
    letGo(this, undefined);
  }

  async #tidyUp(): Promise<void> {
    const { departureOf, report } = this.#options;
    for (let attempt = 0; !this.isGone; ) {
      const { isForGood, losesChannel, clearsThing } = departureOf(this.occupant);
      this.#isForGood = isForGood;
      if (clearsThing && this.#holdsThing) this.#clear();
      else if (isForGood && !this.#isClearing) this.yieldThing();
      const isToClose = losesChannel && !this.#isClosed && (isForGood || attempt === 0);
      if (isToClose || (isForGood && !this.#isForgotten)) await this.#close(isForGood, attempt++);
      else if (isForGood && !(this.#isClearing && this.#holdsThing)) {
        report({ room_name: this.occupant.roomName, type: 'room.left' });
        this.makeWay();
      } else {
        this.#yieldAgain();
        await this.#untilWoken();
      }
    }
  }

  /** A channel that nobody keeps would notify for a week: it is tried again as long as the room is not wanted. */
  async #close(isForGood: boolean, attempt: number): Promise<void> {
    const { clock, random, forget, report } = this.#options;
    const { roomName: room_name } = this.occupant;
    this.#state = 'closing';
    try {
      if (!this.#isClosed) await this.room.stopWatching();
      this.#isClosed = true;
      if (isForGood) await forget(room_name);
      this.#isForgotten = isForGood;
      this.#yieldAgain();
    } catch (error) {
      if (this.isGone) return;
      const failure = asFailure(error);
      report({ room_name, type: 'leaving.failed', failure });
      this.#yieldAgain();
      if (isForGood) await sleep(clock, waitAfter(failure, attempt, random()), this.#signal());
    }
  }

  #yieldAgain(): void {
    if (this.#state === 'closing') this.#state = 'yielding';
    this.#options.letGo(this, undefined);
  }

  #clear(): void {
    if (this.#isClearing) return;
    this.#isClearing = true;
    void this.room.clearThing().finally(() => {
      this.yieldThing();
      this.#wake();
    });
  }

  #wake(): void {
    this.#woken?.abort();
  }

  /** Aborted when it is woken next. */
  #signal(): AbortSignal {
    if (!this.#woken || (this.#woken.signal.aborted && !this.isGone)) this.#woken = new AbortController();
    if (this.isGone) this.#woken.abort();
    return this.#woken.signal;
  }

  #untilWoken(): Promise<void> {
    const signal = this.#signal();
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
}
