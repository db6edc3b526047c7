import { thingAddress } from '../agenda/thing-address.ts';
import { thingWebhooks } from '../configuration/building-options.ts';
import type { Config } from '../configuration/config.ts';
import { type Account, iotAccountsOf, ofAccount } from '../configuration/iot-accounts.ts';
import type { DefinedThing } from '../ports/administration.ts';
import type { Clock } from '../ports/clock.ts';
import { buttonMistakesOf } from './button-checks.ts';
import { type Check, type Finding, failed, look, ok, warning } from './check.ts';
import { openThings, thingNamesOf } from './clouds.ts';
import { missingOf, presentOf, typeOf } from './door-variables.ts';

/** Of the free plan, a Thing. */
const FREE_PLAN_VARIABLES = 5;

/** Whether Arduino takes each account's API key, and if so each room's Thing. One request reads all of an account. */
export async function checkThings(config: Config, clock: Clock): Promise<Check[]> {
  const checks = iotAccountsOf(config).map((account) => checkAccount(account, config, clock));
  return (await Promise.all(checks)).flat();
}

/** What the check of an account's key is about. */
export function cloudOf(account: string | undefined): string {
  return account === undefined ? 'Arduino IoT Cloud' : `Arduino IoT Cloud, ${account}`;
}

async function checkAccount(account: Account, config: Config, clock: Clock): Promise<Check[]> {
  let things: DefinedThing[] = [];
  const of = ofAccount(account);
  const key = await look('credentials', cloudOf(account.name), clock, async () => {
    things = await openThings(account, clock).things();
    return ok(`Arduino takes the API key${of}; Things: ${things.length}`);
  });
  if (key.status === 'failed')
    return [account.name && key.mend ? { ...key, mend: `in the account ${account.name}: ${key.mend}` } : key];
  const names = thingNamesOf(config, account);
  return [key, ...names.flatMap((name) => checkThing(name, account.name, things, config))];
}

function checkThing(
  name: string,
  account: string | undefined,
  things: readonly DefinedThing[],
  config: Config,
): Check[] {
  const address = thingAddress({ account, thingName: name });
  const found = things.filter((thing) => thing.name === name);
  const [thing] = found;
  const findings =
    found.length > 1
      ? [failed(`${found.length} Things have this name`, 'rename all but one')]
      : thing
        ? [
            ...mistakesOf(thing),
            ...buttonMistakesOf(thing, thingWebhooks(config)(address), config.poll_seconds),
          ]
        : [failed('there is no such Thing', 'run roomcal setup, or set thing_name of the room')];
  const checks = (findings.length > 0 ? findings : [ok(hasOf(thing!))]).map(
    (finding): Check => ({ check: 'thing', subject: address, ...finding }),
  );
  return found.length === 1 ? [...checks, ...checkPlan(thing!, address)] : checks;
}

function mistakesOf(thing: DefinedThing): Finding[] {
  const missing = missingOf(thing).map(({ variable_name }) => variable_name);
  const present = presentOf(thing);
  const wrong = present.filter(({ variable, property }) => property.type !== typeOf(variable));
  const readOnly = present.filter(({ property }) => property.permission !== 'READ_WRITE');
  return [
    ...(missing.length > 0 ? [failed(`lacks ${missing.join(', ')}`, 'run roomcal setup')] : []),
    ...wrong.map(({ variable, property: { variable_name, type }, isOptional }) => {
      const says = `${variable_name} is ${type}, not ${typeOf(variable)}`;
      const mend = `delete ${variable_name} in the IoT Cloud, and run roomcal setup`;
      return isOptional ? warning(says, `${mend} --all-variables`) : failed(says, mend);
    }),
    ...readOnly.map(({ property: { variable_name, permission } }) =>
      warning(
        `${variable_name} is ${permission}: roomcal may not be able to write it`,
        `set ${variable_name} to Read & Write in the IoT Cloud`,
      ),
    ),
  ];
}

function hasOf(thing: DefinedThing): string {
  const optional = presentOf(thing).filter(({ isOptional }) => isOptional);
  const names = optional.map(({ variable }) => variable).join(', ');
  return `has its nine variables${names && `, and ${names}`}`;
}

/** Arduino tells nobody's plan: this is a guess from a Thing that is as full as the free one allows. */
function checkPlan(thing: DefinedThing, subject: string): Check[] {
  if (thing.properties.length !== FREE_PLAN_VARIABLES || missingOf(thing).length === 0) return [];
  const finding = warning(
    'has five variables, as many as the free plan allows a Thing; a door needs nine',
    'if roomcal setup is refused, take a plan that allows more',
  );
  return [{ check: 'plan', subject, ...finding }];
}
