import { describe, expect, it } from 'vitest';
import { buildingOptionsOf } from '../../src/configuration/building-options.ts';
import { parseConfig } from '../../src/configuration/config.ts';
import { othersOf, partOf, shardingOf } from '../../src/configuration/sharding.ts';
import { ownerOf } from '../../src/sharding/shard.ts';

const NAMES = Array.from({ length: 12 }, (_, index) => `room${index}`);

/** A configuration with these rooms, where the Thing of each has a name of its own. */
function configOf(
  names: readonly string[],
  {
    accountOf = () => undefined,
    ...more
  }: { accountOf?: (name: string) => string | undefined; [key: string]: unknown } = {},
) {
  const rooms = names.map((room_name, index) => ({
    room_name,
    gcal_calendar_id: `${room_name}@example.org`,
    thing_name: `thing ${index}`,
    ...(accountOf(room_name) && { account: accountOf(room_name) }),
  }));
  const text = { iot_client_id: 'id', iot_client_secret: 'secret', time_zone: 'Europe/Rome', ...more, rooms };
  return parseConfig(JSON.stringify(text), 'config.json');
}

const SHARDS = [0, 1, 2, 3].map((shard) => ({ shard, shards: 4 }));

describe("the part of a configuration that is a shard's", () => {
  const config = configOf(NAMES);

  it('is the whole where there is but one', () => {
    expect(partOf(config, { shard: 0, shards: 1 })).toBe(config);
    expect(buildingOptionsOf(config).others).toEqual([]);
    expect(buildingOptionsOf(config).lookMs(undefined)).toBe(400);
  });

  it("has its rooms, in their order, and the others are others'", () => {
    for (const one of SHARDS) {
      const own = NAMES.filter((name) => ownerOf(name, 4) === one.shard);
      const { rooms, others } = buildingOptionsOf(config, one);
      expect(rooms.map(({ roomName }) => roomName)).toEqual(own);
      expect(others?.map(({ roomName }) => roomName)).toEqual(NAMES.filter((name) => !own.includes(name)));
      expect(othersOf(config, one)[0]).toMatchObject({ timeZone: 'Europe/Rome' });
    }
  });

  it('lists all of its rooms once as soon as its share of the budget lets it', () => {
    const own = NAMES.filter((name) => ownerOf(name, 4) === 1);
    expect(buildingOptionsOf(config, SHARDS[1]).relistMs).toBe((own.length / 37.5) * 60_000);
  });

  it('has a share of each budget, and all have the whole', () => {
    const parts = SHARDS.map((one) => partOf(config, one));
    const sum = (key: 'iot_requests_per_second' | 'gcal_requests_per_minute') =>
      parts.reduce((all, part) => all + part[key], 0);
    expect(sum('iot_requests_per_second')).toBe(config.iot_requests_per_second);
    expect(sum('gcal_requests_per_minute')).toBe(config.gcal_requests_per_minute);
    // What is looked at of Things goes by it, too.
    expect(buildingOptionsOf(config, SHARDS[3]).lookMs(undefined)).toBe(2_000);
  });

  it("shares Arduino's budget only with those who have rooms of the account, Google's with all", () => {
    const few = configOf(NAMES.filter((name) => ownerOf(name, 4) === 2));
    expect(partOf(few, SHARDS[2]!).iot_requests_per_second).toBe(few.iot_requests_per_second);
    expect(partOf(few, SHARDS[2]!).gcal_requests_per_minute).toBe(few.gcal_requests_per_minute / 4);
    expect(partOf(few, SHARDS[0]!).rooms).toEqual([]);
  });
});

describe('the budgets of several accounts', () => {
  const OTHER = { name: 'annex', iot_client_id: 'other', iot_client_secret: 'other-secret' };
  /** The rooms of the last two shards are of the annex. */
  const config = configOf(NAMES, {
    accounts: [{ ...OTHER, iot_requests_per_second: 4 }],
    accountOf: (name: string) => (ownerOf(name, 4) >= 2 ? 'annex' : undefined),
  });
  const sharesOf = (one: (typeof SHARDS)[number]) => {
    const { iot_requests_per_second: flat, accounts = [] } = partOf(config, one);
    return [flat, accounts[0]?.iot_requests_per_second];
  };

  it('are shared by the shards that have rooms of each', () => {
    expect(SHARDS.slice(0, 2).map((one) => sharesOf(one)[0])).toEqual([5, 5]);
    expect(SHARDS.slice(2).map((one) => sharesOf(one)[1])).toEqual([2, 2]);
  });

  it('and a Thing is known by the address of its account', () => {
    const { ownerOfThing } = shardingOf(config, { shard: SHARDS[0]!, peers: undefined });
    const index = NAMES.findIndex((name) => ownerOf(name, 4) === 3);
    expect(ownerOfThing(`annex/thing ${index}`)).toBe(3);
    expect(ownerOfThing(`thing ${index}`)).toBeUndefined();
  });
});

describe('who has which room', () => {
  const part = { shard: SHARDS[1]!, peers: 'http://roomcal-{shard}:8080' };

  it('is known of each room of the configuration, and of no other', () => {
    const sharding = shardingOf(configOf([...NAMES, 'Zo\u00eb']), part);
    expect(sharding.roomNames).toEqual([...NAMES, 'Zo\u00eb']);
    for (const name of NAMES) expect(sharding.owner(name)).toBe(ownerOf(name, 4));
    expect(sharding.owner('Zoe\u0308')).toBe(ownerOf('Zo\u00eb', 4));
    expect(sharding.owner('elsewhere')).toBeUndefined();
    expect(sharding.ownerOfThing('thing 3')).toBe(ownerOf('room3', 4));
    expect(sharding.ownerOfThing('room3')).toBeUndefined();
  });
});
