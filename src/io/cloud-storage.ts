import { type File, Storage } from '@google-cloud/storage';
import type { BucketsAdmin } from './admin-ports.ts';
import { parseRecord } from './channel-record.ts';
import type { NotesPort } from './notes.ts';
import type { ChannelStore, FilesPort, StoredChannel } from './ports.ts';
import { failingAs, messageOf, VendorError } from './vendor-error.ts';

const TIMEOUT_MS = 10_000;

/** Timed out, written meanwhile by another process, too often: all of them pass. */
const PASSING = new Set([408, 412, 429]);

const failing = failingAs(failureOf);

/** `endpoint` is the origin of an emulator. */
export interface StorageOptions {
  projectId: string | undefined;
  endpoint: string | undefined;
}

/**
 * Google's client, told not to retry: version 8.4 kills the process where it retries a download that was answered 503
 * (googleapis/google-cloud-node#8670). Whoever calls retries.
 */
export function cloudStorage({ projectId, endpoint }: StorageOptions): Storage {
  // The client takes the variable as it stands before what it is told here: both must say the same.
  if (endpoint && process.env.STORAGE_EMULATOR_HOST) process.env.STORAGE_EMULATOR_HOST = endpoint;
  return new Storage({
    ...(projectId && { projectId }),
    ...(endpoint && { apiEndpoint: endpoint }),
    retryOptions: { autoRetry: false },
  });
}

/** The files beside `gs://bucket/folder/`; `folder` is empty or ends with a slash. */
export function bucketFiles(storage: Storage, bucket: string, folder: string): FilesPort {
  return {
    place: `gs://${bucket}/${folder}`.replace(/\/$/, ''),
    async read(name) {
      const text = await unlessMissing(() => download(storage.bucket(bucket).file(`${folder}${name}`)));
      // A missing object and a missing bucket both answer 404: only one of them is a place that is not there.
      if (text === undefined) await requireBucket(storage, bucket);
      return text;
    },
  };
}

/** Makes sure that a bucket is there. Throws an operator's failure where it is not. */
export async function requireBucket(storage: Storage, bucket: string): Promise<void> {
  if (await exists(storage, bucket)) return;
  throw new VendorError('storage', `Cloud Storage: there is no bucket ${bucket}`, {
    status: 404,
    reason: 'noSuchBucket',
    operator: true,
  });
}

/** Asked by a list of objects, which roles/storage.objectAdmin allows; the bucket's own metadata need another role. */
async function exists(storage: Storage, bucket: string): Promise<boolean> {
  const listed = unlessMissing(() => storage.bucket(bucket).getFiles({ maxResults: 1, autoPaginate: false }));
  return (await listed) !== undefined;
}

/** Channel records in a bucket, an object a room below `folder`, guarded by the object's generation. */
export function bucketChannels(storage: Storage, bucket: string, folder: string): ChannelStore {
  const fileOf = (roomName: string) => storage.bucket(bucket).file(`${folder}${roomName}.json`);
  return {
    async read(roomName) {
      const file = fileOf(roomName);
      return unlessMissing(async () => {
        const [metadata] = await file.getMetadata();
        const seen = storage.bucket(bucket).file(file.name, { generation: metadata.generation! });
        const record = parseRecord(await download(seen));
        if (record) return { record, generation: String(metadata.generation) };
        await file.delete({ ifGenerationMatch: metadata.generation! });
        return undefined;
      });
    },

    async write(record, generation): Promise<StoredChannel> {
      const file = fileOf(record.room_name);
      const preconditionOpts = { ifGenerationMatch: generation ?? 0 };
      const text = JSON.stringify(record, null, 2);
      await attempt(() =>
        file.save(text, { resumable: false, contentType: 'application/json', preconditionOpts }),
      );
      return { record, generation: String(file.metadata.generation) };
    },

    async remove({ record, generation }) {
      await unlessMissing(() => fileOf(record.room_name).delete({ ifGenerationMatch: generation }));
    },
  };
}

/** Notes of rooms in a bucket's folder. */
export function bucketNotes(storage: Storage, bucket: string, folder: string): NotesPort {
  const fileOf = (name: string) => storage.bucket(bucket).file(folder + name);
  return {
    read: (name) => unlessMissing(() => download(fileOf(name))),
    async write(name, text) {
      await attempt(() => fileOf(name).save(text, { resumable: false, contentType: 'application/json' }));
    },
    async remove(name) {
      await unlessMissing(() => fileOf(name).delete());
    },
  };
}

async function download(file: File): Promise<string> {
  const [contents] = await file.download();
  return contents.toString('utf8');
}

/** The client would wait for an answer as long as the connection stands. */
function attempt<T>(call: () => Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(TIMEOUT_MS).onabort = () =>
      reject(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`));
  });
  return failing(() => Promise.race([call(), late]));
}

/** As `attempt`; undefined where there is no such object. */
async function unlessMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt(call);
  } catch (error) {
    if ((error as VendorError).status === 404) return undefined;
    throw error;
  }
}

function failureOf(cause: unknown): VendorError {
  const { code, errors } = cause as { code?: number | string; errors?: { reason?: string }[] };
  const status = typeof code === 'number' ? code : undefined;
  const operator = status !== undefined && status < 500 && !PASSING.has(status);
  const message = `Cloud Storage: ${messageOf(cause)}`;
  return new VendorError('storage', message, { status, reason: errors?.[0]?.reason, operator });
}

/** What an operator asks of buckets. */
export function bucketsAdmin(storage: Storage): BucketsAdmin {
  return {
    exists: (bucket) => exists(storage, bucket),
    async create(bucket) {
      // Secrets lie there: nobody's mistake may open it to everybody.
      const iamConfiguration = {
        publicAccessPrevention: 'enforced',
        uniformBucketLevelAccess: { enabled: true },
      };
      await attempt(() => storage.createBucket(bucket, { iamConfiguration }));
    },
  };
}
