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
  const { rooms, iot_requests_per_second, gcal_requests_per_minute } = config;
  const owners = ownersOf(
    rooms.map(({ room_name }) => room_name),
    shards,
  );
  const all = Array.from({ length: shards }, (_, index) => index);
  return {
    ...config,
    rooms: rooms.filter(({ room_name }) => owns(part, room_name)),
    iot_requests_per_second: shareOf(iot_requests_per_second, owners, shard),
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
  const roomAt = new Map(rooms.map((room) => [thingNameOf(room), room.room_name]));
  return {
    shard,
    peers,
    roomNames: [...owners.keys()],
    owner: (roomName: string) => owners.get(roomName.normalize('NFC')),
    ownerOfThing: (thingName: string) => owners.get(roomAt.get(thingName) ?? ''),
  };
}

function thingNameOf({ thing_name, room_name }: Room): string {
  return thing_name ?? room_name;
}
