import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { ChannelRecord, VendorFailure } from '../io/ports.ts';
import { authorize } from './auth.ts';
import { ApiError, vendorFailed } from './errors.ts';
import { buildingOf, type House } from './house.ts';

const schema = {
  body: Type.Object(
    { client_id: Type.Optional(Type.String()), room_name: Type.String() },
    { additionalProperties: false },
  ),
};

/** `POST /start_watching` and `POST /stop_watching`: an operator opens or stops a room's push channel. */
export const watching: FastifyPluginAsyncTypebox<{ house: House }> = async (app, { house }) => {
  app.addHook('preValidation', authorize(house));

  app.post('/start_watching', { schema }, async ({ body: { room_name } }) => {
    const building = buildingOf(house, room_name);
    const record = await building.startWatching(room_name).catch(fail);
    if (!record) throw new ApiError('NO_PUBLIC_ADDRESS');
    return withoutToken(record);
  });

  app.post('/stop_watching', { schema }, async ({ body: { room_name } }) => {
    const building = buildingOf(house, room_name);
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
