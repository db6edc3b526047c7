import { type Environment, readEnvironment } from '../configuration/environment.ts';
import { ConfigError } from '../validation/config-error.ts';
import { isKnownAsOurs, openTexts } from './clouds.ts';
import { type PassedOver, unlessClosed } from './guessed-places.ts';

/** As the Python service's README names them, and roomcal does, and as its code does. */
const CONFIG_BUCKETS = ['roomcal-config', 'roomcalendar-config'];

/**
 * Where the configuration lies, as `ROOMCAL_CONFIG` is written: where it says, or in a bucket of either name. What lies in
 * a bucket that nobody named is used only where the bucket is known to be this project's own: a stranger's would lend us
 * rooms and credentials that we must not touch. Throws a `ConfigError` where there is none to use, and tells what was found.
 */
export async function findConfiguration(
  env: Record<string, string | undefined>,
  passedOver: PassedOver,
): Promise<{ environment: Environment; config: string }> {
  const wanted = env.ROOMCAL_CONFIG || `gs://${CONFIG_BUCKETS[0]}/config.json`;
  const environment = readEnvironment({ ...env, ROOMCAL_CONFIG: wanted });
  if (environment.config === 'sandbox')
    throw new ConfigError('migrate: set ROOMCAL_CONFIG; a running sandbox prints what to set');
  const { place, name } = environment.config;
  // Whoever names another bucket means that one.
  if (!('bucket' in place) || !CONFIG_BUCKETS.includes(place.bucket)) return { environment, config: wanted };
  const strangers: string[] = [];
  for (const bucket of new Set([place.bucket, ...CONFIG_BUCKETS])) {
    const isNamed = Boolean(env.ROOMCAL_CONFIG) && bucket === place.bucket;
    const at = { ...place, bucket };
    const found = isNamed
      ? await (await openTexts(at, environment))?.read(name)
      : await unlessClosed(at, environment, passedOver, (texts) => texts.read(name));
    if (found === undefined) continue;
    const config = `gs://${bucket}/${place.folder}${name}`;
    if (isNamed || (await isKnownAsOurs(at, environment)))
      return { environment: readEnvironment({ ...env, ROOMCAL_CONFIG: config }), config };
    passedOver.set(`gs://${bucket}`, `nobody named it; set ROOMCAL_CONFIG=${config} if it is yours`);
    strangers.push(`migrate: found ${config}: set ROOMCAL_CONFIG=${config} if it is yours`);
  }
  if (strangers.length > 0) throw new ConfigError(strangers.join('\n'));
  const looked = CONFIG_BUCKETS.map((bucket) => `gs://${bucket}`).join(' nor in ');
  const unread = passedOver.size === 0 ? '' : ` (${[...passedOver.keys()].join(', ')} may not be read)`;
  throw new ConfigError(
    `migrate: there is no ${name} in ${looked}${unread}; set ROOMCAL_CONFIG to where it lies`,
  );
}
