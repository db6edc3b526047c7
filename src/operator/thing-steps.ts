import { thingAddress } from '../agenda/thing-address.ts';
import { ofAccount } from '../configuration/iot-accounts.ts';
import type { DefinedThing, Definition, ThingsAdmin } from '../ports/administration.ts';
import { missingOf } from './door-variables.ts';
import type { Step } from './steps.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** Which Things there are to be with which variables, and where the cloud is to tell of buttons among them, if anywhere. */
export interface WantedThings {
  /** Whose they are, where that has a name. */
  account: string | undefined;
  names: readonly string[];
  variables: readonly Definition[];
  webhookOf: ((address: string) => string | undefined) | undefined;
}

/** What makes the Things that are wanted; what can't be made is told in `troubles`. */
export function thingSteps(
  wanted: WantedThings,
  things: readonly DefinedThing[],
  cloud: ThingsAdmin,
  troubles: (Trouble & { subject: string })[],
): Step[] {
  return wanted.names.flatMap((name): Step[] => {
    const subject = `Thing ${name}${ofAccount({ name: wanted.account })}`;
    const found = things.filter((thing) => thing.name === name);
    if (found.length > 1) {
      const says = `${found.length} Things have this name: ${found.map(({ id }) => id).join(', ')}`;
      troubles.push({ subject, says, mend: 'rename all but one, and run roomcal setup again' });
      return [];
    }
    const [thing] = found;
    const missing = thing ? missingOf(thing, wanted.variables) : wanted.variables;
    const webhook = wanted.webhookOf?.(thingAddress({ account: wanted.account, thingName: name }));
    const isOthers = webhook !== undefined && !mayBeReplaced(thing?.webhook, webhook);
    if (isOthers)
      troubles.push({
        subject,
        says: 'its webhook is in use for something else, so that its presses are read every poll_seconds',
        mend: 'take the webhook from the Thing in the IoT Cloud, and run roomcal setup again',
      });
    const hook = webhook === undefined || isOthers || thing?.webhook === webhook ? undefined : webhook;
    const variables = missing.map(({ variable_name }) => variable_name).join(', ');
    const complete = async (id: string, failed: (trouble: Trouble) => void) => {
      for (const definition of missing) await addOne(cloud, id, definition, failed);
      if (hook !== undefined) await orTell('webhook', failed, () => cloud.setWebhook(id, hook));
    };
    const told = hook === undefined ? [] : ['let Arduino tell roomcal when it is written'];
    if (!thing) {
      const would = [`make it, with ${variables}`, ...told].join('; ');
      const act: Step['act'] = async (failed) => complete(await cloud.createThing(name), failed);
      return [{ subject, would, done: 'made', act }];
    }
    const would = [...(missing.length > 0 ? [`add ${variables}`] : []), ...told].join('; ');
    return would ? [{ subject, would, done: 'done', act: (failed) => complete(thing.id, failed) }] : [];
  });
}

/** Whether an address is none, or one that roomcal has given once: with another secret its token is another. */
function mayBeReplaced(old: string | undefined, webhook: string): boolean {
  const withoutToken = (address: string) => address.replace(/[^/]*$/, '');
  return old === undefined || withoutToken(old) === withoutToken(webhook);
}

function addOne(
  cloud: ThingsAdmin,
  thingId: string,
  definition: Definition,
  failed: (trouble: Trouble) => void,
): Promise<void> {
  return orTell(definition.variable_name, failed, () => cloud.createProperty(thingId, definition));
}

async function orTell(
  what: string,
  failed: (trouble: Trouble) => void,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { says, mend } = troubleOf(error);
    failed({ says: `${what}: ${says}`, mend });
  }
}
