import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { text } from 'node:stream/consumers';
import { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { start } from '../../src/bootstrap.ts';
import { systemClock } from '../../src/io/clock.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';
import { calendarOf, seedClouds } from '../../src/sandbox/seed-data.ts';
import { spawnRoomcal } from '../helpers/child.ts';
import { setFaults } from '../helpers/clouds.ts';
import { freePort } from '../helpers/free-port.ts';
import { startRoomcal } from '../helpers/roomcal.ts';

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function openClouds(ports = { httpPort: 0, pubsubPort: 0 }): Promise<Clouds> {
  const clouds = await startClouds({ clock: systemClock, ...ports });
  opened.push(clouds);
  return clouds;
}

function runningNow(summary: string) {
  const [start, end] = [0, 30].map((minutes) => ({
    dateTime: new Date(systemClock.now() + minutes * 60_000).toISOString(),
  }));
  return { summary, start: start!, end: end! };
}

describe('a process', () => {
  it('runs the sandbox, says what to try, and tells each change at a door in a line', async () => {
    const child = spawnRoomcal({ PORT: '0', SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0' });
    const welcome = await child.printed('Each change at a door');
    const clouds = welcome.match(/Calendar, IoT, Storage\s+(\S+)/)![1]!;
    for (const text of [
      '/meetings',
      '/calendar/v3/calendars/',
      'ROOMCAL_CONFIG=gs://roomcal-config/config.json',
    ]) {
      expect(welcome).toContain(text);
    }
    await child.printed('black_room   free  Free all day');
    await fetch(`${clouds}/calendar/v3/calendars/${calendarOf('blue_room')}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(runningNow('Fire brigade')),
    });
    await child.printed('blue_room    busy  Fire brigade');
    child.signal('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('loses no change that it has acknowledged when it is told to end', async () => {
    const clouds = await openClouds();
    const port = await freePort();
    await seedClouds(clouds, `http://127.0.0.1:${port}`, systemClock.now());
    const observed = await observe(clouds);
    const service = spawnRoomcal({
      ...clouds.environment,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'debug',
    });
    await service.printed('blue_room: channel.opened');

    await setFaults(clouds, [{ vendor: 'calendar', delay_ms: 300 }]);
    clouds.calendar.insert(calendarOf('blue_room'), runningNow('Fire brigade'));
    await service.printed('blue_room: notified');
    service.signal('SIGTERM');
    const { code, stderr } = await service.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      await observed((message) => message.events.some(({ summary }) => summary === 'Fire brigade')),
    ).toMatchObject({ room_name: 'blue_room', complete: true });
  });

  it('starts while storage and Pub/Sub are away, is not ready, says why, and opens when they are back', async () => {
    const gone = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
    await gone.close();
    const service = spawnRoomcal({ ...gone.environment, PORT: '0', HOST: '127.0.0.1' });
    const url = (await service.printed('listening at ')).match(/listening at (http:[^"]+)/)![1]!;
    await service.printed('trying again');
    const unready = await fetch(`${url}/readyz`);
    expect(unready.status).toBe(503);
    expect(await unready.json()).toMatchObject({
      ready: false,
      because: [expect.stringContaining('Cloud Storage')],
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/meetings?room_name=blue_room`)).status).toBe(503);

    const [httpPort, pubsubPort] = [gone.httpUrl, gone.pubsubHost].map((address) =>
      Number(address.split(':').at(-1)),
    );
    const clouds = await openClouds({ httpPort: httpPort!, pubsubPort: pubsubPort! });
    await seedClouds(clouds, url, systemClock.now());
    await service.printed('black_room   free  Free all day');
    service.signal('SIGTERM');
    expect(await service.ended).toMatchObject({ code: 0 });
  });

  it('can be closed while it still waits for storage', async () => {
    const gone = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
    await gone.close();
    const logger = pino({ level: 'silent' });
    const roomcal = await start({ ...gone.environment, PORT: '0', HOST: '127.0.0.1' }, { logger });
    await roomcal.close();
    await roomcal.opened;
    await expect(fetch(`${roomcal.url}/healthz`)).rejects.toThrow();
  });

  it('joins a running sandbox as a second process, and hears the same changes', async () => {
    const first = await startRoomcal();
    opened.push(first);
    const { clouds } = first;
    const second = await startRoomcal({ ...clouds!.environment, ROOMCAL_SUBSCRIPTION: 'second-sub' });
    opened.push(second);
    expect(second.clouds).toBeUndefined();
    await second.line(({ msg }) => msg === 'Pub/Sub: connected');
    await second.line(({ room_name, because }) => room_name === 'blue_room' && because === 'start');
    // Until then a process that starts finds changes by itself.
    for (const roomcal of [first, second])
      await roomcal.line(({ msg }) => msg === 'blue_room: channel.opened');
    clouds!.calendar.insert(calendarOf('blue_room'), runningNow('Fire brigade'));
    for (const roomcal of [first, second]) {
      await roomcal.line(({ set, because }) => set?.curevmtg === 'Fire brigade' && because === 'changed');
    }
  });
});

it('a command whose output nobody reads to its end has made no mistake', async () => {
  const child = spawn(process.execPath, ['bin/roomcal.js', 'schema']);
  const ended = once(child, 'close');
  child.stdout.destroy();
  expect([await text(child.stderr), (await ended)[0]]).toEqual(['', 0]);
});

interface PublishedMessage {
  room_name: string;
  events: { summary: string }[];
  complete: boolean;
}

/** Another subscription to the topic; gives the first message, past or to come, that is `wanted`. */
async function observe({ pubsubHost, projectId }: Clouds) {
  const client = new PubSub({ projectId, apiEndpoint: pubsubHost, emulatorMode: true });
  opened.push(client);
  const [topic] = await client.createTopic('roomcalendar_events');
  const [subscription] = await topic.createSubscription('observer');
  const messages = on(subscription, 'message');
  opened.push({ close: () => subscription.close() });
  return async (wanted: (message: PublishedMessage) => boolean): Promise<PublishedMessage> => {
    for await (const [{ data }] of messages) {
      const message = JSON.parse(data.toString());
      if (wanted(message)) return message;
    }
    throw new Error('the subscription has ended');
  };
}
