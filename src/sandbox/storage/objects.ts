import { createHash } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { Refusal, required } from '../refusal.ts';
import { crc32c } from './crc32c.ts';

export interface Preconditions {
  ifGenerationMatch?: string;
  ifGenerationNotMatch?: string;
  ifMetagenerationMatch?: string;
}

/** An object as the JSON API shows it. */
export interface ObjectResource {
  readonly kind: 'storage#object';
  readonly id: string;
  readonly name: string;
  readonly bucket: string;
  readonly generation: string;
  readonly metageneration: string;
  readonly contentType: string;
  readonly storageClass: 'STANDARD';
  readonly size: string;
  readonly md5Hash: string;
  readonly crc32c: string;
  readonly etag: string;
  readonly timeCreated: string;
  readonly updated: string;
  readonly metadata?: Record<string, string>;
}

export interface StoredObject {
  readonly resource: ObjectResource;
  readonly data: Buffer;
}

/** What a writer may say of an object besides its content. */
export interface ObjectMetadata {
  name?: string;
  contentType?: string;
  metadata?: Record<string, string>;
}

interface Bucket {
  readonly resource: { kind: 'storage#bucket'; id: string; name: string; timeCreated: string };
  /** Whose it is: everybody's who asks, where nobody said. */
  project: string | undefined;
  readonly objects: Map<string, StoredObject>;
}

/** Buckets and their objects, in memory. Throws a Refusal where Cloud Storage would answer an error. */
export class Buckets {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  createBucket(name: string, project?: string): Bucket['resource'] {
    if (!name) throw required('Required parameter: name');
    if (this.#buckets.has(name)) {
      throw new Refusal(409, 'conflict', 'You already own this bucket. Please select another name.');
    }
    const timeCreated = new Date(this.#clock.now()).toISOString();
    const resource = { kind: 'storage#bucket' as const, id: name, name, timeCreated };
    this.#buckets.set(name, { resource, project, objects: new Map() });
    return resource;
  }

  /** Makes a bucket another project's. */
  giveTo(name: string, project: string): void {
    this.bucket(name).project = project;
  }

  /** The buckets of a project, or of all of them, whose names begin with `prefix`. */
  list(project?: string, prefix = ''): Bucket['resource'][] {
    return [...this.#buckets.values()]
      .filter((bucket) => (bucket.project ?? project) === (project ?? bucket.project))
      .map(({ resource }) => resource)
      .filter(({ name }) => name.startsWith(prefix));
  }

  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new Refusal(404, 'notFound', 'The specified bucket does not exist.');
    return bucket;
  }

  /** The objects whose names begin with `prefix`, in the order of their names. */
  objects(bucket: string, prefix = ''): ObjectResource[] {
    const resources = [...this.bucket(bucket).objects.values()].map(({ resource }) => resource);
    return resources.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The object of that name, as long as it is of this generation, where one is named. */
  object(bucket: string, name: string, generation?: string): StoredObject {
    const object = this.bucket(bucket).objects.get(name);
    if (!object || (generation !== undefined && object.resource.generation !== generation)) {
      const version = generation === undefined ? '' : `#${generation}`;
      throw new Refusal(404, 'notFound', `No such object: ${bucket}/${name}${version}`);
    }
    return object;
  }

  /** Writes an object, over the one that is there. */
  put(bucket: string, name: string, content: string | Buffer, metadata: ObjectMetadata = {}): ObjectResource {
    const { objects } = this.bucket(bucket);
    const data = Buffer.from(content);
    const now = this.#clock.now();
    // Google's generations are microseconds, and never repeat.
    this.#generation = Math.max(this.#generation + 1, now * 1000);
    const generation = String(this.#generation);
    const resource: ObjectResource = {
      kind: 'storage#object',
      id: `${bucket}/${name}/${generation}`,
      name,
      bucket,
      generation,
      metageneration: '1',
      contentType: metadata.contentType ?? 'application/octet-stream',
      storageClass: 'STANDARD',
      size: String(data.length),
      // Only the wire tells them.
      get md5Hash() {
        return createHash('md5').update(data).digest('base64');
      },
      get crc32c() {
        return crc32c(data);
      },
      etag: Buffer.from(generation).toString('base64'),
      timeCreated: new Date(now).toISOString(),
      updated: new Date(now).toISOString(),
      ...(metadata.metadata && { metadata: metadata.metadata }),
    };
    objects.set(name, { resource, data });
    return resource;
  }

  delete(bucket: string, name: string, preconditions: Preconditions & { generation?: string }): void {
    this.object(bucket, name, preconditions.generation);
    this.check(bucket, name, preconditions);
    this.bucket(bucket).objects.delete(name);
  }

  /** Throws 412 unless the object, or its absence (generation 0), is as the preconditions want it. */
  check(bucket: string, name: string, preconditions: Preconditions): void {
    const current = this.bucket(bucket).objects.get(name)?.resource;
    const { ifGenerationMatch, ifGenerationNotMatch, ifMetagenerationMatch } = preconditions;
    const generation = current?.generation ?? '0';
    if (
      generation !== (ifGenerationMatch ?? generation) ||
      generation === ifGenerationNotMatch ||
      (ifMetagenerationMatch !== undefined && ifMetagenerationMatch !== current?.metageneration)
    ) {
      throw new Refusal(412, 'conditionNotMet', undefined, { locationType: 'header', location: 'If-Match' });
    }
  }
}
