import type { Environment } from '../configuration/environment.ts';
import type { Clock } from '../ports/clock.ts';
import { type Check, failed, look, ok, warning } from './check.ts';
import { bucketsOf, openBuckets, withEvents } from './clouds.ts';

/** Topic and subscription; the service makes them at its start where they are missing. */
export async function checkEvents(environment: Environment, clock: Clock): Promise<Check[]> {
  const { subscription: name, shard } = environment;
  const later = 'it is made as the service starts; or run roomcal setup';
  const topic = look('topic', 'roomcalendar_events', clock, () =>
    withEvents(environment, async (events) =>
      (await events.topic()) ? ok('is there') : warning('is missing', later),
    ),
  );
  if (name === undefined) {
    const part = shard.shards === 1 ? '' : `; this one's hears of shard ${shard.shard} of ${shard.shards}`;
    const own = look('subscription', 'one of each process', clock, async () =>
      ok(`made as it starts, removed as it ends${part}`),
    );
    return Promise.all([topic, own]);
  }
  const subscription = look('subscription', name, clock, () =>
    withEvents(environment, async (events) => {
      const found = await events.subscription();
      if (!found) return warning('is missing', later);
      const anew = 'delete it and run roomcal setup, or name another one in ROOMCAL_SUBSCRIPTION';
      if (found.topic === '_deleted-topic_') return failed('its topic was deleted: it hears nothing', anew);
      if (found.topic !== events.topicName) return failed(`hears another topic, ${found.topic}`, anew);
      return found.ordered ? ok('is there') : warning('does not keep the order of messages', anew);
    }),
  );
  return Promise.all([topic, subscription]);
}

/** The buckets of the configuration and of the watch ids, where they are in one. */
export async function checkBuckets(environment: Environment, clock: Clock): Promise<Check[]> {
  return Promise.all(
    bucketsOf(environment).map((bucket) =>
      look('bucket', `gs://${bucket}`, clock, async () =>
        (await (await openBuckets(environment)).exists(bucket))
          ? ok('is there')
          : failed(
              'is missing',
              'run roomcal setup, or correct its name in ROOMCAL_CONFIG or ROOMCAL_WATCH_IDS',
            ),
      ),
    ),
  );
}
