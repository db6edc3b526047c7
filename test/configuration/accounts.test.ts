import { describe, expect, it } from 'vitest';
import { apiOptionsOf, buildingOptionsOf, thingWebhooks } from '../../src/configuration/building-options.ts';
import { parseConfig } from '../../src/configuration/config.ts';
import { iotAccountsOf } from '../../src/configuration/iot-accounts.ts';
import { keysOfStart, withNewAccounts } from '../../src/configuration/keys-of-start.ts';
import { EXAMPLE, mistakesIn, PLACE, RED } from './configurations.ts';

const NORTH = { name: 'north', iot_client_id: 'key of north', iot_client_secret: 'of north' };
const SOUTH = { name: 'south', iot_client_id: 'key of south', iot_client_secret: 'of south' };
const [BLUE] = EXAMPLE.rooms;
const { iot_client_id: _, iot_client_secret: __, ...WITHOUT_FLAT } = EXAMPLE;

const written = (more: object) => JSON.stringify({ ...EXAMPLE, ...more });
const read = (more: object) => parseConfig(written(more), PLACE);
const readWithoutFlat = (more: object) => parseConfig(JSON.stringify({ ...WITHOUT_FLAT, ...more }), PLACE);
const mistakes = (more: object, base: object = EXAMPLE) =>
  mistakesIn(JSON.stringify({ ...base, ...more })).map((line) => line.replace(`${PLACE}: `, ''));

describe('accounts', () => {
  it('are the flat one where none are listed', () => {
    expect(iotAccountsOf(read({}))).toEqual([
      {
        name: undefined,
        clientId: 'client',
        clientSecret: 'hush-hush',
        previousSecret: undefined,
        organizationId: undefined,
        endpoint: undefined,
        requestsPerSecond: 10,
      },
    ]);
  });

  it('are the flat one first, and those that are listed, which have its budget and address where they say nothing', () => {
    const more = { iot_requests_per_second: 3, iot_api_endpoint: 'https://gate.example.org' };
    const south = { ...SOUTH, iot_requests_per_second: 1, iot_organization_id: 'space' };
    const found = iotAccountsOf(read({ ...more, accounts: [NORTH, south] }));
    expect(found.map(({ name, requestsPerSecond }) => [name, requestsPerSecond])).toEqual([
      [undefined, 3],
      ['north', 3],
      ['south', 1],
    ]);
    expect(found.map(({ organizationId }) => organizationId)).toEqual([undefined, undefined, 'space']);
    expect(new Set(found.map(({ endpoint }) => endpoint))).toEqual(new Set(['https://gate.example.org']));
  });

  it('need no flat one where every room names its own', () => {
    const rooms = [{ ...BLUE, account: 'north' }];
    const config = readWithoutFlat({ accounts: [NORTH, SOUTH], rooms });
    expect(iotAccountsOf(config).map(({ name }) => name)).toEqual(['north', 'south']);
    expect(apiOptionsOf(config)).toMatchObject({ clientId: 'key of north', clientSecret: 'of north' });
  });

  it('sign with the secret of the first, whichever account a Thing is of', () => {
    const rooms = [{ ...BLUE, account: 'south' }];
    const config = readWithoutFlat({ accounts: [NORTH, SOUTH], rooms });
    const address = thingWebhooks(config)('south/blue_room') ?? '';
    const { thingOf } = apiOptionsOf(config);
    expect(thingOf(address.split('/').at(-1) ?? '')).toBe('south/blue_room');
    const other = readWithoutFlat({ accounts: [NORTH, { ...SOUTH, iot_client_secret: 'another' }], rooms });
    expect(thingWebhooks(other)('south/blue_room')).toBe(address);
  });

  it('have Things of which the IoT Cloud may tell by what the secret before has given out', () => {
    const before = thingWebhooks(read({ iot_client_secret: 'before' }))('blue_room') ?? '';
    const { thingOf } = apiOptionsOf(read({ iot_client_secret_previous: 'before' }));
    expect(thingOf(before.split('/').at(-1) ?? '')).toBe('blue_room');
  });

  it('are called by one name, in whichever form of Unicode it is typed where', () => {
    const [composed, decomposed] = ['M\u00fcnchen', 'Mu\u0308nchen'];
    for (const [name, account] of [
      [decomposed, composed],
      [composed, decomposed],
    ]) {
      const config = read({ accounts: [{ ...NORTH, name }], rooms: [{ ...BLUE, account }] });
      expect(buildingOptionsOf(config).rooms[0]?.account).toBe(iotAccountsOf(config)[1]?.name);
    }
  });

  it('may each have a Thing of one name', () => {
    const rooms = [BLUE, { ...RED, thing_name: 'blue_room', account: 'north' }];
    expect(read({ accounts: [NORTH], rooms }).rooms).toHaveLength(2);
  });
});

