import { PubSub, type Topic } from '@google-cloud/pubsub';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { pubsubEvents } from '../../src/io/pubsub/events.ts';
import type { EventsPort, IncomingMessage } from '../../src/ports/events.ts';
import type { VendorFailure } from '../../src/ports/failure.ts';
import { startClouds } from '../../src/sandbox/clouds.ts';
import { Faults } from '../../src/stand-ins/faults.ts';
import { eventsPort, Topic as TopicInMemory } from '../../src/stand-ins/topic.ts';
import { useClouds } from '../helpers/clouds.ts';
import { aTenant, aWire } from '../helpers/clouds-in-memory.ts';
import { event, listing } from '../helpers/events.ts';

const clouds = useClouds();
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** A topic: those who hear and publish there. */
interface Broker {
  open: (unreadable: (why: string) => void) => EventsPort;
  /** Someone else publishes. */
  publish: (text: string) => Promise<unknown>;
  /** Someone deletes the topic. */
  topic?: () => Topic;
}

let run = 0;

function overTheWire(host: () => string): Broker {
  /** Someone else who publishes to the topic. */
  function topic() {
    const client = new PubSub({ projectId: 'roomcal-sandbox', apiEndpoint: host(), emulatorMode: true });
    opened.push(client);
    return client.topic('roomcalendar_events');
  }
  return {
    open: (unreadable) =>
      pubsubEvents({
        projectId: 'roomcal-sandbox',
        emulator: host(),
        subscription: { name: `sub-${++run}-${systemClock.now()}`, isOwn: false },
        clock: systemClock,
        random: Math.random,
        unreadable,
      }),
    publish: (text) => topic().publishMessage({ data: Buffer.from(text) }),
    topic,
  };
}

/** The same topic, in memory: it is always there. */
function inMemory(): Broker {
  const clock = systemClock;
  const faults = new Faults(clock);
  const topic = new TopicInMemory(clock, faults);
  const ways = { topic, wire: aWire(clock, faults), caller: aTenant(clock), isKept: false };
  return {
    open: (unreadable) => eventsPort({ ...ways, subscription: `sub-${++run}`, unreadable }),
    publish: async (text) => topic.publish({ roomName: '', text }),
  };
}

const brokers: [string, Broker][] = [
  ['the sandbox', overTheWire(() => clouds().pubsubHost)],
  ['a topic in memory', inMemory()],
];
const vendors = inject('vendors');
if (vendors) brokers.push(["Google's pstest", overTheWire(() => vendors.pubsub)]);

