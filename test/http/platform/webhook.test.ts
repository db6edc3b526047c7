import { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { aHouse, type BuildingOptions, everyoneHadATurn, RESOURCE, refusedWith } from '../a-building.ts';

/** Notifications that say they are from blue_room's channel, unless `more` says otherwise. */
async function open(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const { id, token, resource_id } = context.ports.records.get('blue_room')?.record ?? {};
  const valid = {
    'x-goog-channel-id': id,
    'x-goog-channel-token': token,
    'x-goog-resource-id': resource_id,
    'x-goog-resource-state': 'exists',
    'x-goog-message-number': '7',
    'x-goog-resource-uri': 'https://www.googleapis.com/calendar/v3/calendars/blue/events?alt=json',
  };
  const notify = (more: Record<string, string | undefined> = {}, body?: string | Buffer) => {
    const given = Object.entries({ ...valid, ...more }).filter(([, value]) => value !== undefined);
    const headers = Object.fromEntries(given) as Record<string, string>;
    return context.app.inject({ method: 'POST', url: '/webhook', headers, ...(body && { body }) });
  };
  context.ports.calls.length = 0;
  return { ...context, notify };
}

describe('POST /webhook', () => {
  it('answers 204 without a body to a live channel, and relays what its calendar lists', async () => {
    const { notify, ports } = await open();
    const response = await notify();
    expect(response.statusCode).toBe(204);
    expect(response.body).toBe('');
    await everyoneHadATurn();
    expect(ports.calls).toEqual(['list blue_room@example.org', 'publish blue_room']);
    expect(ports.published).toMatchObject([{ room_name: 'blue_room', listing: { timeZone: 'Europe/Rome' } }]);
  });

  it('relays for the room whose channel it is', async () => {
    const { notify, ports } = await open();
    const { id, token, resource_id } = ports.records.get('red_room')!.record;
    const headers = {
      'x-goog-channel-id': id,
      'x-goog-channel-token': token,
      'x-goog-resource-id': resource_id,
    };
    expect((await notify(headers)).statusCode).toBe(204);
    await everyoneHadATurn();
    expect(ports.published.map(({ room_name }) => room_name)).toEqual(['red_room']);
  });

  it('writes its answer before any list call, and waits for none', async () => {
    const order: string[] = [];
    const written = vi.spyOn(ServerResponse.prototype, 'end').mockImplementation(function (
      this: ServerResponse,
    ) {
      order.push('answer');
      written.mockRestore();
      return this.end();
    });
    const context = await aHouse();
    const { id, token, resource_id } = context.ports.records.get('blue_room')!.record;
    context.ports.obstacles.list = () => {
      order.push('list');
      return new Promise(() => undefined);
    };
    const headers = {
      'x-goog-channel-id': id,
      'x-goog-channel-token': token,
      'x-goog-resource-id': resource_id,
      'x-goog-resource-state': 'exists',
    };
    const { statusCode } = await context.app.inject({ method: 'POST', url: '/webhook', headers });
    await everyoneHadATurn();
    expect(statusCode).toBe(204);
    expect(order).toEqual(['answer', 'list']);
  });

  it('answers 204 while Google does not answer a list', async () => {
    const { notify, ports } = await open();
    const never = deferred<void>();
    ports.obstacles.list = () => never.promise;
    expect((await notify()).statusCode).toBe(204);
    expect((await notify()).statusCode).toBe(204);
    never.resolve();
  });

  it('makes two lists of a burst of five', async () => {
    const { notify, ports } = await open();
    const first = deferred<void>();
    ports.obstacles.list = () => first.promise;
    for (let one = 0; one < 5; one++) await notify();
    await everyoneHadATurn();
    first.resolve();
    await everyoneHadATurn();
    expect(ports.count('list')).toBe(2);
  });

  it('answers 204 to sync, and lists nothing', async () => {
    const { notify, ports } = await open();
    expect((await notify({ 'x-goog-resource-state': 'sync', 'x-goog-message-number': '1' })).statusCode).toBe(
      204,
    );
    await everyoneHadATurn();
    expect(ports.calls).toEqual([]);
  });

  it.each(['exists', 'not_exists'])('relays the state %s', async (state) => {
    const { notify, ports } = await open();
    expect((await notify({ 'x-goog-resource-state': state })).statusCode).toBe(204);
    await everyoneHadATurn();
    expect(ports.published).toHaveLength(1);
  });

  const strangers: [string, Record<string, string | undefined>][] = [
    ['a wrong token', { 'x-goog-channel-token': 'guess' }],
    ['no token', { 'x-goog-channel-token': undefined }],
    ['an empty token', { 'x-goog-channel-token': '' }],
    ['a wrong resource id', { 'x-goog-resource-id': 'other' }],
    ['no resource id', { 'x-goog-resource-id': undefined }],
    ['an unknown id', { 'x-goog-channel-id': 'channel-99' }],
    ['no id', { 'x-goog-channel-id': undefined }],
    ['no headers', { 'x-goog-channel-id': undefined, 'x-goog-channel-token': undefined }],
    ["another room's id", { 'x-goog-channel-id': 'channel-2' }],
    ['an id out of every object', { 'x-goog-channel-id': '__proto__' }],
  ];
  it.each(strangers)('answers 404 to %s, and does nothing', async (_, more) => {
    const { notify, ports } = await open();
    for (const state of ['exists', 'sync']) {
      refusedWith('UNKNOWN_CHANNEL', await notify({ ...more, 'x-goog-resource-state': state }));
    }
    await everyoneHadATurn();
    expect(ports.calls).toEqual([]);
  });

  it('accepts the first notification of a channel that Google is still registering', async () => {
    const answer = deferred<void>();
    const { notify, ports } = await open({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => answer.promise;
      },
    });
    const keys = { 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'token-1' };
    expect((await notify({ ...keys, 'x-goog-resource-id': 'any' })).statusCode).toBe(204);
    refusedWith('UNKNOWN_CHANNEL', await notify({ ...keys, 'x-goog-channel-token': 'guess' }));
    await everyoneHadATurn();
    expect(ports.published).toHaveLength(1);
    answer.resolve();
  });

  it('holds a channel to its resource id once Google has told it', async () => {
    const answer = deferred<void>();
    const { notify, building } = await open({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => answer.promise;
      },
    });
    answer.resolve();
    await everyoneHadATurn();
    expect(building.channel('channel-1')?.resourceId).toBe(RESOURCE);
    const keys = { 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'token-1' };
    refusedWith('UNKNOWN_CHANNEL', await notify({ ...keys, 'x-goog-resource-id': 'any' }));
  });

  it('answers 404 to a channel that was stopped', async () => {
    const { notify, building, ports } = await open();
    await building.stopWatching('blue_room');
    ports.calls.length = 0;
    refusedWith('UNKNOWN_CHANNEL', await notify());
    await everyoneHadATurn();
    expect(ports.calls).toEqual([]);
  });

  it('answers 503, which Google tries again, while there is no service', async () => {
    const { notify, context } = await open();
    context.service = undefined;
    context.unready = () => ['roomcal is starting'];
    refusedWith('NOT_READY', await notify());
  });
});

describe('the body of a notification', () => {
  it.each([
    undefined,
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/octet-stream',
    'nonsense',
  ])('may be empty under the content type %s', async (type) => {
    const { notify } = await open();
    expect((await notify({ 'content-type': type })).statusCode).toBe(204);
    expect((await notify({ 'content-type': type, 'content-length': '0' })).statusCode).toBe(204);
  });

  it.each([undefined, 'application/json', 'text/plain', 'application/octet-stream'])(
    'may be up to 1 KB of anything under the content type %s',
    async (type) => {
      const { notify } = await open();
      expect((await notify({ 'content-type': type }, '{'.repeat(1_024))).statusCode).toBe(204);
    },
  );

  it.each([undefined, 'application/json', 'text/plain', 'application/octet-stream'])(
    'is refused over 1 KB under the content type %s, and nothing is done',
    async (type) => {
      const { notify, ports } = await open();
      refusedWith('TOO_LARGE', await notify({ 'content-type': type }, 'x'.repeat(2_048)));
      refusedWith('TOO_LARGE', await notify({ 'content-type': type }, 'x'.repeat(1_025)));
      await everyoneHadATurn();
      expect(ports.calls).toEqual([]);
    },
  );
});
