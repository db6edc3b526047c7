import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Announcement } from '../../src/ports/events.ts';
import { event, listing } from '../helpers/events.ts';
import { aBuilding, aRoom, aStartedBuilding, calendarOf, everyoneHadATurn } from '../http/a-building.ts';

const NOW = event('now', '2026-11-23T09:30:00+01:00', '2026-11-23T10:30:00+01:00');
const HEARD = listing('2026-11-23T09:51:00+01:00', NOW);

describe('what another process publishes of a room of ours', () => {
  /** A building that hears what somebody who was told by that channel has published. */
  async function told(announcedBy: Announcement) {
    const made = await aStartedBuilding();
    made.ports.calls.length = 0;
    const hear = async (roomName = 'blue_room') => {
      const isKnown = made.building.receive({
        room_name: roomName,
        listing: HEARD,
        announcedBy: [announcedBy],
      });
      await everyoneHadATurn();
      await everyoneHadATurn();
      return isKnown;
    };
    return { ...made, hear };
  }

  it('counts as a notification of the channel that announced it', async () => {
    const { building, hear, ports, clock } = await told({ id: 'channel-1', resource_id: 'resource-1' });
    expect(building.status('blue_room').notifiedAt).toBeUndefined();
    expect(await hear()).toBe(true);
    expect(building.view('blue_room')?.occupancy.state).toBe('busy');
    expect(building.status('blue_room').notifiedAt).toBe(clock.now());
    // It is listed and published already.
    expect(ports.calls.filter((call) => /^(list|publish|stopChannel)/.test(call))).toEqual([]);
  });

  it('stops the channel here, where nobody keeps it, once for all who tell of it meanwhile', async () => {
    const { hear, building, ports, facts } = await told({ id: 'channel-99', resource_id: 'resource-99' });
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.obstacles.stopChannel = () => promise;
    for (let count = 0; count < 3; count++) await hear();
    const orphan = { id: 'channel-99', token: 'token-99', calendarId: calendarOf('blue_room') };
    building.notifiedByOrphan({ ...orphan, resourceId: 'resource-99' });
    resolve();
    await everyoneHadATurn();
    await everyoneHadATurn();
    expect(ports.calls.filter((call) => call.startsWith('stopChannel'))).toEqual(['stopChannel channel-99']);
    expect(facts.filter(({ type }) => type === 'channel.orphaned')).toHaveLength(1);
    // What came to us ourselves is listed all the same.
    expect(ports.calls).toContain(`list ${calendarOf('blue_room')}`);
  });

  it('takes the channel in where another process has stored it', async () => {
    const { hear, building, ports } = await told({ id: 'channel-99', resource_id: 'resource-99' });
    const known = ports.records.get('blue_room')!;
    const record = { ...known.record, id: 'channel-99', token: 'token-99', resource_id: 'resource-99' };
    ports.records.set('blue_room', { record });
    await hear();
    expect(building.channel('channel-99')).toMatchObject({ roomName: 'blue_room' });
    expect(ports.calls.filter((call) => call.startsWith('stopChannel'))).toEqual([]);
  });

  it('stops no channel that lives, of whatever room', async () => {
    const { hear, ports, building } = await told({ id: 'channel-2', resource_id: 'resource-2' });
    expect(building.channel('channel-2')).toMatchObject({ roomName: 'red_room' });
    await hear();
    expect(ports.calls.filter((call) => call.startsWith('stopChannel'))).toEqual([]);
    // Nor does it count for another room's.
    expect(building.status('blue_room').notifiedAt).toBeUndefined();
  });
});

