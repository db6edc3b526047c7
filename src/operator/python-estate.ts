import { type Environment, type Place, placeOf } from '../configuration/environment.ts';
import type { ListedTexts } from '../io/storage/channel-store.ts';
import { isKnownAsOurs, openTexts } from './clouds.ts';
import { type PassedOver, unlessClosed } from './guessed-places.ts';
import { findConfiguration } from './python-configuration.ts';

/** As the Python service's README names them, and roomcal does, and as its code does. */
const RECORD_BUCKETS = ['roomcal-watch-ids', 'roomcalendar-watch-ids'];

/** A place of records. Only where it `isOurs` are they all ours to touch, and not just those of our rooms. */
export interface Records {
  texts: ListedTexts;
  isOurs: boolean;
}

/**
 * Where the Python service's configuration and records lie. `hint` says what roomcal must be told to find them, too.
 */
export interface PythonEstate {
  environment: Environment;
  hint: string | undefined;
  records: Records[];
  passedOver: PassedOver;
}

/**
 * Finds what the Python service has left, by both names that its buckets may have, or where `env` and `recordsAt` (as a
 * person writes a place) say. A bucket that nobody named, and that may not be read, is passed over. Throws a `ConfigError`
 * where there is no configuration to use.
 */
export async function findEstate(
  env: Record<string, string | undefined>,
  recordsAt: string | undefined,
): Promise<PythonEstate> {
  const passedOver: PassedOver = new Map();
  const { environment, config } = await findConfiguration(env, passedOver);
  const named = [
    ...(recordsAt === undefined ? [] : [placeOf('--records', recordsAt)]),
    ...(env.ROOMCAL_WATCH_IDS ? [environment.watchIds] : []),
  ];
  const guessed = [environment.watchIds, ...RECORD_BUCKETS.map((bucket) => ({ bucket, folder: '' }))];
  const records = await Promise.all(
    distinct([...named, ...guessed]).map(async (place): Promise<Records | undefined> => {
      const isNamed = named.some((one) => keyOf(one) === keyOf(place));
      const texts = isNamed
        ? await openTexts(place, environment)
        : await unlessClosed(place, environment, passedOver, async (found) => found);
      return texts && { texts, isOurs: isNamed || (await isKnownAsOurs(place, environment)) };
    }),
  );
  return {
    environment,
    hint: config === env.ROOMCAL_CONFIG ? undefined : `roomcal finds it with ROOMCAL_CONFIG=${config}`,
    records: records.filter((one) => one !== undefined),
    passedOver,
  };
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

const keyOf = (place: Place) => JSON.stringify(place);
