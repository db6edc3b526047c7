import { Storage } from '@google-cloud/storage';
import { inject } from 'vitest';
import { useClouds } from './clouds.ts';

/** A Cloud Storage to try adapters on. */
export interface TestStorage {
  name: string;
  /** Its origin. */
  endpoint: () => string;
  /** Whether it heeds the preconditions of a delete. */
  guardsDeletes: boolean;
}

/** The sandbox's, and that of a third party where there is one. */
export function useStorages(): TestStorage[] {
  const clouds = useClouds();
  const vendors = inject('vendors');
  return [
    { name: 'the sandbox', endpoint: () => clouds().httpUrl, guardsDeletes: true },
    ...(vendors ? [{ name: 'fake-gcs-server', endpoint: () => vendors.storage, guardsDeletes: false }] : []),
  ];
}

const clientOf = ({ endpoint }: TestStorage) => new Storage({ projectId: 'test', apiEndpoint: endpoint() });

export async function createBucket(storage: TestStorage, bucket: string): Promise<void> {
  await clientOf(storage).createBucket(bucket);
}

/** Leaves an object that none of our adapters wrote. */
export async function put(storage: TestStorage, bucket: string, name: string, text: string): Promise<void> {
  await clientOf(storage).bucket(bucket).file(name).save(text, { resumable: false });
}
