import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../../src/agenda/agenda.ts';
import { nextRefresh } from '../../../src/agenda/schedule.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event, listing } from '../../helpers/events.ts';
import { ADDRESS, aStartedBuilding, type BuildingOptions, calendarOf } from '../../http/a-building.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
const BLUE = calendarOf('blue_room');
const MORNING = event('morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const LATE = event('late', '2026-11-23T20:00:00+01:00', '2026-11-23T21:00:00+01:00');

/** A building of one room, whose pushes come only by `push`. Sweeps are at each fifth minute after its start. */
async function aRoom(options: BuildingOptions = {}) {
  const made = await aStartedBuilding({ names: ['blue_room'], ...options });
  const { building, clock, facts, ports } = made;
  const change = (...events: GoogleEvent[]) => ports.calendars.set(BLUE, events);
  /** Has Google's notification come, and brings what is published of it back to the room. */
  const push = async () => {
    building.notify('blue_room');
    await clock.advance(0);
    const message = ports.published.at(-1);
    if (message) building.receive(message);
  };
  const missed = () => facts.flatMap((fact) => (fact.type === 'push.missed' ? [fact.inARow] : []));
  return { ...made, change, push, missed };
}

describe('a change that no notification announced', () => {
  it('counts one, a minute after a sweep found it', async () => {
    const { clock, change, missed, facts } = await aRoom();
    change(MORNING);
    await clock.advance(6 * MINUTE_MS - 1);
    expect(missed()).toEqual([]);
    await clock.advance(1);
    expect(missed()).toEqual([1]);
    await clock.advance(HOUR_MS);
    expect(missed()).toEqual([1]);
    expect(facts.find(({ type }) => type === 'push.missed')?.room_name).toBe('blue_room');
  });

  it('counts one where the hourly refresh found what no sweep can: another title', async () => {
    const { clock, change, missed } = await aRoom({ events: [LATE] });
    change({ ...LATE, summary: 'Moved to the small room' });
    const refreshAt = nextRefresh('blue_room', clock.now(), HOUR_MS);
    await clock.advance(refreshAt - clock.now() + MINUTE_MS - 1);
    expect(missed()).toEqual([]);
    await clock.advance(1);
    expect(missed()).toEqual([1]);
    await clock.advance(2 * HOUR_MS);
    expect(missed()).toEqual([1]);
  });

  it('counts none where its notification comes a few seconds after the sweep', async () => {
    const { clock, change, push, missed } = await aRoom();
    change(MORNING);
    await clock.advance(5 * MINUTE_MS + 5 * SECOND_MS);
    await push();
    await clock.advance(10 * MINUTE_MS);
    expect(missed()).toEqual([]);
  });

  it('counts none where its notification has come, and only the list for it has failed', async () => {
    const { clock, ports, change, push, missed } = await aRoom();
    ports.obstacles.publish = () => Promise.reject(new VendorError('pubsub', 'away', { status: 14 }));
    await clock.advance(4 * MINUTE_MS);
    change(MORNING);
    await push();
    await clock.advance(20 * MINUTE_MS);
    expect(missed()).toEqual([]);
  });

  it('counts one where the last notification told of an earlier change, which was listed', async () => {
    const { clock, change, push, missed } = await aRoom();
    await clock.advance(MINUTE_MS);
    change(LATE);
    await push();
    await clock.advance(MINUTE_MS);
    change(LATE, MORNING);
    await clock.advance(10 * MINUTE_MS);
    expect(missed()).toEqual([1]);
  });

  it.each(['10:45', '10:46', '10:49', '10:50'])('counts one, found at %s and half a minute', async (at) => {
    const { clock, ports, change, missed } = await aRoom();
    // A sweep that is answered late moves those that follow.
    const lateMs = (Date.parse(`2026-11-23T${at}:30+01:00`) - clock.now()) % (5 * MINUTE_MS);
    ports.obstacles.freeBusy = () => new Promise((resolve) => clock.setTimeout(() => resolve(0), lateMs));
    await clock.advance(5 * MINUTE_MS);
    delete ports.obstacles.freeBusy;
    await clock.advanceTo(`2026-11-23T${at}:00+01:00`);
    change(MORNING);
    await clock.advance(31 * SECOND_MS);
    expect(missed()).toEqual([]);
    await clock.advance(2 * MINUTE_MS);
    expect(missed()).toEqual([1]);
  });
});

describe('no push is missed', () => {
  it('where there is no channel to come by', async () => {
    const { building, clock, change, missed } = await aRoom();
    await building.stopWatching('blue_room');
    change(MORNING);
    await clock.advance(10 * MINUTE_MS);
    expect(missed()).toEqual([]);
  });

  it('where a meeting has ended, and is no longer listed', async () => {
    const { clock, ports, missed, change } = await aRoom({ events: [MORNING, LATE] });
    await clock.advanceTo('2026-11-23T13:00:00+01:00');
    change(LATE);
    await clock.advance(3 * HOUR_MS);
    expect([missed(), ports.count('watch')]).toEqual([[], 1]);
  });

  it('where what changed did so while roomcal was away, and Google was down when it came back', async () => {
    const registered = '2026-11-22T09:50:00+01:00';
    const { clock, ports, missed, shown } = await aRoom({
      events: [MORNING],
      prepare: ({ obstacles, kept, records }) => {
        kept.set('blue_room', { ...listing('2026-11-23T06:00:00+01:00', LATE), calendarId: BLUE });
        const channel = { id: 'channel-0', token: 'token-0', resource_id: 'resource', address: ADDRESS };
        const record = { room_name: 'blue_room', calendar_id: BLUE, ...channel };
        const expiration = '2026-11-29T09:50:00+01:00';
        records.set('blue_room', { record: { ...record, registered, expiration } });
        obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      },
    });
    delete ports.obstacles.list;
    await clock.advance(20 * MINUTE_MS);
    expect(shown('blue_room').get('busynow')).toBe(1);
    expect(missed()).toEqual([]);
  });
});

describe('two in a row on one channel', () => {
  it('replace it: a new one is registered, and both are accepted until the old one is stopped', async () => {
    const { building, clock, ports, change, missed } = await aRoom();
    const [registering, stopping] = [deferred<void>(), deferred<void>()];
    ports.obstacles.watch = () => registering.promise;
    ports.obstacles.stopChannel = () => stopping.promise;
    const accepted = () => ['channel-1', 'channel-2'].filter((id) => building.channel(id));
    change(MORNING);
    await clock.advance(9 * MINUTE_MS);
    expect([missed(), ports.count('watch')]).toEqual([[1], 1]);
    change();
    await clock.advance(2 * MINUTE_MS);
    expect([missed(), ports.count('watch')]).toEqual([[1, 2], 2]);
    expect(accepted()).toEqual(['channel-1', 'channel-2']);
    registering.resolve();
    await clock.advance(MINUTE_MS);
    expect(ports.records.get('blue_room')?.record.id).toBe('channel-2');
    expect(accepted()).toEqual(['channel-1', 'channel-2']);
    stopping.resolve();
    await clock.advance(MINUTE_MS);
    expect(accepted()).toEqual(['channel-2']);
    expect(ports.calls.filter((call) => call.startsWith('stopChannel'))).toEqual(['stopChannel channel-1']);
  });

  it('are counted anew on the new channel', async () => {
    const { clock, ports, change, missed } = await aRoom();
    for (const events of [[MORNING], [], [MORNING]]) {
      change(...events);
      await clock.advance(10 * MINUTE_MS);
    }
    expect([missed(), ports.count('watch')]).toEqual([[1, 2, 1], 2]);
  });

  it('are not two in a row where a notification came in between', async () => {
    const { clock, ports, change, push, missed } = await aRoom();
    change(MORNING);
    await clock.advance(10 * MINUTE_MS);
    await push();
    // The next refresh is later than the notification, whatever instant the list had that it led to.
    await clock.advance(2 * HOUR_MS);
    change();
    await clock.advance(10 * MINUTE_MS);
    expect([missed(), ports.count('watch')]).toEqual([[1, 1], 1]);
  });

  it('leave the old channel as it is where Google will not register another', async () => {
    const { building, clock, ports, change } = await aRoom();
    ports.obstacles.watch = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
    for (const events of [[MORNING], []]) {
      change(...events);
      await clock.advance(10 * MINUTE_MS);
    }
    expect(building.channel('channel-1')).toBeDefined();
    expect(ports.records.get('blue_room')?.record.id).toBe('channel-1');
    expect(ports.count('stopChannel')).toBe(0);
  });
});
