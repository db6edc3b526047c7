import type { Clock } from '../../ports/clock.ts';
import { type AppContext, type Service, serviceOf } from '../app-context.ts';
import type { Peers } from './peers.ts';

/** How long what they said is good, in ms: anybody may ask, as often as he likes. */
const GOOD_FOR_MS = 5_000;

/** Finds the shards whose process does not say that it is ready: they are asked once for all who want to know. */
export function missingPeers(context: AppContext, peers: Peers, clock: Clock): () => Promise<number[]> {
  let known: { of: Service; at: number; missing: Promise<number[]> } | undefined;
  async function look(service: Service): Promise<number[]> {
    const { answers } = await peers.gather(peers.others(service), (shard) => peers.serves(shard));
    return [...answers].flatMap(([shard, serves]) => (serves ? [] : [shard])).sort((a, b) => a - b);
  }
  return () => {
    const service = serviceOf(context);
    const at = clock.now();
    if (known?.of !== service || Math.abs(at - known.at) >= GOOD_FOR_MS)
      known = { of: service, at, missing: look(service) };
    return known.missing;
  };
}
