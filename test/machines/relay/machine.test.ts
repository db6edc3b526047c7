import { beforeEach, describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import type { Listing } from '../../../src/agenda/agenda.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { RelayFact } from '../../../src/machines/facts.ts';
import { relayMachine } from '../../../src/machines/relay/machine.ts';
import { Relay } from '../../../src/machines/relay/relay.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';
import { listing } from '../../helpers/events.ts';

const AWAY = new VendorError('pubsub', 'away', { status: 14 });
const DOWN = new VendorError('calendar', 'down', { status: 503 });

let clock: SimulatedClock;
let lists: number;
let made: number;

let published: (Listing | undefined)[];
let emitted: RelayFact[];
let list: () => Promise<Listing>;
let publish: () => Promise<void>;
/** Of the actor; it dies where this throws. */
let random: () => number;

beforeEach(() => {
  clock = new SimulatedClock('2026-11-23T09:50:00+01:00');
  lists = 0;
  made = 0;

  published = [];
  emitted = [];
  list = async () => listing(new Date(clock.now()).toISOString());
  publish = async () => undefined;
  random = () => 0;
});

function startRelay() {
  const machine = relayMachine.provide({
    actors: {
      list: fromPromise(() => {
        lists += 1;
        return list();
      }),
      publish: fromPromise(async ({ input }) => {
        await publish();
        published.push(input.listing);
      }),
    },
  });
  const room = { roomName: 'blue_room', calendarId: 'blue@example.org', timeZone: undefined };
  const input = { ...room, random: () => random() };
  return new Relay({
    make: () => {
      made += 1;
      return createActor(machine, { clock, input });
    },
    clock,
    random: () => 0,
    heard: (fact) => emitted.push(fact),
    died: () => undefined,
    restarted: () => undefined,
    changed: () => undefined,
  });
}

const failing = (failure: VendorError) => () => Promise.reject(failure);

const MISTAKE = new Error('a mistake');

/** A relay dies of a mistake of ours. */
async function die(relay: Relay) {
  random = () => {
    throw MISTAKE;
  };
  list = failing(DOWN);
  relay.notified();
  await settle();
  expect(relay.failure).toBe(MISTAKE);
  random = () => 0;
  list = async () => listing(new Date(clock.now()).toISOString());
}

describe('a relay', () => {
  it('makes two lists of five notifications in a burst, never five, never one', async () => {
    const first = deferred<Listing>();
    list = () => (lists === 1 ? first.promise : Promise.resolve(listing('2026-11-23T09:50:00+01:00')));
    const relay = startRelay();
    for (let one = 0; one < 5; one++) relay.notified();
    await settle();
    expect(lists).toBe(1);
    first.resolve(listing('2026-11-23T09:50:00+01:00'));
    await settle();
    expect([lists, published.length]).toEqual([2, 2]);
    expect(relay.state).toBe('quiet');
  });

  it('lists once more for what came while its list was being published', async () => {
    const sent = deferred<void>();
    publish = () => sent.promise;
    const relay = startRelay();
    relay.notified();
    await settle();
    expect(relay.state).toBe('publishing');
    relay.notified();
    relay.notified();
    sent.resolve();
    await settle();
    expect([lists, published.length]).toEqual([2, 2]);
  });

  it('does not lose a notification that was answered: a list that fails is made again', async () => {
    list = failing(DOWN);
    const relay = startRelay();
    relay.notified();
    await settle();
    expect(relay.state).toBe('waiting');
    relay.notified();
    await settle();
    expect(lists).toBe(2);
    list = async () => listing('2026-11-23T09:50:00+01:00');
    await clock.advance(10_000);
    expect([lists, published.length]).toEqual([3, 1]);
    expect(relay.state).toBe('quiet');
  });

  it('publishes what was listed once the topic is back, and lists nothing for that', async () => {
    publish = failing(AWAY);
    const relay = startRelay();
    relay.notified();
    await clock.advance(60_000);
    expect(relay.state).toBe('waiting');
    publish = async () => undefined;
    await clock.advance(64_000);
    expect([lists, published]).toEqual([1, [listing('2026-11-23T09:50:00+01:00')]]);
    expect(relay.state).toBe('quiet');
  });

  it('tells in this process what was listed while the topic is away', async () => {
    publish = failing(AWAY);
    startRelay().notified();
    await settle();
    expect(emitted).toEqual([
      { type: 'relay.listed', listing: listing('2026-11-23T09:50:00+01:00') },
      { type: 'relay.failed', failure: AWAY },
    ]);
  });

  it('does not publish an older list in the place of one that failed: the later notification is not lost', async () => {
    publish = failing(AWAY);
    const relay = startRelay();
    relay.notified();
    await clock.advance(500);
    list = failing(DOWN);
    relay.notified();
    await settle();
    expect(lists).toBe(2);
    list = async () => listing('2026-11-23T09:51:00+01:00');
    publish = async () => undefined;
    await clock.advance(64_000);
    expect(published.at(-1)).toEqual(listing('2026-11-23T09:51:00+01:00'));
    expect(relay.state).toBe('quiet');
  });

  it('does nothing unasked, and is not even there', async () => {
    startRelay();
    await clock.advance(24 * 3_600_000);
    expect([made, lists, published]).toEqual([0, 0, []]);
    expect(clock.pending).toBe(0);
  });

  it('is gone when it is done, and made anew for the next notification', async () => {
    const relay = startRelay();
    relay.notified();
    expect(relay.state).toBe('listing');
    await settle();
    expect([relay.state, made]).toEqual(['quiet', 1]);
    relay.notified();
    await settle();
    expect([made, lists, published.length]).toEqual([2, 2, 2]);
  });

  it('that died is made anew once, however often it is notified until then', async () => {
    const relay = startRelay();
    await die(relay);
    for (let count = 0; count < 3; count++) relay.notified();
    await settle();
    expect([made, lists]).toEqual([1, 1]);
    await clock.advance(10_000);
    expect([made, lists, published.length, relay.state]).toEqual([2, 2, 1, 'quiet']);
    relay.stop();
  });

  it('that died is well again a minute after it was made anew, however long ago it had died before', async () => {
    const relay = startRelay();
    await die(relay);
    await clock.advance(50_000);
    await die(relay);
    await clock.advance(20_000);
    expect(relay.failure).toBe(MISTAKE);
    await clock.advance(60_000);
    expect([relay.failure, clock.pending]).toEqual([undefined, 0]);
  });

  it('that is stopped lists nothing more, and leaves no timer', async () => {
    publish = failing(AWAY);
    const relay = startRelay();
    relay.notified();
    await settle();
    expect([relay.state, relay.failure]).toEqual(['waiting', AWAY]);
    relay.stop();
    relay.notified();
    expect([relay.state, clock.pending, lists]).toEqual(['quiet', 0, 1]);
  });
});
