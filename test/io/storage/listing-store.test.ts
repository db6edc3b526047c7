import { describe, expect, it } from 'vitest';
import { listingStore } from '../../../src/io/storage/listing-store.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { event, listing } from '../../helpers/events.ts';

const CALENDAR = 'blue@example.org';

/** The rooms' last listings at 08:00; `notes` are the texts in which they are kept. */
function open() {
  const notes = new Map<string, string>();
  const store = listingStore(
    {
      read: async (name) => notes.get(name),
      write: async (name, text) => void notes.set(name, text),
      remove: async (name) => void notes.delete(name),
    },
    new SimulatedClock('2026-11-23T08:00:00Z'),
  );
  return { store, notes };
}

const standUp = event('a1', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');

describe('the last listing of a room', () => {
  it('is found as it was kept', async () => {
    const { store, notes } = open();
    const kept = listing('2026-11-23T08:00:00Z', standUp);
    await store.write('blue_room', CALENDAR, kept);
    expect([...notes.keys()]).toEqual(['agendas/blue_room.json']);
    expect(await store.read('blue_room', CALENDAR)).toEqual(kept);
    expect(await store.read('red_room', CALENDAR)).toBeUndefined();
  });

  it('is found also where its calendar is kept in a zone that this machine does not know', async () => {
    const { store } = open();
    const kept = { ...listing('2026-11-23T08:00:00Z', standUp), timeZone: 'Mars/Olympus' };
    await store.write('blue_room', CALENDAR, kept);
    expect(await store.read('blue_room', CALENDAR)).toEqual(kept);
  });

  it.each([
    ['it is of another calendar', { calendar_id: 'other@example.org' }],
    ['it does not say of which calendar it is', { calendar_id: undefined }],
    ['it is true only later than now', { as_of: '2026-11-23T08:00:00.001Z' }],
    ['it does not say when it was true', { as_of: undefined }],
    ['it does not say in which zone', { time_zone: undefined }],
    ['its events are none', { events: 7 }],
  ])('is none where %s', async (_, change) => {
    const { store, notes } = open();
    await store.write('blue_room', CALENDAR, listing('2026-11-23T08:00:00Z', standUp));
    const [name, text] = [...notes][0]!;
    notes.set(name, JSON.stringify({ ...JSON.parse(text), ...change }));
    expect(await store.read('blue_room', CALENDAR)).toBeUndefined();
  });

  it('is none where its text is not JSON', async () => {
    const { store, notes } = open();
    notes.set('agendas/blue_room.json', 'half a te');
    expect(await store.read('blue_room', CALENDAR)).toBeUndefined();
  });
});
