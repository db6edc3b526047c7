import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ChannelRecord } from '../../ports/channels.ts';
import type { VendorFailure } from '../../ports/failure.ts';
import { type AppContext, buildingOf } from '../app-context.ts';
import { ApiError, vendorFailed } from '../errors.ts';
import { Channel, OF_A_ROOM, refusals, roomCall, WITH_BODY } from '../schemas.ts';

const body = roomCall({});
const failures = [...WITH_BODY, ...OF_A_ROOM, 'VENDOR_FAILED'] as const;

const opening = {
  tags: ['operators'],
  operationId: 'startWatching',
  summary: "Open a room's push channel, or find it open",
  body,
  response: { 200: Channel, ...refusals(...failures, 'NO_PUBLIC_ADDRESS') },
};

const closing = {
  tags: ['operators'],
  operationId: 'stopWatching',
  summary: "Stop a room's push channel",
  body,
  response: { 200: Channel, ...refusals(...failures, 'UNKNOWN_CHANNEL') },
};

/** `POST /start_watching` and `POST /stop_watching`: an operator opens or stops a room's push channel. */
export const watching: FastifyPluginAsyncTypebox<{ context: AppContext }> = async (app, { context }) => {
  app.post('/start_watching', { schema: opening }, async ({ body: { room_name } }) => {
    const building = buildingOf(context, room_name);
    const record = await building.startWatching(room_name).catch(fail);
    if (!record) throw new ApiError('NO_PUBLIC_ADDRESS');
    return withoutToken(record);
  });

  app.post('/stop_watching', { schema: closing }, async ({ body: { room_name } }) => {
    const building = buildingOf(context, room_name);
    const record = await building.stopWatching(room_name).catch(fail);
    if (!record) throw new ApiError('UNKNOWN_CHANNEL', `${room_name} has no channel`);
    return withoutToken(record);
  });
};

function fail(error: unknown): never {
  throw vendorFailed(error as VendorFailure);
}

function withoutToken({ token: _, ...record }: ChannelRecord): Omit<ChannelRecord, 'token'> {
  return record;
}