describe('a mistake in accounts', () => {
  it.each([
    ['a misspelt one', 'nroth', 'there is no account nroth; did you mean north?'],
    ['one that is not there', 'east', 'there is no account east; did you mean north?'],
  ])('%s of a room', (_, account, says) => {
    const found = mistakes({ accounts: [NORTH, SOUTH], rooms: [{ ...BLUE, account }] });
    expect(found).toEqual([`rooms[0].account: ${says} (blue_room)`]);
  });

  it('a room that names one where none are listed', () => {
    expect(mistakes({ rooms: [{ ...BLUE, account: 'north' }] })).toEqual([
      'rooms[0].account: there is no account north; add it to accounts, or leave it out (blue_room)',
    ]);
  });

  it('a room that names none where there is no flat one', () => {
    expect(mistakes({ accounts: [NORTH] }, WITHOUT_FLAT)).toEqual([
      'rooms[0].account: missing; name one of accounts, or add iot_client_id and iot_client_secret for such rooms (blue_room)',
    ]);
  });

  it.each([
    [
      'a name that is used twice',
      [NORTH, { ...SOUTH, name: 'north' }],
      'accounts[1].name: north is used by accounts[0] already; each account needs its own',
    ],
    [
      'a name that is used twice, in another form of Unicode',
      [
        { ...NORTH, name: 'M\u00fcnchen' },
        { ...SOUTH, name: 'Mu\u0308nchen' },
      ],
      'accounts[1].name: M\u00fcnchen is used by accounts[0] already; each account needs its own (Mu\u0308nchen)',
    ],
    [
      'a key that is used twice',
      [NORTH, { ...SOUTH, iot_client_id: 'key of north' }],
      'accounts[1].iot_client_id: key of north is that of accounts[0] (north), in the same space; an account has one ' +
        'budget: leave one out (south)',
    ],
    [
      'the key of the flat one',
      [{ ...NORTH, iot_client_id: 'client' }],
      'accounts[0].iot_client_id: client is that of the account of the flat keys, in the same space; an account has one ' +
        'budget: leave one out (north)',
    ],
    ['none at all', [], 'accounts: empty; add an account, or leave it out'],
    [
      'a slash',
      [{ ...NORTH, name: 'a/b' }],
      'accounts[0].name: needs 1 to 100 characters without a slash (a/b)',
    ],
    [
      'no secret',
      [{ ...NORTH, iot_client_secret: '' }],
      'accounts[0].iot_client_secret: empty; fill it in (north)',
    ],
    [
      'an address that is none',
      [{ ...NORTH, iot_api_endpoint: 'gate' }],
      'accounts[0].iot_api_endpoint: not a web address: gate; write it with https:// in front (north)',
    ],
    [
      'an unknown key',
      [{ ...NORTH, iot_organisation_id: 'a' }],
      'accounts[0].iot_organisation_id: unknown key; did you mean iot_organization_id? (north)',
    ],
  ])('%s', (_, accounts, says) => {
    expect(mistakes({ accounts })).toContain(says);
  });

  it('the same key in another space is none', () => {
    const other = { ...SOUTH, iot_client_id: 'key of north', iot_organization_id: 'space' };
    expect(iotAccountsOf(read({ accounts: [NORTH, other] }))).toHaveLength(3);
  });

  it.each([
    ['iot_client_id', 'client', 'iot_client_secret: missing; add it beside iot_client_id, or leave out both'],
    [
      'iot_client_secret',
      'hush',
      'iot_client_id: missing; add it beside iot_client_secret, or leave out both',
    ],
    [
      'iot_organization_id',
      'space',
      'iot_organization_id: there is no iot_client_id beside it; move it into an account of accounts',
    ],
  ])('half a flat account: %s alone', (key, value, says) => {
    const rooms = [{ ...BLUE, account: 'north' }];
    expect(mistakes({ accounts: [NORTH], rooms, [key]: value }, WITHOUT_FLAT)).toEqual([says]);
  });

  it('a Thing that two rooms of one account have', () => {
    const rooms = [
      { ...BLUE, account: 'north' },
      { ...RED, thing_name: 'blue_room', account: 'north' },
    ];
    expect(mistakes({ accounts: [NORTH], rooms })).toEqual([
      'rooms[1].thing_name: blue_room is used by rooms[0] already; each room needs its own (red_room)',
    ]);
  });

  it('is told as it always was where no accounts are listed', () => {
    expect(mistakes({}, WITHOUT_FLAT)).toEqual([
      'iot_client_id: missing; add it',
      'iot_client_secret: missing; add it',
    ]);
    expect(mistakes({ iot_client_id: '' })).toEqual(['iot_client_id: empty; fill it in']);
  });
});

describe('what needs a start anew', () => {
  const at = (config: ReturnType<typeof read>) => ({ config, credentials: undefined, generation: '1' });
  const withNorth = (more: object) => at(read({ accounts: [{ ...NORTH, ...more }] }));

  it('is the budget and the address of an account, and not its key', () => {
    const first = withNorth({});
    expect(keysOfStart(first, withNorth({ iot_client_secret: 'new', iot_client_id: 'new' }))).toEqual([]);
    expect(keysOfStart(first, withNorth({ iot_requests_per_second: 2 }))).toEqual([
      'iot_requests_per_second of the account north',
    ]);
    expect(keysOfStart(first, withNorth({ iot_api_endpoint: 'https://gate.example.org' }))).toEqual([
      'iot_api_endpoint of the account north',
    ]);
  });

  it('is not an account that has come or gone', () => {
    const [none, one] = [at(read({})), withNorth({ iot_requests_per_second: 2 })];
    expect([keysOfStart(none, one), keysOfStart(one, none)]).toEqual([[], []]);
  });

  it('is what an account has said when it came, if it says something else now', () => {
    const come = withNewAccounts(at(read({})), withNorth({ iot_requests_per_second: 2 }));
    expect(keysOfStart(come, withNorth({ iot_requests_per_second: 2 }))).toEqual([]);
    expect(keysOfStart(come, withNorth({ iot_requests_per_second: 5 }))).toEqual([
      'iot_requests_per_second of the account north',
    ]);
  });
});