describe.each(brokers)('the topic on %s', (_, { open: openPort, publish, topic }) => {
  function open() {
    const unreadable: string[] = [];
    const heard: IncomingMessage[] = [];
    const connections: (VendorFailure | undefined)[] = [];
    let wake = () => {};
    const port = openPort((why) => {
      unreadable.push(why);
      wake();
    });
    opened.push(port);
    port.subscribe(
      (message) => {
        heard.push(message);
        wake();
      },
      (failure) => {
        connections.push(failure);
        wake();
      },
    );
    const until = async (condition: () => boolean) => {
      while (!condition())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    return { port, heard, unreadable, connections, until };
  }

  const publishJson = (message: object) => publish(JSON.stringify(message));

  const standUp = event('a1', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');

  it('makes topic and subscription where they are missing, and brings what was published', async () => {
    const { port, heard, until, connections } = open();
    await until(() => connections.length > 0);
    expect(connections).toEqual([undefined]);
    const told = listing('2026-01-05T09:00:00Z', standUp);
    await port.publish({ room_name: 'blue_room', listing: told });
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ room_name: 'blue_room', listing: told }]);
  });

  it('brings a message to every process that has a subscription of its own', async () => {
    const [one, other] = [open(), open()];
    await Promise.all([one, other].map(({ until, connections }) => until(() => connections.length > 0)));
    await one.port.publish({ room_name: 'green_room', listing: listing('2026-11-23T09:00:00Z') });
    await Promise.all([one, other].map(({ until, heard }) => until(() => heard.length > 0)));
  });

  it('hears others, who tell no more than room and events', async () => {
    const { heard, until, connections } = open();
    await until(() => connections.length > 0);
    const before = systemClock.now();
    await publishJson({ room_name: 'red_room', events: [standUp] });
    await until(() => heard.length > 0);
    expect(heard[0]).toMatchObject({
      room_name: 'red_room',
      listing: { events: [standUp], timeZone: undefined, complete: true },
    });
    expect(heard[0]?.listing.asOf).toBeGreaterThan(before - 60_000);
  });

  it('believes nobody who claims to know what is true later than now', async () => {
    const { heard, until, connections } = open();
    await until(() => connections.length > 0);
    const as_of = '2126-01-01T00:00:00Z';
    await publishJson({ room_name: 'red_room', events: [], as_of });
    await until(() => heard.length > 0);
    expect(heard[0]?.listing.asOf).toBeLessThanOrEqual(systemClock.now());
  });

  if (topic) {
    it('makes the topic anew where someone deleted it, and publishes', async () => {
      const { port, until, connections } = open();
      await until(() => connections.length > 0);
      await topic().delete();
      await port.publish({ room_name: 'blue_room', listing: listing('2026-01-05T09:00:00Z') });
      expect((await topic().exists())[0]).toBe(true);
    });
  }

  it('takes ten events of others for the beginning of a longer list', async () => {
    const { heard, until, connections } = open();
    await until(() => connections.length > 0);
    const events = Array.from({ length: 10 }, (_unused, index) => ({ ...standUp, id: `a${index}` }));
    await publishJson({ room_name: 'red_room', events });
    await until(() => heard.length > 0);
    expect(heard[0]?.listing.complete).toBe(false);
  });

  it('passes over what it can not read, says why, and goes on', async () => {
    const { port, heard, unreadable, until, connections } = open();
    await until(() => connections.length > 0);
    const poison = [
      'not JSON',
      '[]',
      '{"room_name":"blue_room"}',
      '{"room_name":"blue_room","events":[{"summary":7}]}',
      '{"room_name":"blue_room","events":[],"time_zone":"Mars/Olympus"}',
      '{"room_name":"blue_room","events":[],"as_of":"yesterday"}',
    ];
    for (const text of poison) await publish(text);
    await port.publish({ room_name: 'blue_room', listing: listing('2026-11-23T09:00:00Z') });
    await until(() => heard.length === 1 && unreadable.length === poison.length);
    expect(unreadable.every((why) => why.length > 5)).toBe(true);
  });
});

describe('Pub/Sub', () => {
  it('makes its subscription anew where someone deleted it', async () => {
    const { events, connections, next } = listen(clouds().pubsubHost, 'deleted-sub');
    await next();
    const client = new PubSub({
      projectId: 'roomcal-sandbox',
      apiEndpoint: clouds().pubsubHost,
      emulatorMode: true,
    });
    opened.push(client);
    await client.subscription('deleted-sub').delete();
    while (connections.length < 3) await next();
    expect(connections).toEqual([
      undefined,
      expect.objectContaining({ vendor: 'pubsub', status: 5 }),
      undefined,
    ]);
    const heard = next();
    await events.publish({ room_name: 'blue_room', listing: listing('2026-11-23T09:00:00Z') });
    await heard;
  });

  it('says what keeps it from hearing, and hears when that is over', async () => {
    const lost = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
    const port = Number(lost.pubsubHost.split(':')[1]);
    await lost.close();
    const { connections, next } = listen(lost.pubsubHost, 'sub');
    await next();
    expect(connections[0]).toMatchObject({ vendor: 'pubsub', operator: false });
    opened.push(await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: port }));
    while (connections.at(-1) !== undefined) await next();
  }, 60_000);
});

/** A subscriber of that name; `next` resolves with the next message or change of its connection. */
function listen(emulator: string, subscription: string) {
  const connections: (VendorFailure | undefined)[] = [];
  let wake = () => {};
  const events = pubsubEvents({
    projectId: 'roomcal-sandbox',
    emulator,
    subscription: { name: subscription, isOwn: false },
    clock: systemClock,
    random: () => 0,
    unreadable: () => undefined,
  });
  opened.push(events);
  events.subscribe(
    () => wake(),
    (failure) => {
      connections.push(failure);
      wake();
    },
  );
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  return { events, connections, next };
}
