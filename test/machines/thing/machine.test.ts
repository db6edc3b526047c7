import { beforeEach, describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { Properties, Publish } from '../../../src/agenda/properties.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { ThingEmitted, ThingEvent } from '../../../src/machines/thing/types.ts';
import { provideThingMachines } from '../../../src/machines/thing-effects.ts';
import type { VendorFailure } from '../../../src/ports/failure.ts';
import type { Thing, ThingsPort } from '../../../src/ports/things.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';

let clock: SimulatedClock;
let finds: number;
let written: Publish[];
let emitted: ThingEmitted[];
let find: () => Promise<Thing>;
let publish: (one: Publish) => Promise<void>;
/** Resolves when it is the Thing's turn. */
let turn: () => Promise<void>;
/** Takes it out of the line. */
let line: AbortSignal | undefined;

beforeEach(() => {
  clock = new SimulatedClock('2026-11-23T09:50:00+01:00');
  finds = 0;
  written = [];
  emitted = [];
  find = async () => thing({ busynow: 0, curevmtg: 'N/A', nextevmtg: 'N/A' });
  publish = async () => undefined;
  turn = async () => undefined;
});

function thing(values: Record<string, unknown>): Thing {
  const properties = Object.entries(values).map(
    ([name, value]) => [name, { id: `id-${name}`, value }] as const,
  );
  return { id: 'thing', name: 'blue_room', properties: new Map(properties) };
}

/** What the door should say, as far as a test cares. */
function wish(some: Partial<Properties>): Properties {
  return { busynow: 0, curevmtg: '', nextevmtg: '', ...some } as Properties;
}

function startThing() {
  const things: ThingsPort = {
    read: () => Promise.reject(new Error('all Things are read by somebody else')),
    readOne: () => Promise.reject(new Error('nobody reads one alone')),
    async publish({ choose, signal }) {
      line = signal;
      await turn();
      const chosen = choose();
      if (!chosen) return;
      const one = { variable: chosen.propertyId.replace('id-', ''), value: chosen.value };
      written.push(one);
      await publish(one);
    },
  };
  const actor = createActor(provideThingMachines(things).thing, {
    clock,
    input: { thingName: 'blue_room', now: () => clock.now(), random: () => 0 },
  });
  actor.on('*', (one) => {
    if (one.type === 'reading.wanted') void read(actor);
    else emitted.push(one);
  });
  return actor.start();
}

/** One that was read, and of which that much was wanted then: it is done as far as it can be. */
async function startWanting(some: Partial<Properties>) {
  const actor = startThing();
  await settle();
  actor.send({ type: 'properties.wanted', properties: wish(some) });
  await settle();
  return actor;
}

/** All Things are read, as whoever reads them tells it. */
async function read(actor: { send: (event: ThingEvent) => void }) {
  finds += 1;
  const askedAt = clock.now();
  const found = await find().catch((failure: VendorFailure) => failure);
  actor.send({ type: 'thing.read', askedAt, thing: found });
}

const variables = () => written.map(({ variable }) => variable);
const failing = (status: number) => () =>
  Promise.reject(new VendorError('iot', `answered ${status}`, { status }));

describe('a Thing', () => {
  it('is read, and left alone while nothing is wanted', async () => {
    const actor = startThing();
    await settle();
    expect(actor.getSnapshot().value).toBe('settled');
    expect(written).toEqual([]);
  });

  it('gets only what differs, busynow first', async () => {
    const actor = startThing();
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1, nextevmtg: 'Review' }) });
    await settle();
    expect(written).toEqual([
      { variable: 'busynow', value: 1 },
      { variable: 'nextevmtg', value: 'Review' },
    ]);
    expect(actor.getSnapshot().value).toBe('settled');
  });

  it('gets nothing twice', async () => {
    const actor = startThing();
    for (let time = 0; time < 2; time++) {
      actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1 }) });
      await settle();
    }
    expect(variables()).toEqual(['busynow']);
  });

  it('gets the newest wish where it changed while another was being written', async () => {
    const first = deferred<void>();
    publish = () => first.promise;
    const actor = await startWanting({ busynow: 1, curevmtg: 'Stand-up' });
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1, curevmtg: 'Review' }) });
    publish = async () => undefined;
    first.resolve();
    await settle();
    expect(written).toEqual([
      { variable: 'busynow', value: 1 },
      { variable: 'curevmtg', value: 'Review' },
    ]);
  });

  it('is told what is wanted when its turn comes, not what was when it got in line', async () => {
    const line = deferred<void>();
    turn = () => line.promise;
    const actor = await startWanting({ curevmtg: 'Stand-up' });
    actor.send({ type: 'properties.wanted', properties: wish({ curevmtg: 'Review' }) });
    line.resolve();
    await settle();
    expect(written).toEqual([{ variable: 'curevmtg', value: 'Review' }]);
  });

  it('gets nothing where it shows what is wanted by the time its turn comes', async () => {
    const line = deferred<void>();
    turn = () => line.promise;
    const actor = await startWanting({ busynow: 1 });
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 0 }) });
    line.resolve();
    await settle();
    expect(written).toEqual([]);
    expect(actor.getSnapshot().value).toBe('settled');
  });

  /** A Thing of which something is wanted, and then, before that is written, something more urgent. */
  async function wantingMoreUrgent() {
    const actor = await startWanting({ curevmtg: 'Stand-up' });
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1, curevmtg: 'Stand-up' }) });
    await settle();
    return actor;
  }

  it('gets in line anew for what is more urgent', async () => {
    const lines = [deferred<void>(), deferred<void>()];
    let turns = 0;
    turn = () => lines[turns++]!.promise;
    const actor = await wantingMoreUrgent();
    expect(turns).toBe(2);
    expect(actor.getSnapshot().context.priority).toBe(3);
  });

  it('does not get in line anew while a write is on its way: what is more urgent is next', async () => {
    const sent = deferred<void>();
    publish = () => sent.promise;
    let turns = 0;
    turn = async () => {
      turns += 1;
    };
    await wantingMoreUrgent();
    expect([turns, variables()]).toEqual([1, ['curevmtg']]);
    publish = async () => undefined;
    sent.resolve();
    await settle();
    expect([turns, variables()]).toEqual([2, ['curevmtg', 'busynow']]);
  });

  it('gets a turn for each write, and is written no more once it is stopped', async () => {
    const lines = [deferred<void>(), deferred<void>()];
    let turns = 0;
    turn = () => lines[turns++]!.promise;
    const actor = startThing();
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1, curevmtg: 'Stand-up' }) });
    lines[0]!.resolve();
    await settle();
    expect([turns, variables()]).toEqual([2, ['busynow']]);
    actor.stop();
    lines[1]!.resolve();
    await settle();
    expect([turns, variables()]).toEqual([2, ['busynow']]);
  });

  it('tells of each acknowledged write when it was, and once that all is shown', async () => {
    const actor = startThing();
    await settle();
    emitted = [];
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1, curevmtg: 'Stand-up' }) });
    await settle();
    const at = clock.now();
    expect(emitted).toEqual([
      { type: 'published', at, variable: 'busynow', value: 1 },
      { type: 'published', at, variable: 'curevmtg', value: 'Stand-up' },
      { type: 'thing.settled' },
    ]);
  });

  it('leaves the line where it is stopped', async () => {
    turn = () => deferred<void>().promise;
    const actor = startThing();
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1 }) });
    await settle();
    expect(line?.aborted).toBe(false);
    actor.stop();
    expect(line?.aborted).toBe(true);
  });

  it('passes over nothing where it was the token that was refused', async () => {
    turn = failing(400) as never;
    const actor = await startWanting({ busynow: 1 });
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', value: 'waiting' });
    expect(emitted.map(({ type }) => type)).toEqual(['thing.settled', 'thing.failed']);
    turn = async () => undefined;
    await clock.advance(64_000);
    expect(written).toEqual([{ variable: 'busynow', value: 1 }]);
  });

  it('is not read again where it was only turned away', async () => {
    publish = failing(429) as never;
    const actor = await startWanting({ busynow: 1 });
    publish = async () => undefined;
    await clock.advance(64_000);
    expect(finds).toBe(1);
    expect(actor.getSnapshot().context.observed.get('busynow')).toBe(1);
  });

  it('is read again after a failed write, and converges', async () => {
    publish = failing(503) as never;
    const actor = await startWanting({ busynow: 1 });
    expect(actor.getSnapshot().value).toBe('waiting');
    publish = async () => undefined;
    await clock.advance(64_000);
    expect(finds).toBe(2);
    expect(actor.getSnapshot().value).toBe('settled');
    expect(actor.getSnapshot().context.observed.get('busynow')).toBe(1);
  });

  it.each([
    [400, ['busynow', 'curevmtg']],
    [404, ['busynow', 'busynow', 'curevmtg']],
  ])('goes on with the others where one property answers %i', async (status, tried) => {
    publish = ({ variable }) =>
      variable === 'busynow' ? (failing(status)() as Promise<never>) : Promise.resolve();
    const actor = await startWanting({ busynow: 1, curevmtg: 'Stand-up' });
    expect(variables()).toEqual(tried);
    expect(actor.getSnapshot().value).toBe('settled');
    expect(emitted.filter(({ type }) => type === 'publish.failed')).toMatchObject([{ variable: 'busynow' }]);
  });

  it('has what a board writes over written again, also where that was refused once', async () => {
    publish = failing(400) as never;
    const actor = await startWanting({ busynow: 1 });
    publish = async () => undefined;
    await clock.advance(3_600_000);
    for (const busynow of [1, 0]) {
      actor.send({ type: 'thing.read', askedAt: clock.now(), thing: thing({ busynow, curevmtg: '' }) });
      await settle();
    }
    expect(variables()).toEqual(['busynow', 'busynow']);
  });

  it('is read at once where it was made anew, and written', async () => {
    const actor = startThing();
    await settle();
    publish = () => {
      find = async () => ({ ...thing({ busynow: 'N/A', curevmtg: 'N/A' }), id: 'anew' });
      publish = async () => undefined;
      return failing(404)() as Promise<never>;
    };
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1, curevmtg: 'Stand-up' }) });
    await settle();
    expect(actor.getSnapshot().context.thing?.id).toBe('anew');
    expect(Object.fromEntries(actor.getSnapshot().context.observed)).toEqual({
      busynow: 1,
      curevmtg: 'Stand-up',
    });
  });

  it('is tried less and less often while it can be read but not written, and says so once', async () => {
    publish = failing(503) as never;
    const actor = startThing();
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1 }) });
    await clock.advance(60_000);
    expect(variables()).toHaveLength(6);
    expect(emitted.filter(({ type }) => type === 'thing.mended')).toEqual([]);
    publish = async () => undefined;
    await clock.advance(64_000);
    expect(emitted.filter(({ type }) => type === 'thing.mended')).toHaveLength(1);
  });

  it('is found as soon as there is one, and says once that there was none', async () => {
    const none = new VendorError('iot', 'no Thing', { operator: true });
    find = () => Promise.reject(none);
    const actor = startThing();
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1 }) });
    for (let minute = 0; minute < 3; minute++) await read(actor);
    expect(actor.getSnapshot()).toMatchObject({ value: 'resolving', context: { failure: none } });
    expect(emitted).toEqual([{ type: 'thing.failed', failure: none }]);
    find = async () => thing({ busynow: 0, curevmtg: '' });
    await read(actor);
    await settle();
    expect(variables()).toEqual(['busynow']);
    expect(actor.getSnapshot()).toMatchObject({ value: 'settled', context: { failure: undefined } });
  });

  it('is written where somebody else has written to it, though the wish is the same', async () => {
    const actor = startThing();
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1 }) });
    await settle();
    await clock.advance(60_000);
    find = async () => thing({ busynow: 0, curevmtg: '' });
    await read(actor);
    await settle();
    expect(variables()).toEqual(['busynow', 'busynow']);
  });

  it('is not written again for a reading that was asked for before the write was acknowledged', async () => {
    const actor = startThing();
    await settle();
    const asked = { askedAt: clock.now(), thing: thing({ busynow: 0, curevmtg: '' }) };
    await clock.advance(1_000);
    actor.send({ type: 'properties.wanted', properties: wish({ busynow: 1 }) });
    await settle();
    actor.send({ type: 'thing.read', ...asked });
    await settle();
    expect(variables()).toEqual(['busynow']);
  });

  it('is not written again for a reading that comes while the write is on its way', async () => {
    const sent = deferred<void>();
    publish = () => sent.promise;
    const actor = await startWanting({ busynow: 1 });
    await clock.advance(1_000);
    await read(actor);
    sent.resolve();
    await settle();
    expect(variables()).toEqual(['busynow']);
  });
});
