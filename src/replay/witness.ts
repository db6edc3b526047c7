import type { BuildingOptions, Fact } from '../machines/building-types.ts';
import type { Change } from './day-shape.ts';
import type { World } from './world.ts';

/** Who watches a replay; `inspect` is XState's. */
export interface Watching {
  inspect?: BuildingOptions['inspect'] | undefined;
  witnessOf?: ((world: World) => Witness) | undefined;
}

/** Somebody who watches a replay, and changes nothing in it. */
export interface Witness {
  /** What an actor is sent and becomes; actors are named as in `BuildingOptions`. */
  inspect: NonNullable<BuildingOptions['inspect']>;
  /** What came of a room. */
  hear(fact: Fact): void;
  /** A change of the day has just been made. */
  see(change: Change): void;
  /** Everything that was due has had its turn. */
  settled(): void;
}
