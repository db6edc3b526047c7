import type { Instant } from '../agenda/agenda.ts';
import { checkInOf } from '../agenda/check-in.ts';
import { occupancyAt } from '../agenda/occupancy.ts';
import { propertiesAt } from '../agenda/properties.ts';
import type { RoomView } from './building-types.ts';
import type { RoomContext } from './room/types.ts';

/** What is known of a room, put into words once for all who ask until it changes. */
export class RoomViews {
  /** The last view, and what it is of. */
  #last: { of: RoomContext; view: RoomView } | undefined;

  /**
   * The view at the instant `at`; undefined without an agenda. The same object as long as it says the same. `releaseAt` is
   * when the room is released unless somebody checks in.
   */
  at(at: Instant, context: RoomContext, releaseAt?: Instant): RoomView | undefined {
    const { agenda, failure, wording, checkIn: rule } = context;
    if (!agenda) return undefined;
    const { of, view } = this.#last ?? {};
    const isSame = of === context && view?.checkInUntil === releaseAt;
    if (isSame && view && view.at <= at && at < view.occupancy.nextBoundary) return view;
    const occupancy = occupancyAt(agenda, at);
    const stale = failure !== undefined;
    const properties = propertiesAt(agenda, occupancy, { now: at, stale, wording, checkIn: rule });
    const checkIn = checkInOf(occupancy.current, rule);
    const latest = { agenda, at, occupancy, properties, stale, checkIn, checkInUntil: releaseAt };
    this.#last = { of: context, view: latest };
    return latest;
  }
}
