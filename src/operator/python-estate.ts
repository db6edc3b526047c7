import { type Environment, type Place, placeOf, readEnvironment } from '../configuration/environment.ts';
import type { GuardedTexts } from '../io/storage/channel-store.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { ConfigError } from '../validation/config-error.ts';
import { openTexts } from './clouds.ts';

/** As the Python service's README names them, and roomcal does, and as its code does. */
const CONFIG_BUCKETS = ['roomcal-config', 'roomcalendar-config'];
const RECORD_BUCKETS = ['roomcal-watch-ids', 'roomcalendar-watch-ids'];

/**
 * Where the Python service's configuration and records lie. `hint` says what roomcal must be told to find them, too;
 * `closed` are the buckets that may not be read, as an operator writes them.
 */
export interface PythonEstate {
  environment: Environment;
  hint: string | undefined;
  records: GuardedTexts[];
  closed: string[];
}

/**
 * Finds what the Python service has left, by both names that its buckets may have, or where `env` and `recordsAt` (as a
 * person writes a place) say. A bucket that nobody named, and that may not be read, is passed over: all projects share
 * the names of buckets, and it may be a stranger's. Throws a `ConfigError` where there is no configuration.
 */
export async function findEstate(
  env: Record<string, string | undefined>,
  recordsAt: string | undefined,
): Promise<PythonEstate> {
  const found = await findConfiguration(env);
  const { environment, config } = found;
  const named = [
    ...(recordsAt === undefined ? [] : [placeOf('--records', recordsAt)]),
    ...(env.ROOMCAL_WATCH_IDS ? [environment.watchIds] : []),
  ];
  const guessed = [environment.watchIds, ...RECORD_BUCKETS.map((bucket) => ({ bucket, folder: '' }))];
  const closed = new Set(found.closed);
  const records = await Promise.all(
    distinct([...named, ...guessed]).map(async (place) => {
      const isNamed = named.some((one) => keyOf(one) === keyOf(place));
      return isNamed ? await openTexts(place, environment) : await openGuessed(place, environment, closed);
    }),
  );
  return {
    environment,
    hint: config === env.ROOMCAL_CONFIG ? undefined : `roomcal finds it with ROOMCAL_CONFIG=${config}`,
    records: records.filter((texts) => texts !== undefined),
    closed: [...closed],
  };
}

async function findConfiguration(
  env: Record<string, string | undefined>,
): Promise<{ environment: Environment; config: string; closed: Set<string> }> {
  const wanted = env.ROOMCAL_CONFIG || `gs://${CONFIG_BUCKETS[0]}/config.json`;
  const environment = readEnvironment({ ...env, ROOMCAL_CONFIG: wanted });
  if (environment.config === 'sandbox')
    throw new ConfigError('migrate: set ROOMCAL_CONFIG; a running sandbox prints what to set');
  const { place, name } = environment.config;
  const closed = new Set<string>();
  // Whoever names another bucket means that one.
  if (!('bucket' in place) || !CONFIG_BUCKETS.includes(place.bucket))
    return { environment, config: wanted, closed };
  for (const bucket of new Set([place.bucket, ...CONFIG_BUCKETS])) {
    const isNamed = Boolean(env.ROOMCAL_CONFIG) && bucket === place.bucket;
    const at = { ...place, bucket };
    const texts = isNamed ? await openTexts(at, environment) : await openGuessed(at, environment, closed);
    if ((await texts?.read(name)) === undefined) continue;
    const config = `gs://${bucket}/${place.folder}${name}`;
    return { environment: readEnvironment({ ...env, ROOMCAL_CONFIG: config }), config, closed };
  }
  const looked = CONFIG_BUCKETS.map((bucket) => `gs://${bucket}`).join(' nor in ');
  const unread = closed.size === 0 ? '' : ` (${[...closed].join(', ')} may not be read)`;
  throw new ConfigError(
    `migrate: there is no ${name} in ${looked}${unread}; set ROOMCAL_CONFIG to where it lies`,
  );
}

/** The texts at a place that nobody named; undefined where it is not there, or may not be read: `closed` has it then. */
async function openGuessed(
  place: Place,
  environment: Environment,
  closed: Set<string>,
): Promise<GuardedTexts | undefined> {
  try {
    return await openTexts(place, environment);
  } catch (error) {
    const { status, reason } = Object(error) as Partial<VendorFailure>;
    if (!('bucket' in place) || status !== 403 || reason !== 'forbidden') throw error;
    closed.add(`gs://${place.bucket}`);
    return undefined;
  }
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

const keyOf = (place: Place) => JSON.stringify(place);
