import { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { StoredChannel } from '../../../src/ports/channels.ts';
import {
  ADDRESS,
  aHouse,
  type BuildingOptions,
  calendarOf,
  everyoneHadATurn,
  refusedWith,
} from '../a-building.ts';

const STRAY = {
  'x-goog-channel-id': 'channel-99',
  'x-goog-channel-token': 'token-99',
  'x-goog-resource-id': 'resource-99',
  'x-goog-resource-state': 'exists',
  'x-goog-resource-uri': uriOf('blue_room@example.org'),
};

function uriOf(calendarId: string): string {
  return `https://www.googleapis.com/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events?alt=json`;
}

/** A house to which notifications come that say they are a stray's, unless `more` says otherwise. */
async function open(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const notify = async (more: Record<string, string> = {}) => {
    const headers = { ...STRAY, ...more };
    const response = await context.app.inject({ method: 'POST', url: '/webhook', headers });
    await everyoneHadATurn();
    await everyoneHadATurn();
    return response;
  };
  context.ports.calls.length = 0;
  return { ...context, notify };
}

/** What another process has stored of a channel that it registered. */
function storedElsewhere(id: string): StoredChannel {
  const record = {
    room_name: 'blue_room',
    calendar_id: calendarOf('blue_room'),
    id,
    token: id.replace('channel', 'token'),
    address: ADDRESS,
    resource_id: 'resource-99',
    registered: '2026-11-23T09:50:00+01:00',
    expiration: '2026-11-30T09:50:00+01:00',
  };
  return { record, generation: '99' };
}

describe('a channel of our making that nobody keeps', () => {
  it('is stopped by its ids, its notification refused, and what it announced listed', async () => {
    const { notify, ports, facts } = await open();
    const stopped: unknown[] = [];
    const { stopChannel } = ports.calendar;
    ports.calendar.stopChannel = (channel) => {
      stopped.push(channel);
      return stopChannel(channel);
    };
    refusedWith('UNKNOWN_CHANNEL', await notify());
    expect(ports.calls).toContain('stopChannel channel-99');
    expect(stopped).toEqual([{ id: 'channel-99', resource_id: 'resource-99' }]);
    expect(facts).toContainEqual({ room_name: 'blue_room', type: 'channel.orphaned' });
    expect(ports.calls.filter((call) => call.startsWith('list'))).toEqual(['list blue_room@example.org']);
    expect(ports.published).toMatchObject([{ room_name: 'blue_room' }]);
  });

  it('has its answer before anything is done about it: nobody learns from the time that it takes', async () => {
    const { notify, building } = await open();
    const order: string[] = [];
    vi.spyOn(building, 'notifiedByOrphan').mockImplementation(() => void order.push('handled'));
    const written = vi.spyOn(ServerResponse.prototype, 'end').mockImplementation(function (
      this: ServerResponse,
      ...what: unknown[]
    ) {
      order.push('answered');
      written.mockRestore();
      return this.end(...(what as [string]));
    });
    refusedWith('UNKNOWN_CHANNEL', await notify());
    expect(order).toEqual(['answered', 'handled']);
  });

  it('leaves the room with its own channel, and the record of it', async () => {
    const { notify, building, ports } = await open();
    await notify();
    expect(building.channel('channel-1')).toMatchObject({ roomName: 'blue_room' });
    expect(ports.records.get('blue_room')?.record.id).toBe('channel-1');
    expect(ports.calls).not.toContain('stopChannel channel-1');
    refusedWith('UNKNOWN_CHANNEL', await notify());
  });

  it.each(['stopChannel', 'read'] as const)(
    'is tried again at its next notification where %s failed',
    async (call) => {
      const { notify, ports, facts } = await open();
      ports.obstacles[call] = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      refusedWith('UNKNOWN_CHANNEL', await notify());
      expect(facts.filter(({ type }) => type === 'channel.orphaned')).toEqual([]);
      expect(ports.count('list')).toBe(0);
      delete ports.obstacles[call];
      ports.calls.length = 0;
      refusedWith('UNKNOWN_CHANNEL', await notify());
      expect(ports.calls).toContain('stopChannel channel-99');
    },
  );

  it('is stopped where it was replaced, and Google did not stop it when we asked', async () => {
    const { notify, building, ports } = await open();
    await building.stopWatching('blue_room');
    await building.startWatching('blue_room');
    ports.calls.length = 0;
    refusedWith(
      'UNKNOWN_CHANNEL',
      await notify({ 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'token-1' }),
    );
    expect(ports.calls).toContain('stopChannel channel-1');
    expect(building.channel('channel-3')).toBeDefined();
  });

  it('is left alone while it says sync: another process may just be registering it', async () => {
    const { notify, ports } = await open();
    refusedWith('UNKNOWN_CHANNEL', await notify({ 'x-goog-resource-state': 'sync' }));
    expect(ports.count('stopChannel')).toBe(0);
  });
});

describe('nothing is done for', () => {
  const strangers: [string, Record<string, string>][] = [
    ['a token that is not of our making', { 'x-goog-channel-token': 'guess' }],
    ["another channel's token", { 'x-goog-channel-token': 'token-1' }],
    ['no token', { 'x-goog-channel-token': '' }],
    ['no id', { 'x-goog-channel-id': '' }],
    ['a calendar that is not ours', { 'x-goog-resource-uri': uriOf('green_room@example.org') }],
    ['no calendar', { 'x-goog-resource-uri': '' }],
    ['a calendar that cannot be read', { 'x-goog-resource-uri': 'https://a/calendars/%E0%A4%A/events' }],
    ['a calendar out of every object', { 'x-goog-resource-uri': uriOf('__proto__') }],
    ['a wrong token on a live channel', { 'x-goog-channel-id': 'channel-1' }],
    [
      'a wrong resource on a live channel',
      { 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'token-1' },
    ],
  ];
  it.each(strangers)('%s, but to refuse it', async (_, more) => {
    const { notify, building, ports } = await open();
    refusedWith('UNKNOWN_CHANNEL', await notify(more));
    expect(ports.calls).toEqual([]);
    expect(building.channel('channel-1')).toBeDefined();
  });
});

describe('a channel that another process has just stored', () => {
  it('is taken in: what it announced is listed, and its next notification accepted, which brings a list', async () => {
    const { notify, ports, building } = await open();
    ports.records.set('blue_room', storedElsewhere('channel-99'));
    refusedWith('UNKNOWN_CHANNEL', await notify());
    expect(ports.count('stopChannel')).toBe(0);
    expect(ports.published).toMatchObject([{ room_name: 'blue_room' }]);
    expect((await notify()).statusCode).toBe(204);
    expect(ports.published).toMatchObject([{ room_name: 'blue_room' }, { room_name: 'blue_room' }]);
    expect(building.channel('channel-99')).toMatchObject({
      roomName: 'blue_room',
      resourceId: 'resource-99',
    });
  });

  it('takes the place of ours, which is stopped when it notifies again', async () => {
    const { notify, ports, building } = await open();
    ports.records.set('blue_room', storedElsewhere('channel-99'));
    await notify();
    expect(building.channel('channel-1')).toBeUndefined();
    const ours = { 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'token-1' };
    refusedWith('UNKNOWN_CHANNEL', await notify(ours));
    expect(ports.calls).toContain('stopChannel channel-1');
    expect((await notify()).statusCode).toBe(204);
  });

  it('is taken in, too, while our own cannot be registered, and is renewed in its time', async () => {
    const { notify, ports, clock } = await open({
      names: ['blue_room'],
      prepare: ({ obstacles }) => {
        obstacles.watch = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      },
    });
    ports.records.set('blue_room', storedElsewhere('channel-99'));
    await notify();
    expect((await notify()).statusCode).toBe(204);
    delete ports.obstacles.watch;
    ports.calls.length = 0;
    await clock.advance(5 * 24 * 3_600_000);
    expect(ports.count('watch')).toBe(0);
    await clock.advance(24 * 3_600_000);
    expect(ports.count('watch')).toBe(1);
    expect(ports.calls).toContain('stopChannel channel-99');
  });
});
