import type { Environment } from '../configuration/environment.ts';
import { readConfiguration } from '../configuration/open.ts';
import type {
  BucketsAdmin,
  DefinedThing,
  Definition,
  EventsAdmin,
  ThingsAdmin,
} from '../ports/administration.ts';
import type { Clock } from '../ports/clock.ts';
import { bucketsOf, openBuckets, openThings, thingNamesOf } from './clouds.ts';
import { missingOf } from './door-variables.ts';
import type { Step } from './steps.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** What is missing; `troubles` is what keeps roomcal from knowing, or from making it. */
export interface Plan {
  steps: Step[];
  troubles: (Trouble & { subject: string })[];
}

export interface PlanOptions {
  events: EventsAdmin;
  clock: Clock;
  /** What each Thing is to have. */
  variables: readonly Definition[];
}

/**
 * Looks what the environment and the configuration name and the clouds lack. Nothing is made. Throws a `ConfigError` or
 * a `VendorFailure` where the configuration is there and can't be read.
 */
export async function planOf(
  environment: Environment,
  { events, clock, variables }: PlanOptions,
): Promise<Plan> {
  const plan: Plan = { steps: [], troubles: [] };
  const look = async (subject: string, work: () => Promise<Step[]>) => {
    try {
      return await work();
    } catch (error) {
      plan.troubles.push({ subject, ...troubleOf(error) });
      return [];
    }
  };
  const buckets = bucketsOf(environment);
  const storage = buckets.length > 0 ? await openBuckets(environment) : undefined;
  const missingBuckets = buckets.map((bucket) =>
    look(`bucket gs://${bucket}`, () => bucketSteps(bucket, storage!)),
  );
  const missingEvents = look('Pub/Sub', () => eventSteps(environment.subscription, events));
  const ofConfiguration = configurationBucket(environment);
  const hasNone =
    ofConfiguration !== undefined && (await missingBuckets[buckets.indexOf(ofConfiguration)]!).length > 0;
  let missingThings: Promise<Step[]> = Promise.resolve([]);
  if (hasNone) {
    plan.troubles.push({
      subject: `bucket gs://${ofConfiguration}`,
      says: 'there is no configuration yet',
      mend: 'make the bucket, put the configuration there, and run roomcal setup again for its Things',
    });
  } else {
    const { config } = await readConfiguration(environment);
    const things = openThings(config, clock);
    missingThings = look('Arduino IoT Cloud', async () =>
      thingSteps(thingNamesOf(config), variables, await things.things(), things, plan.troubles),
    );
  }
  plan.steps = (await Promise.all([...missingBuckets, missingEvents, missingThings])).flat();
  return plan;
}

function configurationBucket({ config }: Environment): string | undefined {
  return config !== 'sandbox' && 'bucket' in config.place ? config.place.bucket : undefined;
}

async function bucketSteps(bucket: string, storage: BucketsAdmin): Promise<Step[]> {
  if (await storage.exists(bucket)) return [];
  return [making(`bucket gs://${bucket}`, () => storage.create(bucket))];
}

async function eventSteps(name: string | undefined, events: EventsAdmin): Promise<Step[]> {
  const [topic, subscription] = await Promise.all([events.topic(), events.subscription()]);
  return [
    ...(topic ? [] : [making(`topic ${events.topicName}`, () => events.createTopic())]),
    ...(subscription || name === undefined
      ? []
      : [making(`subscription ${name}`, () => events.createSubscription())]),
  ];
}

const making = (subject: string, act: Step['act']): Step => ({
  subject,
  would: 'make it',
  done: 'made',
  act,
});

function thingSteps(
  names: readonly string[],
  wanted: readonly Definition[],
  things: readonly DefinedThing[],
  cloud: ThingsAdmin,
  troubles: Plan['troubles'],
): Step[] {
  return names.flatMap((name): Step[] => {
    const subject = `Thing ${name}`;
    const found = things.filter((thing) => thing.name === name);
    if (found.length > 1) {
      const says = `${found.length} Things have this name: ${found.map(({ id }) => id).join(', ')}`;
      troubles.push({ subject, says, mend: 'rename all but one, and run roomcal setup again' });
      return [];
    }
    const [thing] = found;
    const missing = thing ? missingOf(thing, wanted) : wanted;
    if (missing.length === 0) return [];
    const variables = missing.map(({ variable_name }) => variable_name).join(', ');
    const add = async (id: string, failed: (trouble: Trouble) => void) => {
      for (const definition of missing) await addOne(cloud, id, definition, failed);
    };
    return [
      thing
        ? { subject, would: `add ${variables}`, done: 'done', act: (failed) => add(thing.id, failed) }
        : {
            subject,
            would: `make it, with ${variables}`,
            done: 'made',
            act: async (failed) => add(await cloud.createThing(name), failed),
          },
    ];
  });
}

async function addOne(
  cloud: ThingsAdmin,
  thingId: string,
  definition: Definition,
  failed: (trouble: Trouble) => void,
): Promise<void> {
  try {
    await cloud.createProperty(thingId, definition);
  } catch (error) {
    const { says, mend } = troubleOf(error);
    failed({ says: `${definition.variable_name}: ${says}`, mend });
  }
}
