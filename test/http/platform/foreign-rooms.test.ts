import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { aHouse, type BuildingOptions, calendarOf, everyoneHadATurn, refusedWith } from '../a-building.ts';

const FOREIGN = 'green_room';

const headersOf = (more: Record<string, string> = {}) => ({
  'x-goog-channel-id': 'channel-99',
  'x-goog-channel-token': 'token-99',
  'x-goog-resource-id': 'resource-99',
  'x-goog-resource-state': 'exists',
  'x-goog-resource-uri': uriOf(FOREIGN),
  ...more,
});

function uriOf(roomName: string): string {
  return `https://www.googleapis.com/calendar/v3/calendars/${encodeURIComponent(calendarOf(roomName))}/events?alt=json`;
}

/** A house of two rooms, where another process has green_room. */
async function open(options: BuildingOptions = {}) {
  const context = await aHouse({ others: [FOREIGN], ...options });
  const notify = async (more: Record<string, string> = {}) => {
    const response = await context.app.inject({ method: 'POST', url: '/webhook', headers: headersOf(more) });
    await everyoneHadATurn();
    await everyoneHadATurn();
    return response;
  };
  context.ports.calls.length = 0;
  context.ports.published.length = 0;
  return { ...context, notify };
}

describe('a notification of a room that another process has', () => {
  it('is answered once it is listed and published here, with the channel that announced it', async () => {
    const { notify, ports, facts } = await open();
    expect((await notify()).statusCode).toBe(204);
    expect(ports.calls.filter((call) => call.startsWith('list'))).toEqual([`list ${calendarOf(FOREIGN)}`]);
    expect(ports.published).toMatchObject([
      { room_name: FOREIGN, announcedBy: [{ id: 'channel-99', resource_id: 'resource-99' }] },
    ]);
    expect(facts).toContainEqual({ room_name: FOREIGN, type: 'relayed' });
  });

  it('stops no channel, whoever keeps it: that is for who has the room', async () => {
    const { notify, ports } = await open();
    await notify();
    expect(ports.calls.filter((call) => /stopChannel|read|watch/.test(call))).toEqual([]);
  });

  it('is refused unless the channel is of our making', async () => {
    const { notify, ports } = await open();
    refusedWith('UNKNOWN_CHANNEL', await notify({ 'x-goog-channel-token': 'guessed' }));
    refusedWith('UNKNOWN_CHANNEL', await notify({ 'x-goog-resource-uri': uriOf('elsewhere') }));
    refusedWith('UNKNOWN_CHANNEL', await notify({ 'x-goog-resource-uri': '' }));
    expect(ports.calls).toEqual([]);
  });

  it('that only says that the channel is open is answered, and leads to nothing', async () => {
    const { notify, ports } = await open();
    expect((await notify({ 'x-goog-resource-state': 'sync' })).statusCode).toBe(204);
    expect(ports.calls).toEqual([]);
  });

  it('and all that come while it is listed lead to one list more', async () => {
    const { notify, ports } = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.obstacles.list = async () => promise;
    const other = { 'x-goog-channel-id': 'channel-98', 'x-goog-channel-token': 'token-98' };
    const answers = [notify(other)];
    for (let count = 0; count < 4; count++) {
      await everyoneHadATurn();
      answers.push(notify());
    }
    for (let turn = 0; turn < 4; turn++) await everyoneHadATurn();
    delete ports.obstacles.list;
    resolve();
    const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([204, 204, 204, 204, 204]);
    expect(ports.calls.filter((call) => call.startsWith('list'))).toHaveLength(2);
    // Each channel is told of, once.
    expect(ports.published.map(({ announcedBy = [] }) => announcedBy.map(({ id }) => id))).toEqual([
      ['channel-98', 'channel-99'],
      [],
    ]);
  });

  it('is not answered before it is published: who is killed meanwhile is told once more', async () => {
    const { app, ports } = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.obstacles.publish = () => promise;
    let status = 0;
    const told = app
      .inject({ method: 'POST', url: '/webhook', headers: headersOf() })
      .then(({ statusCode }) => {
        status = statusCode;
      });
    for (let turn = 0; turn < 4; turn++) await everyoneHadATurn();
    expect(ports.calls).toContain(`list ${calendarOf(FOREIGN)}`);
    expect(status).toBe(0);
    resolve();
    await told;
    expect(status).toBe(204);
  });

  it('is refused for later where it takes longer than Google may be kept waiting', async () => {
    const { notify, ports, clock } = await open();
    ports.obstacles.list = () => new Promise(() => undefined);
    const answer = notify();
    await everyoneHadATurn();
    await clock.advance(5_000);
    refusedWith('NOT_READY', await answer);
  });

  it.each(['list', 'publish'] as const)(
    'is refused for later where %s failed, and tried again',
    async (call) => {
      const { notify, ports, clock, facts } = await open();
      ports.obstacles[call] = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      refusedWith('NOT_READY', await notify());
      expect(facts).toContainEqual(expect.objectContaining({ room_name: FOREIGN, type: 'relay.failed' }));
      delete ports.obstacles[call];
      ports.published.length = 0;
      await clock.advance(60_000);
      expect(ports.published).toMatchObject([{ room_name: FOREIGN }]);
    },
  );

  it('is refused for later where more are on their way than can be held', async () => {
    const others = Array.from({ length: 501 }, (_, index) => `other_${index}`);
    const { notify, ports } = await open({ others });
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.obstacles.list = () => promise;
    const answers = others
      .slice(0, 500)
      .map((roomName) => notify({ 'x-goog-resource-uri': uriOf(roomName) }));
    await everyoneHadATurn();
    refusedWith('NOT_READY', await notify({ 'x-goog-resource-uri': uriOf(others[500]!) }));
    // One of those that are on their way comes along.
    answers.push(notify({ 'x-goog-resource-uri': uriOf(others[0]!) }));
    await everyoneHadATurn();
    resolve();
    for (const answer of answers) expect((await answer).statusCode).toBe(204);
  });
});
