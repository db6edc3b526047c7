import { backoff } from '../agenda/schedule.ts';
import type { Config } from '../configuration/config.ts';
import type { Environment, Place } from '../configuration/environment.ts';
import type { Account } from '../configuration/iot-accounts.ts';
import { openIotCloud } from '../configuration/open.ts';
import { calendarAdmin } from '../io/google-calendar/calendar.ts';
import { requireDefaultCredentials } from '../io/google-calendar/credentials.ts';
import type { GoogleTime } from '../io/google-calendar/google-time.ts';
import { calendarSharing } from '../io/google-calendar/sharing.ts';
import { pubsubAdmin } from '../io/pubsub/events.ts';
import type { ListedTexts } from '../io/storage/channel-store.ts';
import { type CloudStorage, cloudStorage } from '../io/storage/client.ts';
import { bucketGuarded, bucketsAdmin } from '../io/storage/cloud-storage.ts';
import { folderGuarded } from '../io/storage/local-files.ts';
import { isVendorFailure } from '../io/vendor-error.ts';
import type {
  BucketsAdmin,
  CalendarAdmin,
  EventsAdmin,
  SharingAdmin,
  ThingsAdmin,
} from '../ports/administration.ts';
import type { Clock } from '../ports/clock.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { sleep } from '../timing/sleep.ts';

const ATTEMPTS = 4;

/** The buckets that the environment names: the configuration's, if it lies in one, and that of the watch ids. */
export function bucketsOf({ config, watchIds }: Environment): string[] {
  const places = [...(config === 'sandbox' ? [] : [config.place]), watchIds];
  return [...new Set(places.flatMap((place) => ('bucket' in place ? [place.bucket] : [])))];
}

/** Cloud Storage. Throws a `ConfigError` where it needs default credentials and there are none. */
export async function openBuckets(environment: Environment): Promise<BucketsAdmin> {
  return bucketsAdmin(await openStorage(environment));
}

/** The texts at a place; undefined where its bucket is not there. Throws as `openBuckets` does. */
export async function openTexts(place: Place, environment: Environment): Promise<ListedTexts | undefined> {
  if (!('bucket' in place)) return folderGuarded(place.folder);
  const storage = await openStorage(environment);
  if (!(await bucketsAdmin(storage).exists(place.bucket))) return undefined;
  return bucketGuarded(storage, place.bucket, place.folder);
}

/**
 * Whether a place is this project's own: a folder is, and a bucket that is among the project's. All projects share the names
 * of buckets; where the account may not list the project's, it is not known, and false.
 */
export async function isKnownAsOurs(place: Place, environment: Environment): Promise<boolean> {
  if (!('bucket' in place)) return true;
  try {
    return await (await openBuckets(environment)).isOfProject(place.bucket);
  } catch (error) {
    if (isVendorFailure(error)) return false;
    throw error;
  }
}

async function openStorage({ projectId, storageEmulator }: Environment): Promise<CloudStorage> {
  if (!storageEmulator) await requireDefaultCredentials('Cloud Storage');
  return cloudStorage({ projectId, endpoint: storageEmulator });
}

/** Runs `work` with Pub/Sub, and closes it. Throws as `openBuckets` does. */
export async function withEvents<T>(
  { projectId, pubsubEmulator: emulator, subscription }: Environment,
  work: (events: EventsAdmin) => Promise<T>,
): Promise<T> {
  if (!emulator) await requireDefaultCredentials('Pub/Sub');
  const events = pubsubAdmin({ projectId, emulator, subscription });
  try {
    return await work(events);
  } finally {
    await events.close();
  }
}

/** Google Calendar, whose answers tell `time` what time it is. Throws as `openBuckets` does. */
export async function openCalendar(
  config: Config,
  credentials: string | undefined,
  time?: GoogleTime,
): Promise<CalendarAdmin> {
  if (!credentials) await requireDefaultCredentials('Google Calendar');
  return calendarAdmin({
    credentials,
    subject: config.gcal_subject,
    endpoint: config.gcal_api_endpoint,
    time,
  });
}

/** Who may do what with calendars, for whoever is logged in with the default credentials. Throws as `openBuckets` does. */
export async function openSharing(config: Config): Promise<SharingAdmin> {
  await requireDefaultCredentials('Sharing calendars');
  return calendarSharing({ credentials: undefined, endpoint: config.gcal_api_endpoint });
}

/**
 * The Things of an Arduino account, within its budget. A running service spends from the same account: what is answered
 * 429 is asked again, up to four times in 15 s.
 */
export function openThings(account: Account, clock: Clock): ThingsAdmin {
  const cloud = openIotCloud(account, clock);
  return {
    things: () => patiently(clock, () => cloud.things()),
    createThing: (name) => patiently(clock, () => cloud.createThing(name)),
    createProperty: (id, definition) => patiently(clock, () => cloud.createProperty(id, definition)),
    setWebhook: (id, address) => patiently(clock, () => cloud.setWebhook(id, address)),
  };
}

async function patiently<T>(clock: Clock, call: () => Promise<T>, attempt = 0): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if ((error as VendorFailure).status !== 429 || attempt === ATTEMPTS) throw error;
    await sleep(clock, backoff(attempt, 0));
    return patiently(clock, call, attempt + 1);
  }
}

/** The names of the Things that the doors mirror of the rooms of an account. */
export function thingNamesOf({ rooms }: Config, { name }: Pick<Account, 'name'>): string[] {
  return rooms
    .filter(({ account }) => account === name)
    .map(({ room_name, thing_name }) => thing_name ?? room_name);
}
