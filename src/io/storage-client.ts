import { type File, Storage } from '@google-cloud/storage';
import { type Measures, measured, UNMEASURED } from './measures.ts';
import { failingAs, messageOf, VendorError } from './vendor-error.ts';

const TIMEOUT_MS = 10_000;

/** Timed out, written meanwhile by another process, too often: all of them pass. */
const PASSING = new Set([408, 412, 429]);

const failing = failingAs(failureOf);

/** `endpoint` is the origin of an emulator. */
export interface StorageOptions {
  projectId: string | undefined;
  endpoint: string | undefined;
  measures?: Measures | undefined;
}

/** Google's client and the one way to call it. */
export interface CloudStorage {
  client: Storage;
  call: <T>(name: 'read' | 'write' | 'delete' | 'bucket', make: () => Promise<T>) => Promise<T>;
}

/**
 * Google's client, told not to retry: version 8.4 kills the process where it retries a download that was answered 503
 * (googleapis/google-cloud-node#8670). Whoever calls retries.
 */
export function cloudStorage({ projectId, endpoint, measures = UNMEASURED }: StorageOptions): CloudStorage {
  // The client takes the variable as it stands before what it is told here: both must say the same.
  if (endpoint && process.env.STORAGE_EMULATOR_HOST) process.env.STORAGE_EMULATOR_HOST = endpoint;
  const client = new Storage({
    ...(projectId && { projectId }),
    ...(endpoint && { apiEndpoint: endpoint }),
    retryOptions: { autoRetry: false },
  });
  const call: CloudStorage['call'] = (name, make) =>
    failing(() => measured(measures, name, () => inTime(make), statusOf));
  return { client, call };
}

/** The text of an object. */
export async function download({ call }: CloudStorage, file: File): Promise<string> {
  const [contents] = await call('read', () => file.download());
  return contents.toString('utf8');
}

/** The client would wait for an answer as long as the connection stands. */
function inTime<T>(call: () => Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(TIMEOUT_MS).onabort = () =>
      reject(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`));
  });
  return Promise.race([call(), late]);
}

/** What is asked for; undefined where there is no such object. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as VendorError).status === 404) return undefined;
    throw error;
  }
}

/** The client tells the status of failures alone. */
function statusOf(outcome: unknown): number | undefined {
  if (!(outcome instanceof Error)) return 200;
  const { code } = outcome as { code?: number | string };
  return typeof code === 'number' ? code : undefined;
}

function failureOf(cause: unknown): VendorError {
  const { errors } = cause as { errors?: { reason?: string }[] };
  const status = statusOf(cause);
  const operator = status !== undefined && status < 500 && !PASSING.has(status);
  const message = `Cloud Storage: ${messageOf(cause)}`;
  return new VendorError('storage', message, { status, reason: errors?.[0]?.reason, operator });
}
