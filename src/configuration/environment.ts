import { resolve } from 'node:path';
import { type Shard, WHOLE } from '../sharding/shard.ts';
import { ConfigError } from '../validation/config-error.ts';

const FORMATS = ['json', 'gcp'] as const;
/** As many as one might ever want: each has a subscription of its own. */
const MOST_SHARDS = 1_024;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Where a file lies: in a folder, or in a bucket under a folder's name that is empty or ends with a slash. */
export type Place = { folder: string } | { bucket: string; folder: string };

/** A file by its place and its name there. */
export interface FilePlace {
  place: Place;
  name: string;
}

/** What the environment says, with its defaults; docs/configuration.md has the table. */
export interface Environment {
  /** `sandbox`, or the place and name of the configuration. */
  config: 'sandbox' | FilePlace;
  /** The key file of the account that reads and writes the calendars; undefined where it lies beside the configuration. */
  credentials: FilePlace | undefined;
  watchIds: Place;
  /** Undefined where each process makes one of its own. */
  subscription: string | undefined;
  /** The part of the rooms that this process has. */
  shard: Shard;
  /** Where the process of a shard is found, with `{shard}` in place of its number; undefined where one has every room. */
  peers: string | undefined;
  port: number;
  host: string;
  projectId: string | undefined;
  pubsubEmulator: string | undefined;
  storageEmulator: string | undefined;
  logLevel: string;
  /** pino's own, or as Google Cloud Logging reads it. */
  logFormat: (typeof FORMATS)[number];
  sandboxHttpPort: number;
  sandboxPubsubPort: number;
}

/** Reads the environment. Throws a `ConfigError` that names the variable and what it may be. */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const standard = env.NODE_ENV === 'production' ? 'gs://roomcal-config/config.json' : 'sandbox';
  const config = configOf(env.ROOMCAL_CONFIG || standard);
  const besideFile = config !== 'sandbox' && !('bucket' in config.place) && config.place.folder;
  const logLevel = env.LOG_LEVEL || 'info';
  if (!LEVELS.includes(logLevel)) {
    throw new ConfigError(`LOG_LEVEL: there is no level ${logLevel}; take one of ${LEVELS.join(', ')}`);
  }
  // Cloud Run sets `K_SERVICE` (its container runtime contract).
  const wanted = env.LOG_FORMAT || (env.K_SERVICE ? 'gcp' : 'json');
  const logFormat = FORMATS.find((one) => one === wanted);
  if (!logFormat)
    throw new ConfigError(`LOG_FORMAT: there is no format ${wanted}; take one of ${FORMATS.join(', ')}`);
  return {
    config,
    credentials: env.ROOMCAL_CREDENTIALS
      ? fileOf('ROOMCAL_CREDENTIALS', env.ROOMCAL_CREDENTIALS, 'calendar_credentials.json')
      : undefined,
    watchIds: placeOf(
      'ROOMCAL_WATCH_IDS',
      env.ROOMCAL_WATCH_IDS || (besideFile ? `${besideFile}/watch-ids` : 'gs://roomcal-watch-ids'),
    ),
    subscription: env.ROOMCAL_SUBSCRIPTION || undefined,
    ...shardingOf(env),
    port: portOf('PORT', env.PORT, 8080),
    host: env.HOST || (config === 'sandbox' ? '127.0.0.1' : '0.0.0.0'),
    projectId: env.GOOGLE_CLOUD_PROJECT || undefined,
    pubsubEmulator: env.PUBSUB_EMULATOR_HOST || undefined,
    // Google's client wants a scheme; people write it as they write PUBSUB_EMULATOR_HOST.
    storageEmulator: env.STORAGE_EMULATOR_HOST?.replace(/^(?!https?:\/\/)(?=.)/, 'http://') || undefined,
    logLevel,
    logFormat,
    sandboxHttpPort: portOf('SANDBOX_HTTP_PORT', env.SANDBOX_HTTP_PORT, 8081),
    sandboxPubsubPort: portOf('SANDBOX_PUBSUB_PORT', env.SANDBOX_PUBSUB_PORT, 8085),
  };
}

function configOf(text: string): Environment['config'] {
  return text === 'sandbox' ? text : fileOf('ROOMCAL_CONFIG', text, 'config.json');
}

/** Reads the place of a file; `usual` is what such a file is called. */
function fileOf(variable: string, text: string, usual: string): FilePlace {
  const slash = text.lastIndexOf('/');
  const [place, name] = [text.slice(0, slash + 1), text.slice(slash + 1)];
  if (!name || place === 'gs://') {
    throw new ConfigError(`${variable}: ${text} names no file; end it with /${usual}`);
  }
  return { place: placeOf(variable, place || '.', text), name };
}

/** Reads a place as a person writes it: a folder, or `gs://bucket/folder`. Throws a `ConfigError` that begins with `variable`. */
export function placeOf(variable: string, text: string, written = text): Place {
  if (!text.startsWith('gs://')) return { folder: resolve(text) };
  const [bucket = '', ...folders] = text.slice('gs://'.length).split('/');
  if (!bucket) throw new ConfigError(`${variable}: ${written} names no bucket; write gs://BUCKET/…`);
  const folder = folders.filter(Boolean).join('/');
  return { bucket, folder: folder && `${folder}/` };
}

function shardingOf(env: Record<string, string | undefined>): Pick<Environment, 'shard' | 'peers'> {
  const [written, own, peers] = [env.ROOMCAL_SHARDS, env.ROOMCAL_SHARD, env.ROOMCAL_PEERS];
  const shards = Number(written || 1);
  if (!/^\d*$/.test(written ?? '') || !Number.isInteger(Math.log2(shards)) || shards > MOST_SHARDS)
    throw new ConfigError(
      `ROOMCAL_SHARDS: ${written} is no number of shards; take a power of two: 1, 2, 4, … ${MOST_SHARDS}`,
    );
  if (shards === 1) return { shard: WHOLE, peers: undefined };
  if (!/^\d+$/.test(own ?? '') || Number(own) >= shards)
    throw new ConfigError(
      `ROOMCAL_SHARD: ${own || 'missing'}; with ${shards} shards each process needs one of its own, from 0 to ${shards - 1}`,
    );
  const example = 'http://roomcal-{shard}.roomcal:8080';
  if (!peers?.includes('{shard}') || originOf(peers.replace('{shard}', '0')) === undefined)
    throw new ConfigError(
      `ROOMCAL_PEERS: ${peers || 'missing'}; say where the process of a shard is found, such as ${example}`,
    );
  return { shard: { shard: Number(own), shards }, peers };
}

/** The origin that a text is; undefined where it is none. */
function originOf(text: string): string | undefined {
  const url = URL.parse(text);
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
  return isOrigin ? url.origin : undefined;
}

function portOf(name: string, text: string | undefined, standard: number): number {
  const port = Number(text || standard);
  if (/^\d*$/.test(text ?? '') && port <= 65_535) return port;
  throw new ConfigError(`${name}: ${text} is no port; take a number from 0 (a free one) to 65535`);
}
