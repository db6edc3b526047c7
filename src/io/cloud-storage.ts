import type { BucketsAdmin } from './admin-ports.ts';
import { parseRecord } from './channel-record.ts';
import type { NotesPort } from './notes.ts';
import type { ChannelStore, FilesPort, StoredChannel } from './ports.ts';
import { type CloudStorage, download, unlessMissing } from './storage-client.ts';
import { VendorError } from './vendor-error.ts';

/** The files beside `gs://bucket/folder/`; `folder` is empty or ends with a slash. */
export function bucketFiles(storage: CloudStorage, bucket: string, folder: string): FilesPort {
  return {
    place: `gs://${bucket}/${folder}`.replace(/\/$/, ''),
    async read(name) {
      const text = await unlessMissing(
        download(storage, storage.client.bucket(bucket).file(`${folder}${name}`)),
      );
      // A missing object and a missing bucket both answer 404: only one of them is a place that is not there.
      if (text === undefined) await requireBucket(storage, bucket);
      return text;
    },
  };
}

/** Makes sure that a bucket is there. Throws an operator's failure where it is not. */
export async function requireBucket(storage: CloudStorage, bucket: string): Promise<void> {
  if (await exists(storage, bucket)) return;
  throw new VendorError('storage', `Cloud Storage: there is no bucket ${bucket}`, {
    status: 404,
    reason: 'noSuchBucket',
    operator: true,
  });
}

/** Asked by a list of objects, which roles/storage.objectAdmin allows; the bucket's own metadata need another role. */
async function exists({ client, call }: CloudStorage, bucket: string): Promise<boolean> {
  const list = () => client.bucket(bucket).getFiles({ maxResults: 1, autoPaginate: false });
  return (await unlessMissing(call('read', list))) !== undefined;
}

/** Channel records in a bucket, an object a room below `folder`, guarded by the object's generation. */
export function bucketChannels(storage: CloudStorage, bucket: string, folder: string): ChannelStore {
  const { client, call } = storage;
  const fileOf = (roomName: string) => client.bucket(bucket).file(`${folder}${roomName}.json`);
  return {
    async read(roomName) {
      const file = fileOf(roomName);
      const stored = async () => {
        const [metadata] = await call('read', () => file.getMetadata());
        const generation = metadata.generation!;
        const record = parseRecord(
          await download(storage, client.bucket(bucket).file(file.name, { generation })),
        );
        if (record) return { record, generation: String(generation) };
        await call('delete', () => file.delete({ ifGenerationMatch: generation }));
        return undefined;
      };
      return unlessMissing(stored());
    },

    async write(record, generation): Promise<StoredChannel> {
      const file = fileOf(record.room_name);
      const preconditionOpts = { ifGenerationMatch: generation ?? 0 };
      const text = JSON.stringify(record, null, 2);
      await call('write', () =>
        file.save(text, { resumable: false, contentType: 'application/json', preconditionOpts }),
      );
      return { record, generation: String(file.metadata.generation) };
    },

    async remove({ record, generation }) {
      const file = fileOf(record.room_name);
      await unlessMissing(call('delete', () => file.delete({ ifGenerationMatch: generation })));
    },
  };
}

/** Notes of rooms in a bucket's folder. */
export function bucketNotes(storage: CloudStorage, bucket: string, folder: string): NotesPort {
  const fileOf = (name: string) => storage.client.bucket(bucket).file(folder + name);
  return {
    read: (name) => unlessMissing(download(storage, fileOf(name))),
    async write(name, text) {
      await storage.call('write', () =>
        fileOf(name).save(text, { resumable: false, contentType: 'application/json' }),
      );
    },
    async remove(name) {
      await unlessMissing(storage.call('delete', () => fileOf(name).delete()));
    },
  };
}

/** What an operator asks of buckets. */
export function bucketsAdmin(storage: CloudStorage): BucketsAdmin {
  return {
    exists: (bucket) => exists(storage, bucket),
    async create(bucket) {
      // Secrets lie there: nobody's mistake may open it to everybody.
      const iamConfiguration = {
        publicAccessPrevention: 'enforced',
        uniformBucketLevelAccess: { enabled: true },
      };
      await storage.call('bucket', () => storage.client.createBucket(bucket, { iamConfiguration }));
    },
  };
}
