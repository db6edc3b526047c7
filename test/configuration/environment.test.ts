import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { ConfigError } from '../../src/validation/config-error.ts';

const PRODUCTION = { NODE_ENV: 'production' };

describe('the environment', () => {
  it('is that of the sandbox where nothing is set', () => {
    expect(readEnvironment({})).toEqual({
      config: 'sandbox',
      watchIds: { bucket: 'roomcal-watch-ids', folder: '' },
      subscription: undefined,
      shard: { shard: 0, shards: 1 },
      peers: undefined,
      port: 8080,
      host: '127.0.0.1',
      projectId: undefined,
      pubsubEmulator: undefined,
      storageEmulator: undefined,
      logLevel: 'info',
      logFormat: 'json',
      sandboxHttpPort: 8081,
      sandboxPubsubPort: 8085,
    });
  });

  it('is that of Google in production', () => {
    expect(readEnvironment(PRODUCTION)).toMatchObject({
      config: { place: { bucket: 'roomcal-config', folder: '' }, name: 'config.json' },
      watchIds: { bucket: 'roomcal-watch-ids', folder: '' },
      subscription: undefined,
      port: 8080,
      host: '0.0.0.0',
    });
  });

  it('has the log of Google on Cloud Run, and where somebody wants it', () => {
    expect(readEnvironment({ K_SERVICE: 'roomcal' }).logFormat).toBe('gcp');
    expect(readEnvironment({ LOG_FORMAT: 'gcp' }).logFormat).toBe('gcp');
    expect(readEnvironment({ K_SERVICE: 'roomcal', LOG_FORMAT: 'json' }).logFormat).toBe('json');
    expect(() => readEnvironment({ LOG_FORMAT: 'xml' })).toThrow(/LOG_FORMAT: .*json, gcp/);
  });

  it.each(['development', 'test', 'Production', ''])('is the sandbox in NODE_ENV=%j', (NODE_ENV) => {
    expect(readEnvironment({ NODE_ENV }).config).toBe('sandbox');
  });

  it('is the sandbox in production, too, where it is asked for', () => {
    expect(readEnvironment({ ...PRODUCTION, ROOMCAL_CONFIG: 'sandbox' })).toMatchObject({
      config: 'sandbox',
      host: '127.0.0.1',
    });
  });

  it('treats what is empty as not set', () => {
    const names =
      'NODE_ENV ROOMCAL_CONFIG ROOMCAL_WATCH_IDS ROOMCAL_SUBSCRIPTION ROOMCAL_SHARDS ROOMCAL_SHARD ROOMCAL_PEERS PORT HOST GOOGLE_CLOUD_PROJECT ' +
      'PUBSUB_EMULATOR_HOST STORAGE_EMULATOR_HOST LOG_LEVEL LOG_FORMAT SANDBOX_HTTP_PORT SANDBOX_PUBSUB_PORT';
    const empty = Object.fromEntries(names.split(' ').map((name) => [name, '']));
    expect(readEnvironment(empty)).toEqual(readEnvironment({}));
  });

  it('may set everything', () => {
    expect(
      readEnvironment({
        ROOMCAL_CONFIG: 'gs://acme/rooms.json',
        ROOMCAL_WATCH_IDS: 'gs://acme-channels',
        ROOMCAL_SUBSCRIPTION: 'second',
        PORT: '9000',
        HOST: '::1',
        GOOGLE_CLOUD_PROJECT: 'acme',
        PUBSUB_EMULATOR_HOST: '127.0.0.1:8085',
        STORAGE_EMULATOR_HOST: 'http://127.0.0.1:8081',
        LOG_LEVEL: 'debug',
        LOG_FORMAT: 'json',
        SANDBOX_HTTP_PORT: '1',
        SANDBOX_PUBSUB_PORT: '2',
      }),
    ).toEqual({
      config: { place: { bucket: 'acme', folder: '' }, name: 'rooms.json' },
      watchIds: { bucket: 'acme-channels', folder: '' },
      subscription: 'second',
      shard: { shard: 0, shards: 1 },
      peers: undefined,
      port: 9000,
      host: '::1',
      projectId: 'acme',
      pubsubEmulator: '127.0.0.1:8085',
      storageEmulator: 'http://127.0.0.1:8081',
      logLevel: 'debug',
      logFormat: 'json',
      sandboxHttpPort: 1,
      sandboxPubsubPort: 2,
    });
  });
});

describe('the emulator of Cloud Storage', () => {
  it.each([
    ['127.0.0.1:8081', 'http://127.0.0.1:8081'],
    ['https://gcs.example.org', 'https://gcs.example.org'],
    ['', undefined],
  ])('is found with and without its scheme: %j', (STORAGE_EMULATOR_HOST, found) => {
    expect(readEnvironment({ STORAGE_EMULATOR_HOST }).storageEmulator).toBe(found);
  });
});

