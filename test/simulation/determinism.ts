import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Day } from '../../src/replay/day-shape.ts';
import type { World } from '../../src/replay/world.ts';
import { generate } from '../../src/simulation/generate/generate.ts';
import { judge } from '../../src/simulation/judge.ts';

/** Everything that is told of a day, as one text; ids of Things are the only thing that is never the same. */
async function storyOf(day: Day): Promise<string> {
  const hash = createHash('sha256');
  let lines = 0;
  const observerOf = (world: World) => {
    const tell =
      (kind: string) =>
      (...told: unknown[]) => {
        lines += 1;
        hash.update(JSON.stringify([world.now(), kind, ...told.slice(0, 1)], plain));
      };
    return {
      ...{ hear: tell('fact'), wrote: tell('wrote'), shown: tell('shown'), called: tell('called') },
      ...{ asked: tell('asked'), told: tell('told'), see: tell('change') },
    };
  };
  const violations = await judge(day, { observerOf });
  return `${lines} ${hash.digest('hex')} ${JSON.stringify(violations)}`;
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message}` : value;
}

/** A test of each of these seeds. */
export function tellsTheSameStoryTwice(...seeds: number[]): void {
  it.each(seeds)('seed %i tells the same story twice', async (seed) => {
    const wanted = { rooms: 4, days: 0.5 };
    const first = await storyOf(generate(seed, wanted));
    expect(await storyOf(generate(seed, wanted))).toBe(first);
  });
}
