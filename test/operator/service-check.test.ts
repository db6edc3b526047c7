import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/configuration/config.ts';
import { checkService } from '../../src/operator/service-check.ts';
import { EXAMPLE } from '../configuration/configurations.ts';
import { useVendors } from '../io/vendors.ts';

const vendors = useVendors();
const ADDRESS = 'https://roomcal.test';
const RUNS = { version: '1.2.0', generation: '7', loaded_at: '2026-11-23T09:10:00.000Z', mistakes: [] };

interface Service {
  version?: Record<string, unknown>;
  status?: number;
  rooms?: string[];
  /** The shards that did not answer whoever was asked. */
  missing?: number[];
  secrets?: string[];
}

/** What the doctor says of such a service, and the secrets that it has shown it. */
async function found(
  { version = RUNS, status = 200, rooms = ['blue_room'], missing, secrets = ['hush-hush'] }: Service,
  { more = {}, address = ADDRESS }: { more?: object; address?: string } = {},
) {
  const shown: string[] = [];
  const guarded =
    (answer: object, code = 200) =>
    ({ request }: { request: Request }) => {
      const secret = atob(request.headers.get('authorization')!.slice('Basic '.length)).split(':')[1]!;
      shown.push(secret);
      return secrets.includes(secret)
        ? HttpResponse.json(answer, { status: code })
        : HttpResponse.json({ code: 'UNAUTHORIZED' }, { status: 401 });
    };
  const base = address.replace(/\/webhook$/, '');
  vendors.use(
    http.post(`${base}/webhook`, () => HttpResponse.json({ code: 'UNKNOWN_CHANNEL' }, { status: 404 })),
    http.get(`${base}/version`, guarded(version, status)),
    http.get(`${base}/rooms`, guarded({ rooms: rooms.map((room_name) => ({ room_name })), missing })),
  );
  const config = parseConfig(JSON.stringify({ ...EXAMPLE, ...more }), 'config.json');
  const finding = await checkService(address, { config, generation: '7', version: '1.2.0' });
  return { finding, shown };
}

describe('what the doctor says of the service that runs', () => {
  it('shows it the secret before only where it does not know the one of the file', async () => {
    const more = { iot_client_secret_previous: 'before' };
    const { finding, shown } = await found({}, { more });
    expect([finding?.status, new Set(shown)]).toEqual(['ok', new Set(['hush-hush'])]);
  });

  it.each<[string, Service, object]>([
    ['by this file', {}, { status: 'ok', says: 'roomcal 1.2.0 runs by this file' }],
    ['and lacks a room', { rooms: [] }, { status: 'failed', says: 'it lacks blue_room' }],
    [
      'in four processes, of which two are away',
      { rooms: [], missing: [1, 3] },
      { status: 'failed', says: 'the processes of shards 1, 3 do not answer' },
    ],
    [
      'and has hundreds more',
      { rooms: ['blue_room', ...Array.from({ length: 500 }, (_, index) => `room${index}`)] },
      { says: expect.stringMatching(/^it has room0, (room\d, ){8}room9 and 490 more, which/) },
    ],
    [
      'and has one more',
      { rooms: ['blue_room', 'attic'] },
      { status: 'failed', says: 'it has attic, which the file has not' },
    ],
    [
      'by another generation',
      { version: { ...RUNS, generation: '6' } },
      { status: 'failed', says: 'it runs by generation 6, not 7' },
    ],
    [
      'and refuses the file',
      { version: { ...RUNS, mistakes: ['rooms: empty; add a room'] } },
      { status: 'failed', says: 'it refuses what lies there: rooms: empty; add a room' },
    ],
    [
      'and is older',
      { version: { ...RUNS, version: '1.1.10' } },
      { status: 'warning', says: 'it is roomcal 1.1.10, older than 1.2.0' },
    ],
    [
      'and is newer',
      { version: { ...RUNS, version: '1.10.0' } },
      { status: 'ok', says: 'roomcal 1.10.0 runs by this file' },
    ],
    ['and is older by far', { status: 404 }, { status: 'warning', says: expect.stringContaining('older') }],
    ['by another secret', { secrets: [] }, { status: 'failed', says: expect.stringContaining('secret') }],
    ['and makes a mistake', { status: 500 }, { status: 'failed', says: 'it answers 500 to GET /version' }],
  ])('%s', async (_, service, finding) => {
    expect((await found(service)).finding).toMatchObject(finding);
  });

  it('by the secret before, which the file still has', async () => {
    const more = { iot_client_secret: 'newer', iot_client_secret_previous: 'hush-hush' };
    expect((await found({}, { more })).finding).toMatchObject({ status: 'ok' });
  });

  it('where the address ends with what Google calls', async () => {
    expect((await found({}, { address: `${ADDRESS}/webhook` })).finding).toMatchObject({ status: 'ok' });
  });

  it('shows no secret to what is no roomcal, nor over the net as plain text', async () => {
    vendors.use(http.post(`${ADDRESS}/webhook`, () => HttpResponse.json({}, { status: 404 })));
    const config = parseConfig(JSON.stringify(EXAMPLE), 'config.json');
    const expected = { config, generation: '7', version: '1.2.0' };
    expect(await checkService(ADDRESS, expected)).toBeUndefined();
    for (const address of ['http://roomcal.test', 'http://127.roomcal.test', 'http://localhost.test']) {
      const { finding, shown } = await found({}, { address });
      expect([finding?.status, shown]).toEqual(['failed', []]);
    }
  });
});
