import { iotCloud } from '../io/arduino-iot/things.ts';
import { googleCalendar } from '../io/google-calendar/calendar.ts';
import { checkCredentials, requireDefaultCredentials } from '../io/google-calendar/credentials.ts';
import type { GoogleTime } from '../io/google-calendar/google-time.ts';
import type { Measures } from '../io/measures.ts';
import { listingStore, type TextStore } from '../io/storage/listing-store.ts';
import { folderChannels, folderFiles, folderTexts } from '../io/storage/local-files.ts';
import type { ChannelStore } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { VendorFailure } from '../ports/failure.ts';
import type { FilesPort, ListingStore } from '../ports/files.ts';
import { ConfigError } from '../validation/config-error.ts';
import { type Config, parseConfig } from './config.ts';
import type { Environment, Place } from './environment.ts';
import type { Account } from './iot-accounts.ts';

const CREDENTIALS = 'calendar_credentials.json';

/** A configuration, the generation of its file, and the text of the credentials beside it. */
export interface ConfigurationRead {
  config: Config;
  generation: string;
  credentials: string | undefined;
}

/** Reads the configuration; undefined where it is of the generation that is `known`. */
export type ReadConfiguration = (known?: string) => Promise<ConfigurationRead | undefined>;

/**
 * The configuration that the environment names. Throws a `ConfigError` where a person has to mend something, and a
 * `VendorFailure` where it can't be read just now.
 */
export async function readConfiguration(
  environment: Environment,
  measures?: Measures,
): Promise<ConfigurationRead> {
  const read = await configurationAt(environment, measures);
  return (await read())!;
}

/** Where the configuration lies that the environment names, to be read again and again. What it gives throws as `readConfiguration` does. */
export async function configurationAt(
  environment: Environment,
  measures?: Measures,
): Promise<ReadConfiguration> {
  if (environment.config === 'sandbox') throw new Error('the sandbox must name its own configuration');
  const { place, name } = environment.config;
  const files = await filesAt(place, environment, measures);
  const at = `${files.place}/${name}`;
  return async (known) => {
    try {
      const found = await files.look(name);
      if (!found)
        throw new ConfigError(
          `${at}: there is no such file; put the configuration there, or set ROOMCAL_CONFIG`,
        );
      if (found.generation === known) return undefined;
      const config = parseConfig(found.text, at);
      const credentials = await credentialsOf(environment, files, measures);
      if (config.gcal_subject && credentials === undefined)
        throw new ConfigError(
          `${at}: gcal_subject: only a service account with a key file acts for somebody else; put its ${CREDENTIALS} ` +
            'beside the configuration, or set ROOMCAL_CREDENTIALS',
        );
      return { config, credentials, generation: found.generation };
    } catch (error) {
      throw withMending(error, 'ROOMCAL_CONFIG');
    }
  };
}

/** The text of the key file that the environment names, or of the one that lies beside the configuration, if any. */
async function credentialsOf(
  { credentials: named, ...environment }: Environment,
  beside: FilesPort,
  measures: Measures | undefined,
): Promise<string | undefined> {
  const files = named ? await filesAt(named.place, { credentials: named, ...environment }, measures) : beside;
  const name = named?.name ?? CREDENTIALS;
  const text = await files.read(name).catch((error) => {
    throw withMending(error, named ? 'ROOMCAL_CREDENTIALS' : 'ROOMCAL_CONFIG');
  });
  if (text !== undefined) checkCredentials(text, `${files.place}/${name}`);
  else if (named)
    throw new ConfigError(
      `${files.place}/${name}: there is no such file; put the key file there, or correct ROOMCAL_CREDENTIALS`,
    );
  return text;
}

/** What a vendor says only an operator can mend, as a line that says how. */
function withMending(error: unknown, variable: string): unknown {
  const { operator, message } = error as VendorFailure;
  if (!operator) return error;
  return new ConfigError(`${message}; create it and let roomcal read it, or set ${variable}`);
}

/** Who reads and writes the calendars, as people call it; `credentials` as `readConfiguration` gives them. */
export function accountOf(config: Config, credentials: string | undefined): string {
  if (config.gcal_subject) return config.gcal_subject;
  return credentials ? String(JSON.parse(credentials).client_email) : 'the default credentials';
}

/** The Things of an Arduino account. */
export function openIotCloud(account: Account, clock: Clock, measures?: Measures) {
  return iotCloud({ ...account, clock, measures });
}

/**
 * Google Calendar as the configuration names it; `credentials` as `readConfiguration` gives them. Its answers tell `time`
 * what time it is.
 */
export function openGoogleCalendar(
  config: Config,
  credentials: string | undefined,
  time: GoogleTime,
  measures?: Measures,
) {
  return googleCalendar({
    credentials,
    subject: config.gcal_subject,
    endpoint: config.gcal_api_endpoint,
    eventsPerRefresh: config.events_per_refresh,
    requestsPerMinute: config.gcal_requests_per_minute,
    clock: time.clock,
    time,
    measures,
  });
}

async function filesAt(place: Place, environment: Environment, measures?: Measures): Promise<FilesPort> {
  if (!('bucket' in place)) return folderFiles(place.folder);
  const { storage, bucketFiles } = await buckets(environment, measures);
  return bucketFiles(storage, place.bucket, place.folder);
}

/** Loaded only where a bucket is named: Google's client takes 220 ms of CPU to load. */
async function buckets({ projectId, storageEmulator }: Environment, measures: Measures | undefined) {
  if (!storageEmulator) await requireDefaultCredentials('Cloud Storage');
  const { cloudStorage } = await import('../io/storage/client.ts');
  const adapters = await import('../io/storage/cloud-storage.ts');
  return { ...adapters, storage: cloudStorage({ projectId, endpoint: storageEmulator, measures }) };
}

/** What a process writes down for the next one. */
export interface Stores {
  channels: ChannelStore;
  listings: ListingStore;
}

/** Where channel records and kept agendas lie. Throws as `readConfiguration` does. */
export async function storesAt(
  place: Place,
  environment: Environment,
  clock: Clock,
  measures?: Measures,
): Promise<Stores> {
  const { folder } = place;
  const stores = (channels: ChannelStore, notes: TextStore) => ({
    channels,
    listings: listingStore(notes, clock),
  });
  if (!('bucket' in place)) return stores(folderChannels(folder), folderTexts(folder));
  const { storage, bucketChannels, bucketTexts, requireBucket } = await buckets(environment, measures);
  try {
    await requireBucket(storage, place.bucket);
  } catch (error) {
    throw withMending(error, 'ROOMCAL_WATCH_IDS');
  }
  const { bucket } = place;
  return stores(bucketChannels(storage, bucket, folder), bucketTexts(storage, bucket, folder));
}
