import { thingAddress } from '../agenda/thing-address.ts';
import { ownersOf, shareOf } from '../sharding/budget.ts';
import { ownerOf, owns, type Shard } from '../sharding/shard.ts';
import type { Config } from './config.ts';

type Room = Config['rooms'][number];

/**
 * The part of a configuration that is a shard's own: its rooms, and its share of each budget. That of an Arduino account is shared
 * by those who have rooms of it; that of Google's user by all, for whoever is notified lists.
 */
export function partOf(config: Config, part: Shard): Config {
  const { shard, shards } = part;
  if (shards === 1) return config;
  const { rooms, accounts, iot_requests_per_second: iot, gcal_requests_per_minute } = config;
  const all = Array.from({ length: shards }, (_, index) => index);
  const shareOfAccount = (name: string | undefined, budget: number) => {
    const itsRooms = rooms.filter(({ account }) => account === name);
    const owners = ownersOf(
      itsRooms.map(({ room_name }) => room_name),
      shards,
    );
    return shareOf(budget, owners, shard);
  };
  return {
    ...config,
    rooms: rooms.filter(({ room_name }) => owns(part, room_name)),
    iot_requests_per_second: shareOfAccount(undefined, iot),
    ...(accounts && {
      accounts: accounts.map((account) => ({
        ...account,
        iot_requests_per_second: shareOfAccount(account.name, account.iot_requests_per_second ?? iot),
      })),
    }),
    gcal_requests_per_minute: shareOf(gcal_requests_per_minute, all, shard),
  };
}

/** The rooms of a configuration that other shards have. */
export function othersOf({ rooms, time_zone }: Config, part: Shard) {
  return rooms
    .filter(({ room_name }) => !owns(part, room_name))
    .map(({ room_name, gcal_calendar_id, ...room }) => ({
      roomName: room_name,
      calendarId: gcal_calendar_id,
      timeZone: room.time_zone ?? time_zone,
    }));
}

/** Who has which room of a configuration, where this process is `shard`. */
export function shardingOf({ rooms }: Config, { shard, peers }: { shard: Shard; peers: string | undefined }) {
  const owners = new Map(rooms.map(({ room_name }) => [room_name, ownerOf(room_name, shard.shards)]));
  const roomAt = new Map(rooms.map((room) => [addressOf(room), room.room_name]));
  return {
    shard,
    peers,
    roomNames: [...owners.keys()],
    owner: (roomName: string) => owners.get(roomName.normalize('NFC')),
    ownerOfThing: (address: string) => owners.get(roomAt.get(address) ?? ''),
  };
}

function addressOf({ account, thing_name, room_name }: Room): string {
  return thingAddress({ account, thingName: thing_name ?? room_name });
}
