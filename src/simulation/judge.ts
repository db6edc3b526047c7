import type { Day } from '../replay/day-shape.ts';
import type { Witness } from '../replay/observer.ts';
import { live } from '../replay/replay.ts';
import type { Watching } from '../replay/world.ts';
import { World } from '../replay/world.ts';
import { History } from './history.ts';
import { INVARIANTS } from './invariants/all.ts';
import type { Invariant, Watch } from './invariants/invariant.ts';
import type { Violation } from './violation.ts';

export interface JudgeOptions {
  /** Which promises; all of them where it is left out. */
  invariants?: readonly Invariant[] | undefined;
  between?: Watching['between'];
  /** One more who watches. */
  witnessOf?: Watching['witnessOf'];
}

/** Of one promise no more than this is told: the rest follows from the first. */
const MOST_OF_ONE = 3;

/** Lets a day pass, and tells which promises were broken, in order. The day's own seed is what chance hangs on. */
export async function judge(
  day: Day,
  { invariants = INVARIANTS, between, witnessOf }: JudgeOptions = {},
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const watches: Watch[] = [];
  const world = new World(day, day.seed ?? 1, { witnessOf: () => together(watches), between });
  const history = new History(day, world);
  if (witnessOf) watches.push(witnessOf(world));
  watches.push({ wrote: ({ calendarId }) => history.wrote(calendarId) });
  for (const { name, watch } of invariants) {
    const broken = (says: string, room_name?: string) => {
      if (violations.filter(({ invariant }) => invariant === name).length >= MOST_OF_ONE) return;
      violations.push({ invariant: name, at: world.now(), room_name, says });
    };
    watches.push(watch(history, broken));
  }
  try {
    await live(world, day);
    for (const one of watches) one.ended?.();
  } catch (error) {
    violations.push({
      invariant: 'no-mistake-of-ours',
      at: world.now(),
      says: String((error as Error).stack ?? error),
    });
  }
  return violations;
}

type Told = Exclude<keyof Witness, 'died' | 'inspect'>;

/** Many who watch, as one; they come later. */
function together(watches: readonly Watch[]): Witness {
  /** Who wants to be told is looked up once: most of it is told ten thousand times a day. */
  const each = (name: Told) => {
    let told: ((one: unknown, other: unknown) => void)[] | undefined;
    return (one?: unknown, other?: unknown) => {
      told ??= watches.flatMap((watch) => (watch[name] as (() => void) | undefined)?.bind(watch) ?? []);
      for (const tell of told) tell(one, other);
    };
  };
  return {
    hear: each('hear'),
    see: each('see'),
    settled: each('settled'),
    wrote: each('wrote'),
    shown: each('shown'),
    called: each('called'),
    asked: each('asked'),
    told: each('told'),
    started: each('started'),
    stopped: each('stopped'),
    died: true,
  };
}
