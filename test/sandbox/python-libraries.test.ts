import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { sandboxTest as test } from './sandbox-test.ts';

/** A Python that may have Google's libraries; elsewhere these tests are skipped. */
const PYTHON = process.env.PYTHON ?? 'python3';
const has = (module: string) => spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;

/** What a Python program writes. */
async function run(program: string, env: Record<string, string>): Promise<string> {
  const python = spawn(PYTHON, ['-c', program], { env: { ...process.env, ...env } });
  const [out, err, [code]] = await Promise.all([
    text(python.stdout),
    text(python.stderr),
    once(python, 'close'),
  ]);
  if (code !== 0) throw new Error(err);
  return out.trim();
}

const STORAGE = `
import json
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
client = storage.Client(credentials=AnonymousCredentials(), project="p")
bucket = client.bucket("roomcalendar-watch-ids")
with bucket.blob("blue_room.json").open("w") as f:
    json.dump({"response": {"id": "gcalwatch_v5", "resourceId": "é"}}, f)
bucket.blob("small").upload_from_string("{}", content_type="application/json")
with bucket.blob("blue_room.json").open("r") as f:
    print(json.dumps([json.load(f), bucket.exists(), client.bucket("none").exists(),
        bucket.blob("none").exists(), [blob.name for blob in client.list_blobs(bucket, prefix="blue")]]))
`;

test.skipIf(!has('google.cloud.storage'))(
  'google-cloud-storage for Python reads what it wrote',
  async ({ clouds }) => {
    clouds.storage.createBucket('roomcalendar-watch-ids');
    const told = JSON.parse(await run(STORAGE, { STORAGE_EMULATOR_HOST: clouds.httpUrl }));
    const response = { id: 'gcalwatch_v5', resourceId: 'é' };
    expect(told).toEqual([{ response }, true, false, false, ['blue_room.json']]);
  },
  30_000,
);

const PUBSUB = `
import json
from google.cloud import pubsub_v1
topic = "projects/roomcal-sandbox/topics/roomcalendar_events"
publisher = pubsub_v1.PublisherClient()
publisher.create_topic(name=topic)
subscriber = pubsub_v1.SubscriberClient()
name = "projects/roomcal-sandbox/subscriptions/roomcalendar_events-sub"
subscriber.create_subscription(name=name, topic=topic)
data = json.dumps({"room_name": "blue_room", "events": []})
publisher.publish(topic, data.encode("utf-8")).result()
def callback(message):
    print(message.data.decode("utf-8"))
    message.ack()
    future.cancel()
future = subscriber.subscribe(name, callback=callback)
try:
    future.result(timeout=20)
except Exception:
    pass
`;

test.skipIf(!has('google.cloud.pubsub_v1'))(
  'google-cloud-pubsub for Python hears what it published',
  async ({ clouds }) => {
    const told = await run(PUBSUB, { PUBSUB_EMULATOR_HOST: clouds.pubsubHost });
    expect(told).toContain('{"room_name": "blue_room", "events": []}');
  },
  30_000,
);
