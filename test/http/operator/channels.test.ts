import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { ChannelRecord } from '../../../src/ports/channels.ts';
import { deferred } from '../../helpers/deferred.ts';
import { ADDRESS, aStartedBuilding, calendarOf, everyoneHadATurn, RESOURCE } from '../a-building.ts';

const DAY_MS = 24 * 3_600_000;
const DOWN = new VendorError('calendar', 'down', { status: 503 });

describe('a channel of a building', () => {
  const record = (more: Partial<ChannelRecord> = {}): ChannelRecord => ({
    room_name: 'blue_room',
    calendar_id: calendarOf('blue_room'),
    id: 'old channel',
    token: 'old token',
    address: ADDRESS,
    resource_id: 'old resource',
    registered: '2026-11-20T08:50:00.000Z',
    expiration: '2026-11-27T08:50:00.000Z',
    ...more,
  });
  const recalled = (more: Partial<ChannelRecord> = {}) => ({ record: record(more), generation: '1' });
  const found = { roomName: 'blue_room', token: 'token-1', resourceId: RESOURCE };

  it('is found by its id while Google is still registering it, without a resource id', async () => {
    const held = deferred<void>();
    const { building } = await aStartedBuilding({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => held.promise;
      },
    });
    expect(building.channel('channel-1')).toEqual({ ...found, resourceId: undefined });
    held.resolve();
    await everyoneHadATurn();
    expect(building.channel('channel-1')).toEqual(found);
  });

  it.each(['', 'channel-99', 'blue_room', '__proto__'])('is not found by the id %j', async (id) => {
    const { building } = await aStartedBuilding();
    expect(building.channel(id)).toBeUndefined();
  });

  it('is found again after a restart, and not registered anew', async () => {
    const { building, ports } = await aStartedBuilding({
      prepare: ({ records }) => records.set('blue_room', recalled()),
    });
    expect(building.channel('old channel')).toEqual({
      roomName: 'blue_room',
      token: 'old token',
      resourceId: 'old resource',
    });
    expect(ports.calls.filter((call) => call.startsWith('watch'))).toEqual(['watch red_room@example.org']);
  });

  it('is found beside the new one until it is stopped, and then no longer', async () => {
    const [registering, stopping] = [deferred<void>(), deferred<void>()];
    const { building } = await aStartedBuilding({
      names: ['blue_room'],
      prepare: ({ obstacles, records }) => {
        records.set(
          'blue_room',
          recalled({ registered: '2026-11-16T10:00:00Z', expiration: '2026-11-23T10:00:00Z' }),
        );
        obstacles.watch = () => registering.promise;
        obstacles.stopChannel = () => stopping.promise;
      },
    });
    const accepted = () => ['old channel', 'channel-1'].filter((id) => building.channel(id));
    expect(accepted()).toEqual(['old channel', 'channel-1']);
    registering.resolve();
    await everyoneHadATurn();
    expect(accepted()).toEqual(['old channel', 'channel-1']);
    stopping.resolve();
    await everyoneHadATurn();
    expect(accepted()).toEqual(['channel-1']);
  });

  it('is renewed before it ends', async () => {
    const { building, clock, ports } = await aStartedBuilding({ names: ['blue_room'] });
    await clock.advance(6 * DAY_MS);
    expect(building.channel('channel-2')).toBeDefined();
    expect(building.channel('channel-1')).toBeUndefined();
    expect(ports.calls).toContain('stopChannel channel-1');
  });

  it('is not found once it was stopped', async () => {
    const { building, ports } = await aStartedBuilding();
    expect(await building.stopWatching('blue_room')).toMatchObject({ id: 'channel-1' });
    expect(building.channel('channel-1')).toBeUndefined();
    expect(building.channel('channel-2')).toBeDefined();
    expect(await building.stopWatching('blue_room')).toBeUndefined();
    expect([...ports.records.keys()]).toEqual(['red_room']);
  });

  it('is not found once it was stopped before Google had registered it', async () => {
    const { building } = await aStartedBuilding({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => Promise.reject(DOWN);
      },
    });
    expect(await building.stopWatching('blue_room')).toBeUndefined();
    expect(building.channel('channel-1')).toBeUndefined();
  });

  it('is not found where Google refused it', async () => {
    const reason = 'pushNotSupportedForRequestedResource';
    const { building } = await aStartedBuilding({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => Promise.reject(new VendorError('calendar', 'no', { reason, operator: true }));
      },
    });
    expect(building.channel('channel-1')).toBeUndefined();
  });

  it('is opened again where it is wanted again, under new keys', async () => {
    const { building } = await aStartedBuilding({ names: ['blue_room'] });
    await building.stopWatching('blue_room');
    expect(await building.startWatching('blue_room')).toMatchObject({ id: 'channel-2', token: 'token-2' });
    expect(await building.startWatching('blue_room')).toMatchObject({ id: 'channel-2' });
  });
});
