import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { iotCloud } from '../../src/io/arduino-iot/things.ts';
import { systemClock } from '../../src/io/clock.ts';
import type { Thing, ThingsPort } from '../../src/ports/things.ts';
import { type Fault, Faults } from '../../src/stand-ins/faults.ts';
import { setFaults, useClouds } from '../helpers/clouds.ts';
import { always, aTenant, cloudsInMemory } from '../helpers/clouds-in-memory.ts';

const clouds = useClouds();
let room = 0;

/** A way to an account's Things, and what a test does to the cloud at its other end. */
interface Stage {
  /** One for all tests: the cloud counts the requests of an account, and so does the adapter. */
  things: ThingsPort;
  /** Another one, which has asked for nothing yet. */
  another: () => ThingsPort;
  addThing: (name: string, variables: readonly string[], webhook?: string) => void;
  /** How often each call has reached the cloud: `iot.things`. */
  calls: () => Promise<Record<string, number>>;
  /** Every call that begins with `match` fails so from now on; undefined ends that. */
  fail: (what: number | 'drop' | undefined, match?: '/iot/v2') => Promise<void>;
}

function open(more: { clientSecret?: string } = {}): ThingsPort {
  return iotCloud({
    clientId: 'client',
    clientSecret: 'secret',
    organizationId: undefined,
    endpoint: clouds().httpUrl,
    requestsPerSecond: 8,
    clock: systemClock,
    ...more,
  });
}

function overTheWire(): Stage {
  clouds().iot.addClient('client', 'secret');
  return {
    things: open(),
    another: open,
    addThing(name, variables, webhook) {
      const typed = variables.map((name) => ({ name, type: name === 'busynow' ? 'INT' : 'CHARSTRING' }));
      const { id } = clouds().iot.addThing({ name, variables: typed });
      if (webhook) clouds().iot.updateThing(id, { webhook_active: true, webhook_uri: webhook });
    },
    async calls() {
      const answer = await fetch(`${clouds().httpUrl}/sandbox/calls`);
      return (await answer.json()) as Record<string, number>;
    },
    fail: (status, match) =>
      setFaults(clouds(), status === undefined ? [] : [{ vendor: 'iot', status, ...(match && { match }) }]),
  };
}

/** The same cloud, in memory. */
function inMemory(): Stage {
  const clock = systemClock;
  const calls: Record<string, number> = { 'iot.things': 0, 'iot.token': 0, 'iot.publish': 0, 'iot.429': 0 };
  const faults = new Faults(clock);
  let fault: Fault | undefined;
  const inMemory = cloudsInMemory({
    clock,
    faults,
    config: { iot_requests_per_second: 8 },
    called({ vendor, call }) {
      calls[`${vendor}.${call}`] = (calls[`${vendor}.${call}`] ?? 0) + 1;
    },
  });
  const another = () => inMemory.portsOf(aTenant(clock)).thingsOf(undefined);
  return {
    things: another(),
    another,
    addThing: (name, variables, webhook) => inMemory.doors.add(name, variables, webhook),
    calls: async () => ({ ...calls }),
    async fail(what, match) {
      if (fault) fault.until = clock.now();
      if (what === undefined) return;
      fault = { ...always('iot', what), call: match && 'things' };
      faults.begin(fault);
    },
  };
}

/** A publish that knows from the beginning what it will say. */
function set(thingId: string, propertyId: string, value: string | number, priority = 0) {
  return { thingId, priority, choose: () => ({ propertyId, value }), signal: new AbortController().signal };
}

