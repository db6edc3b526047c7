import { Subscription } from '@google-cloud/pubsub';
import { describe, expect, it, vi } from 'vitest';
import { Building } from '../../src/machines/building.ts';
import { aStage, CALLS, pendingMark, SECOND_MS, type Stage } from './a-stage.ts';
import { book, isAtRest, isFree, roomOnce } from './at-the-door.ts';

const { insert } = CALLS;
const CLOSING = 'closing: what is on its way is finished first';

/** What Google says to a webhook, by the channel of the room. */
async function notify({ clouds }: Stage, url: string, room: string): Promise<number> {
  const { data } = clouds.storage.object('roomcal-watch-ids', `${room}.json`);
  const { id, token, resource_id } = JSON.parse(String(data));
  const headers = {
    'x-goog-channel-id': id,
    'x-goog-channel-token': token,
    'x-goog-resource-id': resource_id,
    'x-goog-resource-state': 'exists',
  };
  return (await fetch(`${url}/webhook`, { method: 'POST', headers })).status;
}

/** A process in this one whose booking of the attic waits for Google, and that is being closed. */
async function aClosingProcess() {
  // Its patience must not end before the test has gone on, on whatever machine.
  const stage = await aStage({ rooms: ['attic'], pace: 0.25 });
  const { gateway, env } = await stage.gated();
  const roomcal = await stage.start({ ...env, ...stage.pushed });
  const { url } = roomcal;
  await stage.shows('attic', 'Free all day');
  await roomOnce(url, 'attic', (room) => isAtRest(room) && isFree(room));
  const from = roomcal.lines.length;
  const before = await notify(stage, url, 'attic');
  await roomcal.line(({ msg }) => msg === 'attic: relayed', from);
  const inserting = gateway.next(insert('attic'));
  const booking = book(url, 'attic');
  const call = await inserting;
  const closed = roomcal.close();
  await roomcal.line(({ msg }) => msg === CLOSING);
  return { stage, gateway, url, before, booking, call, closed };
}

describe('a process that closes', () => {
  it('sends notifications back, and says why it is not ready, while it answers who waits at the door', async () => {
    const { stage, url, before, booking, call, closed } = await aClosingProcess();
    expect(before).toBe(204);
    expect(await notify(stage, url, 'attic')).toBe(503);
    const readiness = await fetch(`${url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toEqual({ ready: false, because: ['roomcal is closing'] });
    expect(await book(url, 'attic')).toMatchObject({
      status: 503,
      body: { code: 'NOT_READY', message: 'roomcal is closing' },
    });
    await call.pass();
    expect((await booking).status).toBe(201);
    await closed;
    expect(pendingMark(stage.events('attic')[0])).toBeUndefined();
  });

  it('hears no message any more before its rooms stop: what is acknowledged then would be lost', async () => {
    const closing = vi.spyOn(Subscription.prototype, 'close');
    let hadClosed: unknown;
    const stop = Building.prototype.stop;
    const stopping = vi.spyOn(Building.prototype, 'stop').mockImplementation(function (this: Building) {
      hadClosed = closing.mock.settledResults.map(({ type }) => type);
      stop.call(this);
    });
    const { booking, call, closed } = await aClosingProcess();
    expect(closing).not.toHaveBeenCalled();
    await call.pass();
    await booking;
    await closed;
    expect(stopping).toHaveBeenCalledOnce();
    expect(hadClosed).toEqual(['fulfilled']);
  });

  it('waits three seconds for what does not come to an end, and no longer', async () => {
    const { stage, booking, closed } = await aClosingProcess();
    const stopping = vi.spyOn(Building.prototype, 'stop');
    stage.clock.leap(2 * SECOND_MS);
    // Whatever was due has had its turn by then.
    await fetch(`${stage.clouds.httpUrl}/sandbox/calls`);
    expect(stopping).not.toHaveBeenCalled();
    stage.clock.leap(1 * SECOND_MS);
    await closed;
    expect((await booking).status).toBe(503);
  });
});

/** Makes a mistake once the process is told to. */
const PLANTED = {
  'an exception that nobody caught': 'throw new RangeError("planted")',
  'a rejection that nobody handled': 'Promise.reject(new RangeError("planted"))',
};
const onSignal = (code: string) =>
  `--import data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${code} });`)}`;

describe('a process of its own', () => {
  it('that can not be closed ends all the same, five seconds after it was told to', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    const hanging = `import { Server } from 'node:http'; Server.prototype.close = function () { return this; };`;
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(hanging)}`;
    const child = await stage.spawn({
      ...stage.clouds.environment,
      HOST: '127.0.0.1',
      PORT: '0',
      NODE_OPTIONS,
    });
    child.signal('SIGTERM');
    await child.printed(CLOSING);
    expect(await child.ended).toMatchObject({ code: 1, stderr: '' });
  });

  it.each([
    ['SIGINT', 'SIGINT', '', 0, /^$/],
    ...Object.entries(PLANTED).map(
      ([what, code]) =>
        [
          what,
          'SIGUSR2',
          onSignal(code),
          1,
          /^roomcal: a mistake of roomcal: RangeError: planted\n +at /,
        ] as const,
    ),
  ] as const)(
    'that is ended by %s brings to an end what is on its way',
    async (_, signal, NODE_OPTIONS, exitCode, says) => {
      const stage = await aStage({ rooms: ['attic'] });
      const { gateway, env } = await stage.gated();
      const child = await stage.spawn({ ...env, ...(NODE_OPTIONS && { NODE_OPTIONS }) });
      await roomOnce(child.url, 'attic', isFree);
      const inserting = gateway.next(insert('attic'));
      const booking = book(child.url, 'attic');
      const call = await inserting;
      child.signal(signal);
      await child.printed(CLOSING);
      await call.pass();
      expect((await booking).status).toBe(201);
      const { code, stderr } = await child.ended;
      expect(code).toBe(exitCode);
      expect(stderr).toMatch(says);
      expect(pendingMark(stage.events('attic')[0])).toBeUndefined();
    },
  );
});
