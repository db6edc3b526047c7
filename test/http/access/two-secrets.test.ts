import { expect, it } from 'vitest';
import { passesOf } from '../../../src/http/access/passes.ts';
import { markOf } from '../../../src/http/sharding/mark.ts';
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

// Channels live for a week, webhooks of Things for years, and while a version is rolled out both are there.
it('what one version of roomcal has signed, the next one knows', () => {
  const token = 'nqPLS81GxHn0f1SThqnTuqAaWwqQdTNub8g84ns8Cvw';
  expect(channelKeyFactory('hush-hush').isOurs({ id: 'one', token })).toBe(true);
  const webhook = 'ZG9vcg.VP62gxWGU2nprZ_1UXq7z8x_9FxK3LFLVIfWIu0syu0';
  expect(webhookKeys('hush-hush').tokenOf('door')).toBe(webhook);
  const pass = 'pass-WyJibHVlX3Jvb20iLDYwMDAwMCwidGFibGV0IixudWxsXQ.HGIrvf4gk-MGQbmy2EXArN';
  expect(passesOf('hush-hush').read(pass, 0)).toMatchObject({ room: 'blue_room', by: 'tablet' });
  const mark = 'Y17p3hXxVAAptarcaIT-u0sAT5nHaaca7F6aEIsZ_gU';
  expect(markOf({ clientSecret: 'hush-hush', previousSecret: undefined })).toBe(mark);
});