describe.each([
  ['Arduino IoT Cloud', overTheWire],
  ['Things in memory', inMemory],
])('%s', (_, begin) => {
  let stage: Stage;
  let things: ThingsPort;
  let name: string;

  beforeAll(() => {
    stage = begin();
    things = stage.things;
  });

  beforeEach(async () => {
    await stage.fail(undefined);
    room += 1;
    name = `room_${room}`;
    stage.addThing(name, ['busynow', 'curevmtg']);
  });

  /** The Thing of that name, as it is read now. */
  async function find(name: string): Promise<Thing> {
    const found = (await things.read()).find((thing) => thing.name === name);
    return found ?? expect.fail(`no Thing is named ${name}`);
  }

  const idOf = ({ properties }: Thing, variable: string) => properties.get(variable)?.id ?? '';

  /** What the cloud counted while `work` was done. */
  async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
    const before = await stage.calls();
    await work();
    const after = Object.entries(await stage.calls());
    return Object.fromEntries(after.map(([key, count]) => [key, count - (before[key] ?? 0)]));
  }

  it('finds a Thing by its name, with what each variable shows', async () => {
    const thing = await find(name);
    expect(thing.name).toBe(name);
    expect([...thing.properties.keys()]).toEqual(['busynow', 'curevmtg']);
    expect(thing.properties.get('busynow')?.value).toBe('N/A');
  });

  it('publishes a value that is then read back', async () => {
    const thing = await find(name);
    for (const [variable, value] of [
      ['busynow', 1],
      ['curevmtg', 'Stand-up'],
    ] as const) {
      const propertyId = idOf(thing, variable);
      await things.publish(set(thing.id, propertyId, value));
    }
    const { properties } = await find(name);
    expect([...properties.values()].map(({ value }) => value)).toEqual([1, 'Stand-up']);
  });

  it('reads all Things at once for everyone who asks at the same time, with one token', async () => {
    const others = stage.another();
    const during = await counted(() => Promise.all([1, 2, 3].map(() => others.read())));
    expect(during).toMatchObject({ 'iot.things': 1, 'iot.token': 1 });
  });

  it('tells of each Thing, also of several that have one name', async () => {
    for (let i = 0; i < 2; i++) stage.addThing('twins', []);
    const twins = (await things.read()).filter((one) => one.name === 'twins');
    expect(new Set(twins.map(({ id }) => id)).size).toBe(2);
  });

  it('fetches another token, once for all, where the cloud no longer takes the one it has', async () => {
    await find(name);
    await stage.fail(401, '/iot/v2');
    await expect(things.read()).rejects.toMatchObject({ status: 401 });
    await stage.fail(undefined);
    const during = await counted(() => find(name));
    expect(during).toMatchObject({ 'iot.things': 1 });
  });

  it('says what a property refuses', async () => {
    const thing = await find(name);
    const propertyId = idOf(thing, 'busynow');
    await expect(things.publish(set(thing.id, propertyId, 'busy'))).rejects.toMatchObject({
      status: 400,
      operator: true,
    });
    await expect(things.publish(set(thing.id, 'gone', 1))).rejects.toMatchObject({
      status: 404,
      operator: true,
    });
  });

  it('stays below the rate, and what is urgent goes first', async () => {
    const thing = await find(name);
    const propertyId = idOf(thing, 'busynow');
    const order: string[] = [];
    const publish = (urgent: boolean) =>
      things
        .publish(set(thing.id, propertyId, 1, urgent ? 3 : 0))
        .then(() => order.push(urgent ? 'urgent' : 'other'));
    const during = await counted(() => Promise.all([...Array(12).fill(false), true].map(publish)));
    expect(during).toMatchObject({ 'iot.publish': 13, 'iot.429': 0 });
    expect(order.indexOf('urgent')).toBeLessThan(11);
  });

  it('says of 429, 503 and a broken connection that they may pass', async () => {
    for (const status of [429, 503, 'drop'] as const) {
      await stage.fail(status);
      await expect(things.read()).rejects.toMatchObject({ vendor: 'iot', operator: false });
    }
  });

  it('tells when a value was written, and nothing where it never was', async () => {
    const before = Date.now() - 1_000;
    const thing = await find(name);
    expect(thing.properties.get('busynow')?.updatedAt).toBeUndefined();
    await things.publish(set(thing.id, idOf(thing, 'busynow'), 1));
    const { updatedAt } = (await find(name)).properties.get('busynow') ?? {};
    expect(updatedAt).toBeGreaterThan(before);
  });

  it('reads one Thing in one request: what it shows, as all are read', async () => {
    const { id } = await find(name);
    const during = await counted(async () => {
      const properties = await things.readOne(id);
      expect(properties).toEqual((await find(name)).properties);
    });
    expect(during).toMatchObject({ 'iot.things': 1, 'iot.properties': 1 });
    await expect(things.readOne('gone')).rejects.toMatchObject({ vendor: 'iot', status: 404 });
  });

  it('tells what a Thing calls when it was written', async () => {
    expect((await find(name)).webhook).toBeUndefined();
    stage.addThing(`${name}b`, [], 'https://roomcal.example.org/iot-webhook/token');
    expect((await find(`${name}b`)).webhook).toBe('https://roomcal.example.org/iot-webhook/token');
  });
});

describe('Arduino IoT Cloud', () => {
  it('wants an operator where the credentials are wrong', async () => {
    await expect(open({ clientSecret: 'wrong' }).read()).rejects.toMatchObject({
      vendor: 'iot',
      status: 401,
      operator: true,
    });
  });
});
