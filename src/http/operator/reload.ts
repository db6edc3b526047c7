import { readFileSync } from 'node:fs';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { VendorFailure } from '../../ports/failure.ts';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ApiError, vendorFailed } from '../errors.ts';
import { Text } from '../schema-parts.ts';
import { ClientQuery, GUARDED, refusals } from '../schemas.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const Names = (description: string) => Type.Array(Type.String(), { description });
const generation = Text(
  '1795426200000000',
  'of the file: of its object in Cloud Storage, or a hash of its text',
);

const Reloaded = Type.Object(
  {
    generation,
    changed: Type.Object({
      started: Names('rooms that came'),
      stopped: Names('rooms that went'),
      restarted: Names('rooms that are made anew, for something of them is another'),
    }),
    needs_restart: Names('keys that are another, and hold once roomcal is started anew'),
  },
  { title: 'Reloaded', description: 'what the configuration says holds; its rooms are being changed' },
);

const Version = Type.Object(
  {
    version: Text('1.0.0', 'of roomcal'),
    generation,
    loaded_at: Text('2026-11-23T09:10:00.000Z', 'since when that configuration holds, in UTC'),
    mistakes: Names(
      'what is wrong with the configuration that lies there now; none where it is the one that holds',
    ),
  },
  { title: 'Version', description: 'what runs here' },
);

const reloading = {
  tags: ['operators'],
  operationId: 'reload',
  summary: 'Look at once whether the configuration has changed',
  description:
    'It is looked at each minute anyway. Rooms that are the same go on undisturbed. A configuration with a mistake is ' +
    'refused as a whole, and the one before holds.',
  querystring: ClientQuery,
  response: { 200: Reloaded, ...refusals(...GUARDED, 'CONFIG_INVALID', 'VENDOR_FAILED') },
};

const telling = {
  tags: ['operators'],
  operationId: 'readVersion',
  summary: 'Which roomcal runs, by which configuration',
  querystring: ClientQuery,
  response: { 200: Version, ...refusals(...GUARDED) },
};

/** `POST /reload` has the configuration looked at now; `GET /version` says which one holds. */
export const reload: FastifyPluginAsyncTypebox<{ context: AppContext }> = async (app, { context }) => {
  app.post('/reload', { schema: reloading }, async () => {
    const heard = await serviceOf(context).configuration.look().catch(fail);
    if (heard.type === 'refused')
      throw new ApiError('CONFIG_INVALID', undefined, { mistakes: [...heard.mistakes] });
    const { generation, changed, needsRestart } = heard;
    return { generation, changed, needs_restart: [...needsRestart] };
  });

  app.get('/version', { schema: telling }, async () => {
    const { generation, loadedAt, mistakes } = serviceOf(context).configuration;
    return { version, generation, loaded_at: new Date(loadedAt).toISOString(), mistakes: [...mistakes] };
  });
};

function fail(error: unknown): never {
  throw vendorFailed(error as VendorFailure);
}
