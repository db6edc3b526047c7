import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { iotCloud } from '../../src/io/arduino-iot/things.ts';
import { systemClock } from '../../src/io/clock.ts';
import type { ThingsPort } from '../../src/ports/things.ts';
import { setFaults, useClouds } from '../helpers/clouds.ts';

const clouds = useClouds();
let room = 0;
let name: string;
/** One for all tests: the cloud counts the requests of an account, and so does the adapter. */
let things: ThingsPort;

beforeAll(() => {
  clouds().iot.addClient('client', 'secret');
  things = open();
});

beforeEach(async () => {
  await setFaults(clouds(), []);
  room += 1;
  name = `room_${room}`;
  const variables = [
    { name: 'busynow', type: 'INT' },
    { name: 'curevmtg', type: 'CHARSTRING' },
  ];
  clouds().iot.addThing({ name, variables });
});

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

/** The Thing of that name, as it is read now. */
async function find(name: string) {
  return (await things.read()).find((thing) => thing.name === name)!;
}

async function calls(): Promise<Record<string, number>> {
  return (await fetch(`${clouds().httpUrl}/sandbox/calls`)).json() as Promise<Record<string, number>>;
}

/** A publish that knows from the beginning what it will say. */
function set(thingId: string, propertyId: string, value: string | number, priority = 0) {
  return { thingId, priority, choose: () => ({ propertyId, value }), signal: new AbortController().signal };
}

/** What the cloud counted while `work` was done. */
async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await calls();
  await work();
  const after = await calls();
  return Object.fromEntries(Object.keys(after).map((key) => [key, after[key]! - before[key]!]));
}

describe('Arduino IoT Cloud', () => {
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
      const propertyId = thing.properties.get(variable)!.id;
      await things.publish(set(thing.id, propertyId, value));
    }
    const { properties } = await find(name);
    expect([...properties.values()].map(({ value }) => value)).toEqual([1, 'Stand-up']);
  });

  it('reads all Things at once for everyone who asks at the same time, with one token', async () => {
    const others = open();
    const during = await counted(() => Promise.all([1, 2, 3].map(() => others.read())));
    expect(during).toMatchObject({ 'iot.things': 1, 'iot.token': 1 });
  });

  it('tells of each Thing, also of several that have one name', async () => {
    for (let i = 0; i < 2; i++) clouds().iot.addThing({ name: 'twins', variables: [] });
    const twins = (await things.read()).filter((one) => one.name === 'twins');
    expect(new Set(twins.map(({ id }) => id)).size).toBe(2);
  });

  it('wants an operator where the credentials are wrong', async () => {
    await expect(open({ clientSecret: 'wrong' }).read()).rejects.toMatchObject({
      vendor: 'iot',
      status: 401,
      operator: true,
    });
  });

  it('fetches another token, once for all, where the cloud no longer takes the one it has', async () => {
    await find(name);
    await setFaults(clouds(), [{ vendor: 'iot', status: 401, match: '/iot/v2' }]);
    await expect(things.read()).rejects.toMatchObject({ status: 401 });
    await setFaults(clouds(), []);
    const during = await counted(() => find(name));
    expect(during).toMatchObject({ 'iot.things': 1 });
  });

  it('says what a property refuses', async () => {
    const thing = await find(name);
    const propertyId = thing.properties.get('busynow')!.id;
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
    const propertyId = thing.properties.get('busynow')!.id;
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
    for (const status of [429, 503, 'drop']) {
      await setFaults(clouds(), [{ vendor: 'iot', status }]);
      await expect(things.read()).rejects.toMatchObject({ vendor: 'iot', operator: false });
    }
  });
});
