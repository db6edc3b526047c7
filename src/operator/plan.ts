import { thingWebhooks } from '../configuration/building-options.ts';
import type { Environment } from '../configuration/environment.ts';
import { iotAccountsOf, ofAccount } from '../configuration/iot-accounts.ts';
import { readConfiguration } from '../configuration/open.ts';
import type { BucketsAdmin, Definition, EventsAdmin } from '../ports/administration.ts';
import type { Clock } from '../ports/clock.ts';
import { bucketsOf, openBuckets, openThings, thingNamesOf } from './clouds.ts';
import type { Step } from './steps.ts';
import { thingSteps } from './thing-steps.ts';
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
  /** Whether the Things are to be buttons, of which the IoT Cloud tells. */
  withActions: boolean;
}

/**
 * Looks what the environment and the configuration name and the clouds lack. Nothing is made. Throws a `ConfigError` or
 * a `VendorFailure` where the configuration is there and can't be read.
 */
export async function planOf(
  environment: Environment,
  { events, clock, variables, withActions }: PlanOptions,
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
    const webhookOf = withActions ? thingWebhooks(config) : undefined;
    const missing = iotAccountsOf(config).map((account) => {
      const things = openThings(account, clock);
      const names = thingNamesOf(config, account);
      return look(`Arduino IoT Cloud${ofAccount(account)}`, async () =>
        thingSteps(
          { account: account.name, names, variables, webhookOf },
          await things.things(),
          things,
          plan.troubles,
        ),
      );
    });
    missingThings = Promise.all(missing).then((steps) => steps.flat());
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
