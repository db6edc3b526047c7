import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { chance } from '../../stand-ins/chance.ts';

/** Chance, from a seed: the same throws on any machine. */
export class Dice {
  readonly #seed: string;
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: string) {
    this.#seed = seed;
    this.#generator = xoroshiro128plus(Math.floor(chance(seed) * 2 ** 32));
  }

  /** Dice of their own for one part of a day: what is thrown there changes nothing elsewhere. */
  of(part: string): Dice {
    return new Dice(`${this.#seed}/${part}`);
  }

  /** In [0, 1). */
  share(): number {
    return uniformFloat64(this.#generator);
  }

  /** Whether something happens that happens in `share` of all cases. */
  happens(share: number): boolean {
    return this.share() < share;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  /** As `between`, with small numbers more often: each tenfold is as likely as the next. */
  skewed(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.share());
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.share() * from.length)]!;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const all = Object.entries(weights) as [K, number][];
    let left = this.share() * all.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of all) {
      left -= weight;
      if (left < 0) return key;
    }
    return all[0]![0];
  }
}
