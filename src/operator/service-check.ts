import type { Config } from '../configuration/config.ts';
import { iotAccountsOf } from '../configuration/iot-accounts.ts';
import { askService, type Pair, type ServiceAnswer } from '../io/service-probe.ts';
import { messageOf } from '../io/vendor-error.ts';
import { probeWebhook } from '../io/webhook-probe.ts';
import { type Finding, failed, ok, warning } from './check.ts';

/** The file, as the doctor has read it, and which roomcal the doctor is. */
export interface Expected {
  config: Config;
  generation: string;
  version: string;
}

const NAMED_AT_MOST = 10;
const RELOAD =
  'wait a minute, or POST /reload there; if it stays, see where ROOMCAL_CONFIG of the service leads';

/**
 * Whether the service at `address` runs by this file. It is shown the credentials only once it has said that it is roomcal, and by
 * https, or on this machine. Undefined where nothing there is roomcal: that is told of the webhook.
 */
export async function checkService(address: string, expected: Expected): Promise<Finding | undefined> {
  const base = address.replace(/(\/webhook)?\/*$/, '');
  const probed = await probeWebhook(`${base}/webhook`).catch((error) => messageOf(error));
  if (typeof probed === 'string' || probed.code !== 'UNKNOWN_CHANNEL') return undefined;
  if (!isPrivate(base))
    return failed('it is not asked, for the secret would go there as plain text', 'give --url with https://');
  const answer = await asked(`${base}/version`, expected.config);
  if (answer.status === 401)
    return failed('it does not know the secret of this file: it runs by another configuration', RELOAD);
  if (answer.status === 404)
    return warning('it is an older roomcal, which does not tell by which file it runs', DEPLOY);
  if (answer.status !== 200) return failed(`it answers ${answer.status} to GET /version`, 'see its log');
  const rooms = await asked(`${base}/rooms`, expected.config);
  const { missing = [] } = rooms.body;
  if (Array.isArray(missing) && missing.length > 0)
    return failed(`the processes of shards ${missing.join(', ')} do not answer`, PEERS);
  return compared(answer.body, namesIn(rooms), expected);
}

const PEERS = 'see whether they run, and where ROOMCAL_PEERS of the one that answers leads';

const DEPLOY = 'deploy the version that the doctor is of';

/** With the first secret of the file, or the one before it. */
async function asked(url: string, config: Config): Promise<ServiceAnswer> {
  const [{ clientId: id, clientSecret, previousSecret }] = iotAccountsOf(config);
  const pairs: Pair[] = [clientSecret, previousSecret].flatMap((one) =>
    one === undefined ? [] : [{ id, secret: one }],
  );
  let answer = await askService(url, pairs[0]!);
  if (answer.status === 401 && pairs[1]) answer = await askService(url, pairs[1]);
  return answer;
}

function compared(
  { version, generation, mistakes }: Record<string, unknown>,
  there: readonly string[],
  expected: Expected,
): Finding {
  const here = expected.config.rooms.map(({ room_name }) => room_name);
  const missing = here.filter((name) => !there.includes(name));
  const extra = there.filter((name) => !here.includes(name));
  const refused = Array.isArray(mistakes) && mistakes.length > 0 ? String(mistakes[0]) : undefined;
  const differences = [
    ...(refused === undefined ? [] : [`it refuses what lies there: ${refused}`]),
    ...(missing.length > 0 ? [`it lacks ${named(missing)}`] : []),
    ...(extra.length > 0 ? [`it has ${named(extra)}, which the file has not`] : []),
    ...(generation === expected.generation
      ? []
      : [`it runs by generation ${generation}, not ${expected.generation}`]),
  ];
  if (differences.length > 0) return failed(differences.join('; '), RELOAD);
  if (isOlder(String(version), expected.version))
    return warning(`it is roomcal ${version}, older than ${expected.version}`, DEPLOY);
  return ok(`roomcal ${version} runs by this file`);
}

/** The first of them: there may be thousands. */
function named(rooms: readonly string[]): string {
  const more = rooms.length - NAMED_AT_MOST;
  return rooms.slice(0, NAMED_AT_MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function namesIn({ body }: ServiceAnswer): string[] {
  const rooms = Array.isArray(body.rooms) ? body.rooms : [];
  return rooms.map((room) => String(Object(room).room_name));
}

/** Whether a version is before another, part by part. */
function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}

/** Whether nobody on the way reads what is sent there. */
function isPrivate(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
