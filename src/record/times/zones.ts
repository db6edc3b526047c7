import { type Instant, instantOf, leadOf, localDate } from '../../agenda/local-time.ts';

/** Clocks. A wall time is what they show: ms since they showed the first midnight of 1970. */
export interface Zone {
  name: string;
  /** The instant at which they show it: the first of two; where they skip it, as much later (RFC 5545, 3.3.5). */
  instantOf(wall: number): Instant;
  /** As `instantOf`, but where clocks skip the time the instant at which they are set forward. */
  soonest(wall: number): Instant;
}

export const UTC: Zone = { name: 'UTC', instantOf: (wall) => wall, soonest: (wall) => wall };

/** A zone of the IANA database. */
export class IanaZone implements Zone {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  instantOf(wall: number): Instant {
    const soonest = this.soonest(wall);
    if (soonest + leadOf(this.name, 'UTC', soonest) === wall) return soonest;
    return wall - leadOf(this.name, 'UTC', soonest - 1);
  }

  soonest(wall: number): Instant {
    const shown = new Date(wall).toISOString();
    // Nobody knows how clocks will be set after the year 9999.
    return /^\d/.test(shown) ? instantOf(shown.slice(0, 19), this.name) : wall;
  }

  /** The wall time of the day that begins at `instant`, undefined where none does. */
  dayBeginningAt(instant: Instant): number | undefined {
    const day = Date.parse(localDate(instant, this.name));
    return !Number.isNaN(day) && this.soonest(day) === instant ? day : undefined;
  }
}
