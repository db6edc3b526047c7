import { Storage } from '@google-cloud/storage';
import PQueue from 'p-queue';
import type { Clock } from '../../ports/clock.ts';
import { deadline } from '../../timing/deadline.ts';
import { systemClock } from '../clock.ts';
import { type Measures, measure, UNMEASURED } from '../measures.ts';
import { failingAs, isOperators, messageOf, VendorError } from '../vendor-error.ts';

const TIMEOUT_MS = 10_000;
/** Calls on their way: at a start there are two for each of thousands of rooms. */
const AT_ONCE = 20;

/** Another process has written meanwhile. */
const PRECONDITION_FAILED = 412;

const failing = failingAs(failureOf);

/** `endpoint` is the origin of an emulator. */
export interface StorageOptions {
  projectId: string | undefined;
  endpoint: string | undefined;
  measures?: Measures | undefined;
  /** How long a call may take, its whole answer included. */
  timeoutMs?: number;
  /** By which that is counted. */
  clock?: Clock;
}

/** Google's client and the one way to call it. */
export interface CloudStorage {
  client: Storage;
  /** `make` throws where the answer is not what it should be; its signal tells that nobody waits any more. */
  call: <T>(
    name: 'read' | 'write' | 'delete' | 'bucket',
    make: (signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
}

/**
 * Google's client, told not to retry: version 8.4 kills the process where it retries a download that was answered 503
 * (googleapis/google-cloud-node#8670). Whoever calls retries.
 */
export function cloudStorage({
  projectId,
  endpoint,
  measures = UNMEASURED,
  timeoutMs = TIMEOUT_MS,
  clock = systemClock,
}: StorageOptions): CloudStorage {
  const client = unseen(
    'STORAGE_EMULATOR_HOST',
    () =>
      new Storage({
        ...(projectId && { projectId }),
        ...(endpoint && { apiEndpoint: endpoint }),
        timeout: timeoutMs,
        retryOptions: { autoRetry: false },
      }),
  );
  const places = new PQueue({ concurrency: AT_ONCE });
  measures.queue('storage', () => places.size);
  const call: CloudStorage['call'] = (name, make) =>
    failing(() => places.add(() => measure(measures, name, () => inTime(clock, make, timeoutMs), statusOf)));
  return { client, call };
}

/**
 * Makes what reads that variable without it. While STORAGE_EMULATOR_HOST is set, Google's client prefers it to
 * `apiEndpoint` and reads at `/b`, without the `/storage/v1` of Google's API: an emulator that has but Google's own paths
 * (fake-gcs-server) then answers 404.
 */
function unseen<T>(variable: string, make: () => T): T {
  const { [variable]: value } = process.env;
  delete process.env[variable];
  try {
    return make();
  } finally {
    if (value !== undefined) process.env[variable] = value;
  }
}

/** The client would wait for an answer as long as the connection stands. */
function inTime<T>(clock: Clock, make: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
  return deadline(clock, ms, make, () => new Error(`no answer within ${ms / 1_000} s`));
}

/** The error of an answer that refuses, with what the client's own would have. */
export function refusal({ status, statusText }: Response, body: string): Error {
  const errors = errorsIn(body);
  return Object.assign(new Error(`${status}: ${errors?.[0]?.message ?? statusText}`), {
    code: status,
    errors,
  });
}

function errorsIn(body: string): { message?: string; reason?: string }[] | undefined {
  try {
    return JSON.parse(body).error.errors;
  } catch {
    return undefined;
  }
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
  const operator = isOperators(status, [PRECONDITION_FAILED]);
  const message = `Cloud Storage: ${messageOf(cause)}`;
  return new VendorError('storage', message, { status, reason: errors?.[0]?.reason, operator });
}
