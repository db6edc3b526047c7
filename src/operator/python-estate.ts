import { type Environment, type Place, placeOf, readEnvironment } from '../configuration/environment.ts';
import type { GuardedTexts } from '../io/storage/channel-store.ts';
import { ConfigError } from '../validation/config-error.ts';
import { openTexts } from './clouds.ts';

/** As the Python service's README names them, and roomcal does, and as its code does. */
const CONFIG_BUCKETS = ['roomcal-config', 'roomcalendar-config'];
const RECORD_BUCKETS = ['roomcal-watch-ids', 'roomcalendar-watch-ids'];

/** Where the Python service's configuration and records lie. `hint` says what roomcal must be told to find them, too. */
export interface PythonEstate {
  environment: Environment;
  hint: string | undefined;
  records: GuardedTexts[];
}

/**
 * Finds what the Python service has left, by both names that its buckets may have, or where `env` and `recordsAt` (as a
 * person writes a place) say. Throws a `ConfigError` where there is no configuration.
 */
export async function findEstate(
  env: Record<string, string | undefined>,
  recordsAt: string | undefined,
): Promise<PythonEstate> {
  const wanted = env.ROOMCAL_CONFIG || `gs://${CONFIG_BUCKETS[0]}/config.json`;
  const found = await findConfiguration({ ...env, ROOMCAL_CONFIG: wanted });
  const { environment, config } = found;
  const places = [
    ...(recordsAt === undefined ? [] : [placeOf('--records', recordsAt)]),
    environment.watchIds,
    ...RECORD_BUCKETS.map((bucket) => ({ bucket, folder: '' })),
  ];
  const records = await Promise.all(distinct(places).map((place) => openTexts(place, environment)));
  return {
    environment,
    hint: config === env.ROOMCAL_CONFIG ? undefined : `roomcal finds it with ROOMCAL_CONFIG=${config}`,
    records: records.filter((texts) => texts !== undefined),
  };
}

async function findConfiguration(
  env: Record<string, string | undefined> & { ROOMCAL_CONFIG: string },
): Promise<{ environment: Environment; config: string }> {
  const environment = readEnvironment(env);
  if (environment.config === 'sandbox')
    throw new ConfigError('migrate: set ROOMCAL_CONFIG; a running sandbox prints what to set');
  const { place, name } = environment.config;
  // Whoever names another bucket means that one.
  if (!('bucket' in place) || !CONFIG_BUCKETS.includes(place.bucket))
    return { environment, config: env.ROOMCAL_CONFIG };
  for (const bucket of new Set([place.bucket, ...CONFIG_BUCKETS])) {
    const texts = await openTexts({ ...place, bucket }, environment);
    if ((await texts?.read(name)) === undefined) continue;
    const config = `gs://${bucket}/${place.folder}${name}`;
    return { environment: readEnvironment({ ...env, ROOMCAL_CONFIG: config }), config };
  }
  const looked = CONFIG_BUCKETS.map((bucket) => `gs://${bucket}`).join(' nor in ');
  throw new ConfigError(`migrate: there is no ${name} in ${looked}; set ROOMCAL_CONFIG to where it lies`);
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
