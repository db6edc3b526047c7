import type { Instant } from '../agenda/agenda.ts';
import type { Day, Expectation } from './day-shape.ts';
import { type Difference, differenceFrom, type Found } from './expectations.ts';
import type { Answered } from './happenings.ts';
import type { Look } from './ledger.ts';
import type { Watching } from './witness.ts';
import { World } from './world.ts';

/** What came of a day. */
export interface Replay {
  /** The looks of which something came, in the order in which they were made. */
  looks: Look[];
  /** How bookings ended, in order. */
  answers: Answered[];
  /** What was expected and did not hold, the earliest first. */
  differences: Difference[];
}

/**
 * A day through the machines of the service; nothing waits for real time. The same day and `seed` (an integer) give the
 * same replay, always.
 */
export async function replay(day: Day, seed: number, watching: Watching = {}): Promise<Replay> {
  const { from, changes = [], expect = [], to } = day;
  const world = new World(day, seed, watching);
  const changesAt = Map.groupBy(changes, instantOf);
  const expectedAt = Map.groupBy(expect, instantOf);
  // A vendor that is away from the beginning is away when the service starts.
  for (const change of changesAt.get(Date.parse(from)) ?? []) if (change.fault) world.make(change);
  world.building.start();
  const found = new Map<Expectation, Omit<Found, 'looks'>>();
  for (const instant of instantsIn([
    Date.parse(from),
    ...changesAt.keys(),
    ...expectedAt.keys(),
    Date.parse(to),
  ])) {
    await world.catchUp(instant);
    for (const change of changesAt.get(instant) ?? []) {
      world.make(change);
      await world.catchUp(instant);
    }
    for (const expectation of expectedAt.get(instant) ?? []) {
      const { room_name } = expectation;
      found.set(expectation, {
        door: new Map(world.doors.of(room_name)),
        state: world.building.state(room_name),
      });
    }
  }
  // Whoever waits for an answer still when the day is over gets none.
  const answers = [...world.answers];
  world.building.stop();
  const looks = world.ledger.notable();
  const looksOf = Map.groupBy(looks, ({ at, room_name }) => `${at} ${room_name}`);
  const differences = expect.flatMap((expectation, index) => {
    const then = looksOf.get(`${instantOf(expectation)} ${expectation.room_name}`) ?? [];
    return differenceFrom(expectation, index, { ...found.get(expectation)!, looks: then }) ?? [];
  });
  return { looks, answers, differences: differences.sort((a, b) => a.at - b.at) };
}

function instantOf({ at }: { at: string }): Instant {
  return Date.parse(at);
}

/** Each instant once, in order. */
function instantsIn(instants: readonly Instant[]): Instant[] {
  return [...new Set(instants)].sort((a, b) => a - b);
}
