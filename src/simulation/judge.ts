import type { Day } from '../replay/day-shape.ts';
import type { Observer } from '../replay/observer.ts';
import { live } from '../replay/replay.ts';
import type { Instrumentation } from '../replay/world.ts';
import { World } from '../replay/world.ts';
import { History } from './history.ts';
import { INVARIANTS } from './invariants/all.ts';
import type { Invariant, Watch } from './invariants/invariant.ts';
import type { Violation } from './violation.ts';

export interface JudgeOptions {
  /** Which promises; all of them where it is left out. */
  invariants?: readonly Invariant[] | undefined;
  between?: Instrumentation['between'];
  /** One more who watches. */
  observerOf?: Instrumentation['observerOf'];
}

/** Of one promise no more than this is told: the rest follows from the first. */
const MOST_OF_ONE = 3;

/** Lets a day pass, and tells which promises were broken, in order. The day's own seed is what chance hangs on. */
export async function judge(
  day: Day,
  { invariants = INVARIANTS, between, observerOf }: JudgeOptions = {},
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const watches: Watch[] = [];
  const world = new World(day, day.seed ?? 1, {
    observerOf: () => together(watches),
    between,
    mayRest: true,
  });
  const history = new History(day, world);
  if (observerOf) watches.push(observerOf(world));
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

type Told = Exclude<keyof Observer, 'died' | 'inspect'>;

/** Many who watch, as one; they come later. */
function together(watches: readonly Watch[]): Observer {
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
