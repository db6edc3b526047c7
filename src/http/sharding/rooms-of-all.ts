import type { FastifyRequest } from 'fastify';
import { reaches } from '../access/caller.ts';
import type { Service } from '../app-context.ts';
import { askedBy } from './asked-by.ts';
import { AT_ONCE, othersWith, type Peers } from './peers.ts';
import { wholeParts } from './pieces.ts';

/** As processes tell each other of rooms, a line each: of one that breaks off, whole lines have come. */
export const LINES = 'application/x-ndjson';

type Lines = AsyncGenerator<string[], void>;

/** Rooms as another process is told of them. */
export async function* inLines(batches: AsyncIterable<string[]>): AsyncGenerator<string> {
  for await (const batch of batches) if (batch.length > 0) yield `${batch.join('\n')}\n`;
}

/**
 * The rooms of all shards, as JSON each, the shards in their order; `own` are those of this process. Nobody's are held: each
 * process writes when it is read. In the second are, in the end, the shards of which not all came.
 */
export function roomsOfAll(
  own: AsyncIterable<string[]>,
  request: FastifyRequest,
  service: Service,
  peers: Peers,
): [AsyncIterable<string[]>, number[]] {
  const { caller, url } = request;
  const { sharding } = service;
  const isOfAll = caller.rooms === 'all';
  const others = isOfAll
    ? peers.others(service)
    : othersWith(
        sharding.roomNames.filter((name) => reaches(caller, name)),
        service,
      );
  const missing: number[] = [];
  async function* batches(): Lines {
    const asked = askedBy(request);
    const shards = [...others, sharding.shard.shard].toSorted((a, b) => a - b);
    const ofShard = (shard: number) =>
      shard === sharding.shard.shard
        ? own
        : wholeParts(peers.ask(shard, { path: url, headers: asked.headers }, asked.gone), '\n');
    for await (const [shard, lines] of begunAhead(shards, ofShard)) {
      try {
        yield* lines;
      } catch (error) {
        if (shard === sharding.shard.shard) throw error;
        request.log.warn(`shard ${shard} is missing among rooms: ${(error as Error).message}`);
        missing.push(shard);
      }
    }
  }
  return [batches(), missing];
}

/** Each with what comes of it, in order; the next ones are asked for their first part already. */
async function* begunAhead(
  shards: readonly number[],
  make: (shard: number) => AsyncIterable<string[]>,
): AsyncGenerator<[number, AsyncIterable<string[]>], void> {
  const begun = shards.slice(0, AT_ONCE).map((shard) => begin(make(shard)));
  for (const [index, shard] of shards.entries()) {
    const next = shards[index + AT_ONCE];
    if (next !== undefined) begun.push(begin(make(next)));
    const lines = begun[index];
    if (lines) yield [shard, lines];
  }
}

function begin(batches: AsyncIterable<string[]>): AsyncIterable<string[]> {
  const iterator = batches[Symbol.asyncIterator]();
  const first = iterator.next();
  // It is told when its turn comes.
  first.catch(() => undefined);
  return (async function* () {
    for (let step = await first; !step.done; step = await iterator.next()) yield step.value;
  })();
}
