import type { BucketsAdmin } from '../../ports/administration.ts';
import type { ChannelStore } from '../../ports/channels.ts';
import type { FilesPort } from '../../ports/files.ts';
import { VendorError } from '../vendor-error.ts';
import { channelStore, type ListedTexts } from './channel-store.ts';
import { type CloudStorage, unlessMissing } from './client.ts';
import type { TextStore } from './listing-store.ts';
import { download, erase, notCloudStorage, upload } from './objects.ts';

/** The files beside `gs://bucket/folder/`; `folder` is empty or ends with a slash. */
export function bucketFiles(storage: CloudStorage, bucket: string, folder: string): FilesPort {
  async function look(name: string) {
    const found = await unlessMissing(download(storage, { bucket, name: folder + name }));
    // A missing object and a missing bucket both answer 404: only one of them is a place that is not there.
    if (!found) await requireBucket(storage, bucket);
    return found;
  }

  return {
    place: placeOf(bucket, folder),
    look,
    read: async (name) => (await look(name))?.text,
  };
}

const placeOf = (bucket: string, folder: string) => `gs://${bucket}/${folder}`.replace(/\/$/, '');

/** Makes sure that a bucket is there. Throws an operator's failure where it is not. */
export async function requireBucket(storage: CloudStorage, bucket: string): Promise<void> {
  if (await exists(storage, bucket)) return;
  throw new VendorError('storage', `Cloud Storage: there is no bucket ${bucket}`, {
    status: 404,
    reason: 'noSuchBucket',
    operator: true,
  });
}

/**
 * Asked by a list of objects, which roles/storage.objectAdmin allows; the bucket's own metadata need another role. Not by
 * `getFiles`: it ends the process where the answer is `null`.
 */
async function exists({ client, call }: CloudStorage, bucket: string): Promise<boolean> {
  const list = async () => {
    const [answer] = await client.bucket(bucket).request({ uri: '/o', qs: { maxResults: 1 } });
    if (Object(answer).kind !== 'storage#objects') throw notCloudStorage();
    return true;
  };
  return (await unlessMissing(call('read', list))) ?? false;
}

/** Needs `storage.buckets.list` of the project: the bucket's own metadata tell a number, which no client knows of its own. */
async function isOfProject({ client, call }: CloudStorage, bucket: string): Promise<boolean> {
  const qs = { project: client.projectId, prefix: bucket };
  return call('bucket', async () => {
    const answer = await new Promise((resolve, reject) => {
      client.request({ uri: '/b', qs }, (error, body) => (error ? reject(error) : resolve(body)));
    });
    if (Object(answer).kind !== 'storage#buckets') throw notCloudStorage();
    return itemsOf(answer).some(({ name }) => name === bucket);
  });
}

/** The names of the objects right in a folder; `isWhole` is false where there are more. */
async function namesIn({ client, call }: CloudStorage, bucket: string, prefix: string, most: number) {
  const page = async (pageToken: string | undefined) => {
    const qs = { prefix, delimiter: '/', pageToken, fields: 'kind,nextPageToken,items/name' };
    const [answer] = await client.bucket(bucket).request({ uri: '/o', qs });
    if (Object(answer).kind !== 'storage#objects') throw notCloudStorage();
    return {
      found: itemsOf(answer).map(({ name }) => String(name).slice(prefix.length)),
      token: Object(answer).nextPageToken as string | undefined,
    };
  };
  const names: string[] = [];
  let next: string | undefined;
  do {
    const { found, token } = await call('read', () => page(next));
    names.push(...found);
    next = token;
  } while (next !== undefined && names.length < most);
  return { names: names.slice(0, most), isWhole: next === undefined && names.length <= most };
}

function itemsOf(answer: unknown): { name?: unknown }[] {
  const { items } = Object(answer);
  return Array.isArray(items) ? items.map(Object) : [];
}

/** Texts in a bucket, below `folder`, each guarded by its object's generation. */
export function bucketGuarded(storage: CloudStorage, bucket: string, folder: string): ListedTexts {
  const placeIn = (name: string) => ({ bucket, name: folder + name });
  return {
    place: placeOf(bucket, folder),
    names: (within, most) => namesIn(storage, bucket, folder + within, most),
    read: (name) => unlessMissing(download(storage, placeIn(name))),
    write: (name, text, generation) => upload(storage, placeIn(name), text, generation ?? 0),
    async remove(name, generation) {
      await unlessMissing(erase(storage, placeIn(name), generation));
    },
  };
}

/** Channel records in a bucket, an object a room below `folder`. */
export function bucketChannels(storage: CloudStorage, bucket: string, folder: string): ChannelStore {
  return channelStore(bucketGuarded(storage, bucket, folder));
}

/** Notes of rooms in a bucket's folder. */
export function bucketTexts(storage: CloudStorage, bucket: string, folder: string): TextStore {
  const placeIn = (name: string) => ({ bucket, name: folder + name });
  return {
    read: async (name) => (await unlessMissing(download(storage, placeIn(name))))?.text,
    async write(name, text) {
      await upload(storage, placeIn(name), text);
    },
    async remove(name) {
      await unlessMissing(erase(storage, placeIn(name)));
    },
  };
}

/** What an operator asks of buckets. */
export function bucketsAdmin(storage: CloudStorage): BucketsAdmin {
  return {
    exists: (bucket) => exists(storage, bucket),
    isOfProject: (bucket) => isOfProject(storage, bucket),
    async create(bucket) {
      // Secrets lie there: nobody's mistake may open it to everybody.
      const iamConfiguration = {
        publicAccessPrevention: 'enforced',
        uniformBucketLevelAccess: { enabled: true },
      };
      await storage.call('bucket', async () => {
        const [, answer] = await storage.client.createBucket(bucket, { iamConfiguration });
        if (Object(answer).kind !== 'storage#bucket') throw notCloudStorage();
      });
    },
  };
}
