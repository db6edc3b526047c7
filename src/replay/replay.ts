import type { Day } from './day-shape.ts';
import { type Difference, differenceFrom, type Found } from './expectations.ts';
import type { Look } from './ledger.ts';
import { World } from './world.ts';

/** What came of a day. */
export interface Replay {
  /** The looks of which something came, in the order in which they were made. */
  looks: Look[];
  /** What was expected and did not hold, the earliest first. */
  differences: Difference[];
}

/**
 * A day through the machines of the service; nothing waits for real time. The same day and `seed` (an integer) give the
 * same replay, always.
 */
export async function replay(day: Day, seed: number): Promise<Replay> {
  const { from, changes = [], expect = [], to } = day;
  const world = new World(day, seed);
  const found: Omit<Found, 'looks'>[] = [];
  // A vendor that is away from the beginning is away when the service starts.
  for (const change of changes)
    if (change.fault && Date.parse(change.at) === Date.parse(from)) world.make(change);
  world.building.start();
  for (const instant of instantsIn([from, ...[...changes, ...expect].map(({ at }) => at), to])) {
    await world.catchUp(instant);
    for (const change of changes.filter(({ at }) => Date.parse(at) === instant)) {
      world.make(change);
      await world.catchUp(instant);
    }
    for (const [index, { at, room_name }] of expect.entries()) {
      if (Date.parse(at) !== instant) continue;
      found[index] = { door: new Map(world.doors.of(room_name)), state: world.building.state(room_name) };
    }
  }
  world.building.stop();
  const looks = world.ledger.notable();
  const differences = expect.flatMap((expectation, index) => {
    const { at, room_name } = expectation;
    const then = looks.filter((look) => look.at === Date.parse(at) && look.room_name === room_name);
    return differenceFrom(expectation, index, { ...found[index]!, looks: then }) ?? [];
  });
  return { looks, differences: differences.sort((a, b) => a.at - b.at) };
}

/** Each instant once, in order. */
function instantsIn(isoInstants: readonly string[]): number[] {
  return [...new Set(isoInstants.map((iso) => Date.parse(iso)))].sort((a, b) => a - b);
}
