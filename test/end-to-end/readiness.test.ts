import { expect, it } from 'vitest';
import type { Call } from '../helpers/gateway.ts';
import { aStage, CALLS } from './a-stage.ts';
import { isFree, roomOnce } from './at-the-door.ts';

const ROOMS = ['attic', 'cellar'];
const { list } = CALLS;
const NOT_SHARED = { error: { code: 404, message: 'Not Found', errors: [{ reason: 'notFound' }] } };
const AWAY = { error: { code: 503, message: 'Backend Error', errors: [{ reason: 'backendError' }] } };

/** A process for two rooms; the calls that are `refused` Google answers so, until it is healed. */
async function aProcess(refused: (call: Call) => boolean, status: number, body: object) {
  const stage = await aStage({ rooms: ROOMS });
  const { gateway, env } = await stage.gated();
  const heal = gateway.each(refused, (call) => call.answer(status, body));
  const { url, line } = await stage.start({ ...env, ...stage.pushed });
  await line(({ msg }) => msg === 'Pub/Sub: connected');
  const readiness = async () => {
    const response = await fetch(`${url}/readyz`);
    return { status: response.status, ...((await response.json()) as { because: string[] }) };
  };
  const failed = (room: string) => roomOnce(url, room, ({ last_error }) => last_error !== null);
  const rested = (room: string) => roomOnce(url, room, (one) => isFree(one) && one.thing_state === 'settled');
  return { stage, url, heal, readiness, failed, rested };
}

it('a room that may pass keeps the process from being ready, with the reason, until it is read', async () => {
  const { stage, heal, readiness, failed, rested } = await aProcess(list('attic'), 503, AWAY);
  await failed('attic');
  await rested('cellar');
  const { status, because } = await readiness();
  expect(status).toBe(503);
  expect(because).toEqual([expect.stringMatching(/^attic: agenda not read yet: Google Calendar: .*503/)]);
  heal();
  stage.clock.leap(60_000);
  await rested('attic');
  expect(await readiness()).toEqual({ status: 200, ready: true, because: [] });
});

it('a room that an operator has to mend does not: the others need the webhook', async () => {
  const { readiness, failed, rested } = await aProcess(list('attic'), 404, NOT_SHARED);
  await failed('attic');
  await rested('cellar');
  expect(await readiness()).toEqual({ status: 200, ready: true, because: [] });
});

it('where an operator has to mend all of them, nothing is ready, and each says why', async () => {
  const both = (call: Call) => ROOMS.some((room) => list(room)(call));
  const { readiness, failed } = await aProcess(both, 404, NOT_SHARED);
  for (const room of ROOMS) await failed(room);
  const { status, because } = await readiness();
  expect(status).toBe(503);
  expect(because).toEqual(
    ROOMS.map((room) => expect.stringMatching(new RegExp(`^${room}: agenda not read yet: .*404`))),
  );
});
