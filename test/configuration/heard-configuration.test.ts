import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../src/configuration/config.ts';
import { HeardConfiguration } from '../../src/configuration/heard-configuration.ts';
import type { ConfigurationRead } from '../../src/configuration/open.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { ServiceFact } from '../../src/machines/facts.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { EXAMPLE } from './configurations.ts';

const MINUTE_MS = 60_000;
const NOTHING = { started: [], stopped: [], restarted: [] };
const AWAY = new VendorError('storage', 'away', { status: 503 });

/** A file that somebody changes, and a service that hears of it. */
function aService() {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const file = {
    text: JSON.stringify(EXAMPLE),
    generation: 1,
    credentials: 'key',
    failure: undefined as unknown,
  };
  const taken: string[] = [];
  const facts: ServiceFact[] = [];
  let reads = 0;
  let way: Promise<void> = Promise.resolve();
  async function read(known?: string): Promise<ConfigurationRead | undefined> {
    reads += 1;
    const { text, generation, credentials, failure } = file;
    await way;
    if (failure) throw failure;
    if (String(generation) === known) return undefined;
    return { config: parseConfig(text, 'config.json'), generation: String(generation), credentials };
  }
  const put = (more: object | string) => {
    file.text = typeof more === 'string' ? more : JSON.stringify({ ...EXAMPLE, ...more });
    file.generation += 1;
  };
  const open = async () => {
    const heard = new HeardConfiguration({
      first: (await read())!,
      read,
      take: ({ generation }) => {
        taken.push(generation);
        return { ...NOTHING, started: [`room ${generation}`] };
      },
      clock,
      report: (fact) => void facts.push(fact),
    });
    heard.start();
    onTestFinished(() => heard.stop());
    return heard;
  };
  const told = () => facts.splice(0).map(({ type }) => type);
  const hold = (until: Promise<void>) => (way = until);
  return { clock, file, put, taken, facts, told, open, hold, reads: () => reads };
}

describe('the configuration of a running service', () => {
  it('is looked at each minute, and taken where it is another', async () => {
    const { clock, put, taken, facts, open } = aService();
    const heard = await open();
    await clock.advance(3 * MINUTE_MS);
    expect([taken, facts]).toEqual([[], []]);
    put({ time_zone: 'Asia/Tokyo' });
    await clock.advance(MINUTE_MS - 1);
    expect(taken).toEqual([]);
    await clock.advance(1);
    expect(taken).toEqual(['2']);
    const changed = { ...NOTHING, started: ['room 2'] };
    expect(facts).toEqual([
      { type: 'configuration.taken', generation: '2', at: clock.now(), changed, needsRestart: [] },
    ]);
    expect([heard.generation, heard.loadedAt]).toEqual(['2', clock.now()]);
  });

  it('is refused as a whole where it has a mistake, which is told once, and taken when it is mended', async () => {
    const { clock, put, taken, told, open } = aService();
    const heard = await open();
    put('{ "iot_client_id": "half wri');
    await clock.advance(5 * MINUTE_MS);
    expect([taken, told()]).toEqual([[], ['configuration.refused']]);
    expect(heard.mistakes).toEqual([expect.stringMatching(/^config\.json: /)]);
    put({ rooms: [] });
    await clock.advance(2 * MINUTE_MS);
    expect(told()).toEqual(['configuration.refused']);
    expect(await heard.look()).toEqual({
      type: 'refused',
      mistakes: ['config.json: rooms: empty; add a room'],
    });
    put({});
    await clock.advance(MINUTE_MS);
    expect([taken, told(), heard.mistakes]).toEqual([['4'], ['configuration.taken'], []]);
  });

  it('is valid again where the text of before is put back, and nothing changes', async () => {
    const { file, put, taken, told, open } = aService();
    const heard = await open();
    const { text } = file;
    put('nonsense');
    await heard.look();
    Object.assign(file, { text, generation: 1 });
    expect(await heard.look()).toMatchObject({ type: 'taken', generation: '1', changed: NOTHING });
    expect([taken, told()]).toEqual([[], ['configuration.refused', 'configuration.taken']]);
  });

  it('goes on where its place is away, and says so to whoever asks', async () => {
    const { clock, file, put, taken, told, open } = aService();
    const heard = await open();
    file.failure = AWAY;
    await expect(heard.look()).rejects.toBe(AWAY);
    await clock.advance(2 * MINUTE_MS);
    expect(told()).toEqual(Array(3).fill('configuration.unread'));
    file.failure = undefined;
    put({});
    await clock.advance(MINUTE_MS);
    expect([taken, told()]).toEqual([['2'], ['configuration.read', 'configuration.taken']]);
    await clock.advance(2 * MINUTE_MS);
    expect(told()).toEqual([]);
  });

  it('is looked at no more once it stops, and what is read just then holds no more', async () => {
    const { clock, put, taken, open, hold, reads } = aService();
    const heard = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    hold(promise);
    put({ time_zone: 'Asia/Tokyo' });
    await clock.advance(MINUTE_MS);
    const waiting = heard.look();
    heard.stop();
    resolve();
    await waiting;
    await clock.advance(5 * MINUTE_MS);
    expect([taken, reads(), clock.pending]).toEqual([[], 3, 0]);

    const { clock: resting, open: openAnother } = aService();
    (await openAnother()).stop();
    expect(resting.pending).toBe(0);
  });

  it('is looked at once for all who ask while a look is on its way, and not with an answer from before', async () => {
    const { put, taken, open, hold, reads } = aService();
    const heard = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    hold(promise);
    const first = heard.look();
    await Promise.resolve();
    await Promise.resolve();
    put({});
    const others = [heard.look(), heard.look(), heard.look()];
    resolve();
    expect(await first).toMatchObject({ generation: '1' });
    for (const answer of await Promise.all(others)) expect(answer).toMatchObject({ generation: '2' });
    expect([reads(), taken]).toEqual([3, ['2']]);
  });

  it('tells what holds only after a restart, until it is as it was at the start', async () => {
    const { file, put, open } = aService();
    const heard = await open();
    put({ iot_requests_per_second: 3 });
    expect(await heard.look()).toMatchObject({ needsRestart: ['iot_requests_per_second'] });
    put({ iot_requests_per_second: 3, time_zone: 'UTC' });
    file.credentials = 'another key';
    const both = ['iot_requests_per_second', 'calendar_credentials.json'];
    expect(await heard.look()).toMatchObject({ needsRestart: both });
    put({});
    file.credentials = 'key';
    expect(await heard.look()).toMatchObject({ needsRestart: [] });
  });

  it('tells so of an account that came later, too', async () => {
    const { put, open } = aService();
    const heard = await open();
    const north = { name: 'north', iot_client_id: 'a', iot_client_secret: 'b' };
    put({ accounts: [north] });
    expect(await heard.look()).toMatchObject({ needsRestart: [] });
    put({ accounts: [{ ...north, iot_requests_per_second: 3 }] });
    const needsRestart = ['iot_requests_per_second of the account north'];
    expect(await heard.look()).toMatchObject({ needsRestart });
  });
});
