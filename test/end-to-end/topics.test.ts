import { createRequire } from 'node:module';
import { PubSub } from '@google-cloud/pubsub';
import { Server, ServerCredentials, type ServiceDefinition, status } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import { PubSubService } from '../../src/sandbox/pubsub/service.ts';
import { aStage, MINUTE_MS } from './a-stage.ts';
import { ask, type RoomState, roomOnce } from './at-the-door.ts';

const TOPIC = 'roomcalendar_events';
const titled = (title: string) => (room: RoomState) =>
  (room.current as { title: string } | null)?.title === title;

function clientOf(projectId: string, apiEndpoint: string): PubSub {
  const client = new PubSub({ projectId, apiEndpoint, emulatorMode: true });
  onTestFinished(() => client.close());
  return client;
}

it('a topic that is deleted while the service runs is made anew, and heard again by all', async () => {
  // No sweep is due: whoever hears again looks at once.
  const stage = await aStage({ rooms: ['attic'], config: { sweep_mins: 600 } });
  const env = { ...stage.clouds.environment, HOST: '127.0.0.1' };
  const [first, second] = await Promise.all([
    stage.start({ ...env, ...stage.pushed, ROOMCAL_SUBSCRIPTION: 'first' }),
    stage.start({ ...env, PORT: '0', ROOMCAL_SUBSCRIPTION: 'second' }),
  ]);
  for (const { line, url } of [first, second]) {
    await line(({ msg }) => msg === 'Pub/Sub: connected');
    await roomOnce(url, 'attic', ({ channel_state }) => channel_state === 'live');
  }
  const client = clientOf(stage.clouds.projectId, stage.clouds.pubsubHost);
  await client.topic(TOPIC).delete();
  const [{ topic }] = await client.subscription('second').getMetadata();
  expect(topic).toBe('_deleted-topic_');

  const [before, afterwards] = [first.lines.length, second.lines.length];
  stage.meet('attic', 'Unheard', 0, 60 * MINUTE_MS);
  await roomOnce(first.url, 'attic', titled('Unheard'));
  await first.line(({ msg }) => msg === 'attic: relayed', before);
  await stage.shows('attic', 'Unheard');
  // Who publishes notices at once; who only hears, and hears nothing, looks now and then, and finds what went unheard.
  await first.line(({ msg }) => msg === 'Pub/Sub: connected', before);
  stage.clock.leap(5 * MINUTE_MS);
  await second.line(({ msg }) => msg === 'Pub/Sub: connected', afterwards);
  await roomOnce(second.url, 'attic', titled('Unheard'));
  for (const name of ['first', 'second']) {
    const [{ topic: heard }] = await client.subscription(name).getMetadata();
    expect(heard).toBe(`projects/${stage.clouds.projectId}/topics/${TOPIC}`);
  }
  stage.meet('attic', 'Heard', 0, 20 * MINUTE_MS);
  for (const { line } of [first, second])
    await line(({ set, because }) => set?.curevmtg === 'Heard' && because === 'changed');
});

/** A Pub/Sub of which whoever is no administrator may publish and subscribe, and make nothing. */
async function aStrictPubSub(clock: Clock, projectId: string) {
  const service = new PubSubService(clock);
  const protos = createRequire(import.meta.url)('@google-cloud/pubsub/build/protos/protos.json');
  const definitions = fromJSON(protos, { arrays: true, longs: Number });
  const denied = (_: unknown, respond: (error: object) => void) =>
    respond({ code: status.PERMISSION_DENIED, details: 'User not authorized to perform this action.' });
  const open = async (more: { publisher?: object; subscriber?: object } = {}) => {
    const server = new Server();
    const of = (name: string) => definitions[`google.pubsub.v1.${name}`] as ServiceDefinition;
    server.addService(of('Publisher'), { ...service.publisher, ...more.publisher });
    server.addService(of('Subscriber'), { ...service.subscriber, ...more.subscriber });
    const port = await new Promise<number>((resolve, reject) => {
      const opened = (error: Error | null, bound: number) => (error ? reject(error) : resolve(bound));
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), opened);
    });
    onTestFinished(() => server.forceShutdown());
    return `127.0.0.1:${port}`;
  };
  const admin = clientOf(projectId, await open());
  const strict = await open({
    publisher: { CreateTopic: denied, GetTopic: denied },
    subscriber: { CreateSubscription: denied, DeleteSubscription: denied },
  });
  return { admin, strict };
}

it('the service starts with no right to make a topic where topic and subscription are there', async () => {
  const stage = await aStage({ rooms: ['attic'] });
  const { admin, strict } = await aStrictPubSub(stage.clock, stage.clouds.projectId);
  const [topic] = await admin.createTopic(TOPIC);
  await topic.createSubscription('ours', { enableMessageOrdering: true });
  const env = { ...stage.clouds.environment, HOST: '127.0.0.1', PUBSUB_EMULATOR_HOST: strict };
  const { url, line } = await stage.start({ ...env, ...stage.pushed, ROOMCAL_SUBSCRIPTION: 'ours' });
  await line(({ msg }) => msg === 'Pub/Sub: connected');
  await line(({ msg }) => msg === 'attic: channel.opened');
  stage.meet('attic', 'Heard');
  await line(({ set, because }) => set?.curevmtg === 'Heard' && because === 'changed');
  await line(({ msg }) => msg === 'attic: relayed');
  await stage.shows('attic', 'Heard');
  expect(await ask(url, 'GET', '/readyz')).toMatchObject({ status: 200, body: { ready: true } });
});
