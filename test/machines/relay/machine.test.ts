import { describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { relayMachine } from '../../../src/machines/relay/machine.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';

function startRelay(relay: () => Promise<void>) {
  const clock = new SimulatedClock('2026-11-23T09:50:00+01:00');
  const actor = createActor(relayMachine.provide({ actors: { relay: fromPromise(relay) } }), {
    clock,
    input: { roomName: 'blue_room', calendarId: 'blue@example.org', timeZone: undefined, random: () => 0 },
  });
  return { actor: actor.start(), clock };
}

describe('a relay', () => {
  it('makes two lists of five notifications in a burst, never five, never one', async () => {
    const first = deferred<void>();
    let relays = 0;
    const { actor } = startRelay(() => (++relays === 1 ? first.promise : Promise.resolve()));
    for (let one = 0; one < 5; one++) actor.send({ type: 'notified' });
    await settle();
    expect(relays).toBe(1);
    first.resolve();
    await settle();
    expect(relays).toBe(2);
    expect(actor.getSnapshot().value).toBe('quiet');
  });

  it('does not lose a notification that was answered: what fails is tried again', async () => {
    let relays = 0;
    const { actor, clock } = startRelay(async () => {
      if (++relays < 3) throw new VendorError('pubsub', 'away', { status: 14 });
    });
    actor.send({ type: 'notified' });
    await settle();
    expect(actor.getSnapshot().value).toBe('waiting');
    actor.send({ type: 'notified' });
    await settle();
    expect(relays).toBe(2);
    await clock.advance(10_000);
    expect(relays).toBe(3);
    expect(actor.getSnapshot().value).toBe('quiet');
  });

  it('does nothing unasked', async () => {
    let relays = 0;
    const { clock } = startRelay(async () => void relays++);
    await clock.advance(24 * 3_600_000);
    expect(relays).toBe(0);
  });
});
