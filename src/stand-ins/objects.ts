import { channelStore } from '../io/storage/channel-store.ts';
import type { TextStore } from '../io/storage/listing-store.ts';
import type { ChannelStore } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import { Refusal } from '../sandbox/refusal.ts';
import { Buckets } from '../sandbox/storage/objects.ts';
import type { Caller, Wire } from './wire.ts';

/** The one bucket in which roomcal writes. */
export const BUCKET = 'roomcal-watch-ids';

/** Cloud Storage, in memory, with that bucket. */
export function bucketOf(clock: Clock): Buckets {
  const buckets = new Buckets(clock);
  buckets.createBucket(BUCKET);
  return buckets;
}

/** A process's way to what rooms have written down: what src/io/storage/cloud-storage.ts does. */
export function textStore(buckets: Buckets, wire: Wire, caller: Caller): TextStore {
  const call = storageCalls(wire, caller);
  return {
    read: (name) => call('read', name, () => textOf(buckets, name)),
    write: (name, text) => call('write', name, () => void buckets.put(BUCKET, name, text)),
    remove: (name) => call('delete', name, () => unlessMissing(() => buckets.delete(BUCKET, name, {}))),
  };
}

/** A process's way to the records of channels, each guarded by the object's generation. */
export function channelsIn(buckets: Buckets, wire: Wire, caller: Caller): ChannelStore {
  const call = storageCalls(wire, caller);
  return channelStore({
    place: `gs://${BUCKET}`,
    read: (name) =>
      call('read', name, () => {
        const object = unlessMissing(() => buckets.object(BUCKET, name));
        return object && { text: object.data.toString(), generation: object.resource.generation };
      }),
    write: (name, text, generation) =>
      call('write', name, () => {
        buckets.check(BUCKET, name, { ifGenerationMatch: generation ?? '0' });
        return buckets.put(BUCKET, name, text).generation;
      }),
    remove: (name, generation) =>
      call('delete', name, () =>
        unlessMissing(() => buckets.delete(BUCKET, name, { ifGenerationMatch: generation })),
      ),
  });
}

function storageCalls(wire: Wire, caller: Caller) {
  return <T>(call: string, name: string, effect: () => T) => {
    const roomName = name.replace(/^.*\//, '').replace(/\.json$/, '');
    return wire.call(caller, { vendor: 'storage', call, roomName }, effect);
  };
}

function textOf(buckets: Buckets, name: string): string | undefined {
  return unlessMissing(() => buckets.object(BUCKET, name))?.data.toString();
}

function unlessMissing<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal && error.statusCode === 404) return undefined;
    throw error;
  }
}
