import { expect, it } from 'vitest';
import { passesOf } from '../../../src/http/access/passes.ts';
import { webhookKeys } from '../../../src/io/arduino-iot/webhook-keys.ts';
import { channelKeyFactory } from '../../../src/io/google-calendar/channel-keys.ts';
import { aHouse, BEARER, CLIENT_ID, CLIENT_SECRET, refusedWith } from '../a-building.ts';

const OLD = 'the secret before';
const WITH_OLD = { authorization: `Bearer ${OLD}` };
const URL = `/rooms?client_id=${CLIENT_ID}`;

/** A house whose secret is being changed, or was. */
async function aHouseWith(previousSecret: string | undefined) {
  const house = await aHouse();
  house.context.service = { ...house.context.service!, previousSecret };
  return house;
}

it('the secret before opens what the new one does, as long as the configuration has it', async () => {
  const { app, context } = await aHouseWith(OLD);
  expect((await app.inject({ url: URL, headers: WITH_OLD })).statusCode).toBe(200);
  expect((await app.inject({ url: URL, headers: BEARER })).statusCode).toBe(200);
  context.service = { ...context.service!, previousSecret: undefined };
  refusedWith('UNAUTHORIZED', await app.inject({ url: URL, headers: WITH_OLD }));
});

it('a pass that was signed with it is good as long', async () => {
  const { app, context, clock } = await aHouseWith(OLD);
  const signed = passesOf(OLD);
  const authorization = `Bearer ${signed.written(signed.forDoor('blue_room', undefined, clock.now()))}`;
  const read = () => app.inject({ url: '/meetings?room_name=blue_room', headers: { authorization } });
  expect((await read()).statusCode).toBe(200);
  context.service = { ...context.service!, previousSecret: undefined };
  refusedWith('UNAUTHORIZED', await read());
});

it('channels and webhooks of Things that were signed with it are known again; new ones have the new one', () => {
  const [before, now] = [channelKeyFactory(OLD), channelKeyFactory(CLIENT_SECRET, OLD)];
  const keys = before.mint();
  expect([now.isOurs(keys), before.isOurs(now.mint())]).toEqual([true, false]);
  expect(channelKeyFactory(CLIENT_SECRET).isOurs(keys)).toBe(false);

  const [old, both] = [webhookKeys(OLD), webhookKeys(CLIENT_SECRET, OLD)];
  expect(both.thingOf(old.tokenOf('door'))).toBe('door');
  expect(old.thingOf(both.tokenOf('door'))).toBeUndefined();
  expect(both.tokensOf('door')).toEqual([both.tokenOf('door'), old.tokenOf('door')]);
});