describe('a configuration in a file', () => {
  it('has the channel records beside it, in watch-ids', () => {
    expect(readEnvironment({ ROOMCAL_CONFIG: '/etc/roomcal/config.json' })).toMatchObject({
      config: { place: { folder: '/etc/roomcal' }, name: 'config.json' },
      watchIds: { folder: '/etc/roomcal/watch-ids' },
      host: '0.0.0.0',
    });
  });

  it('may lie relative to where roomcal was started', () => {
    expect(readEnvironment({ ROOMCAL_CONFIG: 'rooms.json' })).toMatchObject({
      config: { place: { folder: process.cwd() }, name: 'rooms.json' },
      watchIds: { folder: `${process.cwd()}/watch-ids` },
    });
  });

  it('may lie in the root folder', () => {
    const { watchIds } = readEnvironment({ ROOMCAL_CONFIG: '/config.json' });
    expect(watchIds).toEqual({ folder: '/watch-ids' });
  });

  it.each([
    ['gs://acme-channels', { bucket: 'acme-channels', folder: '' }],
    ['gs://acme-channels/', { bucket: 'acme-channels', folder: '' }],
    ['gs://acme/channels', { bucket: 'acme', folder: 'channels/' }],
    ['gs://acme/a//b/', { bucket: 'acme', folder: 'a/b/' }],
    ['/var/lib/roomcal', { folder: '/var/lib/roomcal' }],
    ['channels', { folder: `${process.cwd()}/channels` }],
  ])('may have its channel records in %s', (ROOMCAL_WATCH_IDS, place) => {
    expect(readEnvironment({ ROOMCAL_CONFIG: '/etc/config.json', ROOMCAL_WATCH_IDS }).watchIds).toEqual(
      place,
    );
  });
});

describe('a configuration in a bucket', () => {
  it.each([
    ['gs://acme/config.json', '', 'config.json'],
    ['gs://acme/a/b/rooms.json', 'a/b/', 'rooms.json'],
  ])('%s has its channel records in the bucket of their own', (ROOMCAL_CONFIG, folder, name) => {
    expect(readEnvironment({ ROOMCAL_CONFIG })).toMatchObject({
      config: { place: { bucket: 'acme', folder }, name },
      watchIds: { bucket: 'roomcal-watch-ids', folder: '' },
    });
  });
});

describe('a mistake in the environment', () => {
  it.each([
    ['PORT', 'http', /65535/],
    ['PORT', '-1', /65535/],
    ['PORT', '65536', /65535/],
    ['PORT', '80.5', /65535/],
    ['PORT', '8080a', /65535/],
    ['PORT', ' ', /65535/],
    ['SANDBOX_HTTP_PORT', '70000', /65535/],
    ['SANDBOX_PUBSUB_PORT', 'x', /65535/],
    ['LOG_LEVEL', 'loud', /info/],
    ['LOG_LEVEL', 'INFO', /info/],
    ['ROOMCAL_CONFIG', 'gs://', /config\.json|OBJECT/],
    ['ROOMCAL_CONFIG', 'gs://acme', /config\.json|OBJECT/],
    ['ROOMCAL_CONFIG', 'gs://acme/', /config\.json|OBJECT/],
    ['ROOMCAL_CONFIG', 'gs://acme/folder/', /config\.json|OBJECT/],
    ['ROOMCAL_CONFIG', 'gs:///config.json', /bucket/],
    ['ROOMCAL_CONFIG', '/etc/roomcal/', /config\.json/],
    ['ROOMCAL_WATCH_IDS', 'gs://', /bucket/],
  ])('such as %s=%j is one line that names the variable and what it may be', (name, value, how) => {
    const read = () => readEnvironment({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name}: .*$`));
    expect(read).toThrow(how);
    if (value.trim()) expect(read).toThrow(value);
  });

  it.each(['0', '65535'])('is not PORT=%s', (PORT) => {
    expect(readEnvironment({ PORT }).port).toBe(Number(PORT));
  });

  it.each(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])(
    'is not LOG_LEVEL=%s',
    (LOG_LEVEL) => {
      expect(readEnvironment({ LOG_LEVEL }).logLevel).toBe(LOG_LEVEL);
    },
  );
});

describe('the environment of a shard', () => {
  const PEERS = 'http://roomcal-{shard}.roomcal:8080';

  it.each(['0', '3'])('says which it is: %s of 4', (ROOMCAL_SHARD) => {
    const env = { ROOMCAL_SHARDS: '4', ROOMCAL_SHARD, ROOMCAL_PEERS: PEERS };
    expect(readEnvironment(env)).toMatchObject({
      shard: { shard: Number(ROOMCAL_SHARD), shards: 4 },
      peers: PEERS,
    });
  });

  it('of one process that has every room needs no more', () => {
    for (const more of [{}, { ROOMCAL_SHARD: '0' }, { ROOMCAL_PEERS: PEERS }])
      expect(readEnvironment({ ROOMCAL_SHARDS: '1', ...more })).toMatchObject({
        shard: { shard: 0, shards: 1 },
        peers: undefined,
      });
  });

  it.each(['0', '3', '-4', '2.5', 'four', '4 ', '1e1', '2048'])('has no %j shards', (ROOMCAL_SHARDS) => {
    const env = { ROOMCAL_SHARDS, ROOMCAL_SHARD: '0', ROOMCAL_PEERS: PEERS };
    expect(() => readEnvironment(env)).toThrow(/^ROOMCAL_SHARDS: .*power of two/);
  });

  it.each([undefined, '', '4', '-1', 'one', '1.0', 'roomcal-1'])('is not shard %j of 4', (ROOMCAL_SHARD) => {
    const env = { ROOMCAL_SHARDS: '4', ROOMCAL_SHARD, ROOMCAL_PEERS: PEERS };
    expect(() => readEnvironment(env)).toThrow(/^ROOMCAL_SHARD: .*from 0 to 3/);
  });

  it.each([
    undefined,
    '',
    'http://roomcal:8080',
    'roomcal-{shard}:8080',
    'http://x-{shard}/path',
    'http://x-{shard}/?a=b',
    'http://x-{shard}/#a',
    'http://{shard',
  ])('finds no peers at %j', (ROOMCAL_PEERS) => {
    const env = { ROOMCAL_SHARDS: '4', ROOMCAL_SHARD: '1', ROOMCAL_PEERS };
    expect(() => readEnvironment(env)).toThrow(/^ROOMCAL_PEERS: .*http:\/\/roomcal-\{shard\}/);
  });
});