describe('a room that another process has', () => {
  it('is known, and what is published of it passed over', async () => {
    const { building } = await aStartedBuilding({ others: ['green_room'] });
    expect(building.receive({ room_name: 'green_room', listing: HEARD })).toBe(true);
    expect(building.receive({ room_name: 'elsewhere', listing: HEARD })).toBe(false);
    expect([building.has('green_room'), building.size]).toEqual([false, 2]);
  });

  it('is waited for by whoever closes, as far as it can be relayed', async () => {
    const { building, ports } = await aStartedBuilding({ others: ['green_room'] });
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.obstacles.publish = () => promise;
    const notification = { id: 'channel-99', calendarId: calendarOf('green_room'), resourceId: 'r' };
    const published = building.notifiedForAnother(notification);
    let isSettled = false;
    const settled = building.settled().then(() => {
      isSettled = true;
    });
    await everyoneHadATurn();
    expect(isSettled).toBe(false);
    resolve();
    await settled;
    expect(await published).toBe(true);
    expect(ports.published).toMatchObject([{ room_name: 'green_room' }]);
  });

  it.each([
    ['that have told of it, and again with one that tells more', 2, 2, ['channel-0']],
    ['that have told of it, eight at most', 9, 8, undefined],
  ])('is published with the channels %s', async (_, many, first, again) => {
    const { building, ports } = await aStartedBuilding({ others: ['green_room'] });
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.obstacles.publish = () => promise;
    const tell = (id: string) =>
      building.notifiedForAnother({ id, calendarId: calendarOf('green_room'), resourceId: 'r' });
    const told = Array.from({ length: many }, (_, index) => tell(`channel-${index}`));
    await everyoneHadATurn();
    told.push(tell('channel-0'));
    resolve();
    expect(await Promise.all(told)).toEqual(told.map(() => true));
    const channels = ports.published.map(({ announcedBy }) => announcedBy?.map(({ id }) => id));
    expect([channels[0]?.length, channels[1]]).toEqual([first, again]);
  });

  it.each([
    ['is relayed no more once it is gone from the configuration', false],
    ['is relayed no more once the building has stopped, which leaves no timer', true],
  ])('%s', async (_, isStopped) => {
    const { building, settings, ports, clock } = await aStartedBuilding({ others: ['green_room'] });
    ports.obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
    const orphan = { id: 'channel-99', calendarId: calendarOf('green_room'), resourceId: 'r' };
    const published = building.notifiedForAnother(orphan);
    await everyoneHadATurn();
    if (isStopped) building.stop();
    else building.change({ ...settings, others: [] }, { clearsThings: false });
    delete ports.obstacles.list;
    ports.calls.length = 0;
    expect(await published).toBe(false);
    if (isStopped) expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(ports.calls).not.toContain(`list ${calendarOf('green_room')}`);
    expect(building.receive({ room_name: 'green_room', listing: HEARD })).toBe(isStopped);
  });
});

describe('whoever tells of a room that another process has', () => {
  const notification = { id: 'channel-99', calendarId: calendarOf('green_room'), resourceId: 'r' };
  const unlessSoon = (published: Promise<boolean>) =>
    Promise.race([published, everyoneHadATurn().then(() => 'waits')]);

  /** While Google does not say what is in its calendar. */
  async function silent(others = ['green_room']) {
    const made = await aStartedBuilding({ others });
    made.ports.obstacles.list = () => new Promise(() => undefined);
    return made;
  }

  it('waits for five seconds at most', async () => {
    const { building, clock } = await silent();
    const published = building.notifiedForAnother(notification);
    await clock.advance(4_999);
    expect(await unlessSoon(published)).toBe('waits');
    await clock.advance(1);
    expect(await unlessSoon(published)).toBe(false);
  });

  it.each([
    ['gone', []],
    [
      'of another calendar',
      [{ roomName: 'green_room', calendarId: calendarOf('olive_room'), timeZone: undefined }],
    ],
  ])('waits no longer once it is %s', async (_, others) => {
    const { building, settings } = await silent();
    const published = building.notifiedForAnother(notification);
    await everyoneHadATurn();
    building.change({ ...settings, others }, { clearsThings: false });
    expect(await unlessSoon(published)).toBe(false);
  });

  it('is to come back where five hundred are on their way, unless it is one of those', async () => {
    const rooms = Array.from({ length: 501 }, (_, index) => `other_${index}`);
    const { building } = await silent(rooms);
    const tell = (roomName: string) =>
      building.notifiedForAnother({ ...notification, calendarId: calendarOf(roomName) });
    for (const roomName of rooms.slice(0, 500)) void tell(roomName);
    expect(await unlessSoon(tell('other_500'))).toBe(false);
    expect(await unlessSoon(tell('other_0'))).toBe('waits');
    building.stop();
  });
});

describe('a building without rooms', () => {
  it('is ready, asks nothing of Google, and has rooms once it is given some', async () => {
    const { building, settings, ports, clock } = await aStartedBuilding({ names: [], others: ['blue_room'] });
    await clock.advance(3 * 3_600_000);
    expect([building.unready(), building.size]).toEqual([[], 0]);
    expect(ports.calls.filter((call) => /^(list|freeBusy|watch)/.test(call))).toEqual([]);
    building.change({ ...settings, rooms: [aRoom('blue_room')], others: [] }, { clearsThings: false });
    await everyoneHadATurn();
    expect(building.roomNames()).toEqual(['blue_room']);
    expect(ports.calls).toContain(`list ${calendarOf('blue_room')}`);
  });

  it('stops', async () => {
    const { building, clock } = aBuilding({ names: [] });
    building.start();
    await building.settled();
    building.stop();
    expect(clock.pending).toBe(0);
  });
});
