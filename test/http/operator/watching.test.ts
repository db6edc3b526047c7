import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import {
  aHouse,
  BASIC,
  type BuildingOptions,
  everyoneHadATurn,
  RESOURCE,
  refusedWith,
} from '../a-building.ts';

const DOWN = new VendorError('calendar', 'Google Calendar: 503: down', { status: 503 });
const REFUSED = new VendorError('calendar', 'Google Calendar: 400: Push notifications are not supported', {
  status: 400,
  reason: 'pushNotSupportedForRequestedResource',
  operator: true,
});

async function open(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const post = (url: string, body: object) =>
    context.app.inject({ method: 'POST', url, headers: BASIC, body: body as Record<string, unknown> });
  const start = (room_name = 'blue_room') => post('/start_watching', { room_name });
  const stop = (room_name = 'blue_room') => post('/stop_watching', { room_name });
  return { ...context, post, start, stop };
}

const RECORD = {
  room_name: 'blue_room',
  calendar_id: 'blue_room@example.org',
  id: 'channel-1',
  resource_id: RESOURCE,
  address: 'https://roomcal.example.org/webhook',
  registered: '2026-11-23T08:50:00.000Z',
  expiration: '2026-11-30T08:50:00.000Z',
};

describe('POST /start_watching', () => {
  it('answers with the record of the channel that is open already, without its token', async () => {
    const { start, ports } = await open();
    const response = await start();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(RECORD);
    expect(ports.count('watch')).toBe(2);
  });

  it('opens a new channel where the old one was stopped, under new keys', async () => {
    const { start, stop, ports } = await open();
    await stop();
    const response = await start();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ ...RECORD, id: 'channel-3' });
    expect(ports.records.get('blue_room')?.record.token).toBe('token-3');
  });

  it('tries again at once where Google would not push, and answers 502 with its reason', async () => {
    const { start, ports } = await open({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => Promise.reject(REFUSED);
      },
    });
    const tried = ports.count('watch');
    expect(refusedWith('VENDOR_FAILED', await start())).toMatchObject({
      vendor: 'calendar',
      message: REFUSED.message,
    });
    expect(ports.count('watch')).toBe(tried + 1);
    delete ports.obstacles.watch;
    expect((await start()).statusCode).toBe(200);
  });

  it('answers 502 with the vendor that fails', async () => {
    const { start } = await open({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => Promise.reject(DOWN);
      },
    });
    const body = refusedWith('VENDOR_FAILED', await start());
    expect(body).toMatchObject({ vendor: 'calendar', message: DOWN.message });
  });

  it('answers 502 and storage where the record cannot be kept, and stops the channel again', async () => {
    const { start, ports } = await open({
      prepare: ({ obstacles }) => {
        obstacles.write = () => Promise.reject(new VendorError('storage', 'Cloud Storage: 503: down'));
      },
    });
    expect(refusedWith('VENDOR_FAILED', await start()).vendor).toBe('storage');
    expect(ports.calls).toContain('stopChannel channel-1');
  });

  it('tries at once after an operator has mended what was wrong, without waiting for the next hour', async () => {
    const { start, ports } = await open({
      prepare: ({ obstacles }) => {
        const forbidden = { status: 403, reason: 'forbidden', operator: true };
        obstacles.watch = () => Promise.reject(new VendorError('calendar', 'not shared', forbidden));
      },
    });
    refusedWith('VENDOR_FAILED', await start());
    delete ports.obstacles.watch;
    expect((await start()).statusCode).toBe(200);
  });

  it('blames no vendor where roomcal has no public address, and asks none', async () => {
    const { start, ports } = await open({ address: undefined });
    const response = await start();
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.json().code).not.toBe('VENDOR_FAILED');
    expect(response.json().message).toMatch(/address|gcal_watch_function_url/);
    expect(ports.count('watch')).toBe(0);
  });
});

describe('POST /stop_watching', () => {
  it('stops the channel, forgets it, and answers with its record without the token', async () => {
    const { stop, ports } = await open();
    const response = await stop();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(RECORD);
    expect(ports.calls.slice(-2)).toEqual(['forget blue_room', 'stopChannel channel-1']);
    expect([...ports.records.keys()]).toEqual(['red_room']);
  });

  it('answers 404 where there is no channel: stopped already, or never opened', async () => {
    const { stop } = await open();
    await stop();
    expect(refusedWith('UNKNOWN_CHANNEL', await stop()).message).toContain('blue_room');
  });

  it('answers 404 where roomcal has no public address', async () => {
    const { stop } = await open({ address: undefined });
    refusedWith('UNKNOWN_CHANNEL', await stop());
  });

  it('answers 502 where Google will not stop it; the channel stays live and is stopped the next time', async () => {
    const { stop, building, ports } = await open();
    ports.obstacles.stopChannel = () => Promise.reject(DOWN);
    expect(refusedWith('VENDOR_FAILED', await stop())).toMatchObject({ vendor: 'calendar' });
    expect(building.channel('channel-1')).toBeDefined();
    delete ports.obstacles.stopChannel;
    expect((await stop()).statusCode).toBe(200);
  });

  it('answers 502, not 404, where nobody can tell whether there is a channel', async () => {
    const { stop, ports } = await open({
      prepare: ({ obstacles, records }) => {
        records.set('blue_room', { record: { ...RECORD, token: 'token-0' } });
        obstacles.read = () => Promise.reject(new VendorError('storage', 'Cloud Storage: 503: down'));
      },
    });
    expect(refusedWith('VENDOR_FAILED', await stop()).vendor).toBe('storage');
    expect(ports.records.has('blue_room')).toBe(true);
  });

  it('leaves the channel stopped: nothing opens it again by itself', async () => {
    const { stop, clock, ports } = await open();
    await stop();
    const watches = ports.count('watch');
    await clock.advance(3 * 24 * 3_600_000);
    await everyoneHadATurn();
    expect(ports.count('watch')).toBe(watches);
  });
});

describe.each(['/start_watching', '/stop_watching'])('POST %s', (url) => {
  it('answers 404 for a room that is not there', async () => {
    const { post } = await open();
    expect(refusedWith('UNKNOWN_ROOM', await post(url, { room_name: 'green_room' })).message).toContain(
      'green_room',
    );
  });

  it.each([
    [{}, 'room_name'],
    [{ room_name: 5 }, 'room_name'],
    [{ room_name: 'blue_room', all: true }, 'all'],
  ])('refuses %j, and says where', async (body, where) => {
    const { post } = await open();
    expect(refusedWith('INVALID_REQUEST', await post(url, body)).message).toContain(where);
  });

  it('answers 503 before there is a service', async () => {
    const { post, context } = await open();
    context.service = undefined;
    refusedWith('NOT_READY', await post(url, { room_name: 'blue_room' }));
  });
});
