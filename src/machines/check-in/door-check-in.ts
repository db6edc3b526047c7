import type { Instant } from '../../agenda/agenda.ts';
import type { Machines } from '../building-types.ts';
import type { RoomContext } from '../room/types.ts';
import type { Supervised } from '../supervisor.ts';
import { releaseDueAt } from './counting.ts';

type Running = Supervised<Machines['checkIn']>;

/** Whom the door asks to check in, where it asks: without an actor nothing comes of what it is told. */
export class DoorCheckIn {
  readonly actor: Running | undefined;
  /** What the actor was told of the door last. */
  #told: RoomContext | undefined;

  constructor(actor: Running | undefined) {
    this.actor = actor;
  }

  start(): void {
    this.actor?.start();
  }

  stop(): void {
    this.actor?.stop();
  }

  /** What the door says, where that is another meeting than before, or as sure as it was not. */
  doorIs(context: RoomContext): void {
    const before = this.#told;
    const isSame =
      before !== undefined &&
      before.occupancy?.current === context.occupancy?.current &&
      (before.failure === undefined) === (context.failure === undefined);
    if (!isSame) this.#tell(context);
  }

  /** Another actor has taken the place of the one that was told. */
  tellAgain(): void {
    if (this.#told) this.#tell(this.#told);
  }

  somebodyIsThere(eventId: string): void {
    this.actor?.send({ type: 'somebody.is.there', eventId });
  }

  clockMoved(): void {
    this.actor?.send({ type: 'clock.moved' });
  }

  /** When the room is released unless somebody checks in; undefined where it is not. */
  get releaseDueAt(): Instant | undefined {
    const context = this.actor?.getSnapshot().context;
    return context && releaseDueAt(context);
  }

  #tell(context: RoomContext): void {
    this.#told = context;
    const { agenda, occupancy, failure } = context;
    const [current, stale] = [occupancy?.current, failure !== undefined];
    this.actor?.send({ type: 'door.is', current, stale, timeZone: agenda?.timeZone ?? 'UTC' });
  }
}
