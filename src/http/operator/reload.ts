import { readFileSync } from 'node:fs';
import { type FastifyPluginAsyncTypebox, type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { VendorFailure } from '../../ports/failure.ts';
import { type AppContext, serviceOf } from '../app-context.ts';
import { ApiError, vendorFailed } from '../errors.ts';
import { Text } from '../schema-parts.ts';
import { ClientQuery, GUARDED, Missing, refusals } from '../schemas.ts';
import { askedBy } from '../sharding/asked-by.ts';
import { isForwarded } from '../sharding/mark.ts';
import type { Gathered, Peers } from '../sharding/peers.ts';

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
    missing: Missing,
  },
  { title: 'Reloaded', description: 'what the configuration says holds; its rooms are being changed' },
);

const OfProcess = {
  version: Text('1.0.0', 'of roomcal'),
  generation,
  loaded_at: Text('2026-11-23T09:10:00.000Z', 'since when that configuration holds, in UTC'),
  mistakes: Names(
    'what is wrong with the configuration that lies there now; none where it is the one that holds',
  ),
};
const Version = Type.Object(
  {
    ...OfProcess,
    others: Type.Optional(
      Type.Array(Type.Object({ shard: Type.Integer({ examples: [1] }), ...OfProcess }), {
        description: 'the same of the other processes, where there are several',
      }),
    ),
    missing: Missing,
  },
  { title: 'Version', description: 'what runs here' },
);

const reloading = {
  tags: ['operators'],
  operationId: 'reload',
  summary: 'Look at once whether the configuration has changed',
  description:
    'It is looked at each minute anyway. Rooms that are the same go on undisturbed. A configuration with a mistake is ' +
    'refused as a whole, and the one before holds. Of several processes each looks; `missing` are those that did not.',
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

type Reloaded = Static<typeof Reloaded>;
type Version = Static<typeof Version>;

/** `POST /reload` has the configuration looked at now; `GET /version` says which one holds. */
export const reload: FastifyPluginAsyncTypebox<{ context: AppContext; peers: Peers | undefined }> = async (
  app,
  { context, peers },
) => {
  /** The same of every other process; undefined where there is none, or where another one asks. */
  async function others<T>(request: FastifyRequest): Promise<Gathered<T> | undefined> {
    if (!peers || isForwarded(request.headers)) return undefined;
    const { url: path, method } = request;
    // Whoever has gone meanwhile wants it done all the same.
    const { headers } = askedBy(request);
    const { answerMs } = peers.limits;
    const asked = { path, method, headers, headMs: answerMs, pieceMs: answerMs };
    return peers.gather(
      peers.all(),
      (shard) => peers.askWhole(shard, asked, new AbortController().signal) as Promise<T>,
    );
  }

  app.post('/reload', { schema: reloading }, async (request) => {
    const { configuration } = serviceOf(context);
    const asked = others<Reloaded>(request);
    const heard = await configuration.look().catch(fail);
    const { answers, missing = [] } = (await asked) ?? {};
    if (heard.type === 'refused')
      throw new ApiError('CONFIG_INVALID', undefined, { mistakes: [...heard.mistakes] });
    const { generation, changed, needsRestart } = heard;
    const all: Reloaded[] = [
      { generation, changed, needs_restart: [...needsRestart] },
      ...(answers?.values() ?? []),
    ];
    const roomsThat = (key: keyof Reloaded['changed']) => all.flatMap((one) => one.changed[key]);
    return {
      generation,
      changed: {
        started: roomsThat('started'),
        stopped: roomsThat('stopped'),
        restarted: roomsThat('restarted'),
      },
      needs_restart: [...new Set(all.flatMap((one) => one.needs_restart))],
      ...(missing.length > 0 && { missing }),
    };
  });

  app.get('/version', { schema: telling }, async (request) => {
    const { generation, loadedAt, mistakes } = serviceOf(context).configuration;
    const loaded_at = new Date(loadedAt).toISOString();
    const own = { version, generation, loaded_at, mistakes: [...mistakes] };
    const asked = await others<Version>(request);
    if (!asked) return own;
    const { answers, missing } = asked;
    const those = [...answers].toSorted(([a], [b]) => a - b).map(([shard, one]) => ({ shard, ...one }));
    return { ...own, others: those, ...(missing.length > 0 && { missing }) };
  });
};

function fail(error: unknown): never {
  throw vendorFailed(error as VendorFailure);
}
