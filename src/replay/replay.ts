import type { Instant } from '../agenda/agenda.ts';
import type { Day, Expectation } from './day-shape.ts';
import type { DoorResponse } from './door-requests.ts';
import { type Difference, differenceFrom, type Found } from './expectations.ts';
import type { NoShow, PressTold } from './happenings.ts';
import type { Look } from './reconciliation-log.ts';
import type { Instrumentation } from './world.ts';
import { World } from './world.ts';

/** What came of a day. */
export interface Replay {
  /** The looks of which something came, in the order in which they were made. */
  looks: Look[];
  /** How requests at the doors ended, in order. */
  answers: DoorResponse[];
  /** What boards were told of presses, in order. */
  told: PressTold[];
  /** The meetings to which nobody came, and from which rooms were released, in order. */
  noShows: NoShow[];
  /** What was expected and did not hold, the earliest first. */
  differences: Difference[];
}

/**
 * A day through the machines of the service; nothing waits for real time. The same day and `seed` (an integer) give the
 * same replay, always.
 */
export async function replay(day: Day, seed: number, watching: Instrumentation = {}): Promise<Replay> {
  const { expect = [] } = day;
  const world = new World(day, seed, watching);
  const expectedAt = Map.groupBy(expect, instantOf);
  const found = new Map<Expectation, Omit<Found, 'looks'>>();
  await live(world, day, (instant) => {
    for (const expectation of expectedAt.get(instant) ?? []) {
      const { room_name } = expectation;
      found.set(expectation, {
        door: new Map(world.doors.of(room_name)),
        state: world.processes.havingOf(room_name).building.state(room_name),
      });
    }
  });
  const looks = world.reconciliations.notable();
  const looksOf = Map.groupBy(looks, ({ at, room_name }) => `${at} ${room_name}`);
  const differences = expect.flatMap((expectation, index) => {
    const then = looksOf.get(`${instantOf(expectation)} ${expectation.room_name}`) ?? [];
    return differenceFrom(expectation, index, { ...found.get(expectation)!, looks: then }) ?? [];
  });
  const { told, noShows } = world;
  const { answers } = world.visitors;
  return { looks, answers, told, noShows, differences: differences.sort((a, b) => a.at - b.at) };
}

/** Lets a day pass in its world; `reached` is told of each instant that the day names, once all of it was done. */
export async function live(
  world: World,
  { from, changes = [], expect = [], to }: Day,
  reached: (instant: Instant) => void = () => undefined,
): Promise<void> {
  const begins = Date.parse(from);
  const changesAt = Map.groupBy(changes, instantOf);
  // A vendor that is away from the beginning is away when the service starts; so are the processes of a beginning.
  const first = changesAt.get(begins) ?? [];
  for (const change of first) if (change.fault) world.make(change);
  changesAt.set(
    begins,
    first.filter(({ fault, start }) => !fault && !start),
  );
  world.start();
  const named = [begins, ...changesAt.keys(), ...expect.map(instantOf), Date.parse(to)];
  for (const instant of instantsIn(named)) {
    await world.catchUp(instant);
    for (const change of changesAt.get(instant) ?? []) {
      world.make(change);
      await world.catchUp(instant);
    }
    reached(instant);
  }
  // Whoever waits for an answer still when the day is over gets none.
  world.stop();
}

function instantOf({ at }: { at: string }): Instant {
  return Date.parse(at);
}

/** Each instant once, in order. */
function instantsIn(instants: readonly Instant[]): Instant[] {
  return [...new Set(instants)].sort((a, b) => a - b);
}
