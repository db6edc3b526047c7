import type { Wording } from '../../agenda/wording.ts';
import type { BuildingSettings, RoomOptions } from '../building-types.ts';
import type { Changes } from '../facts.ts';

/** A room with all that its actors are made of. */
export interface Occupant extends RoomOptions {
  wording: Wording;
  refreshMs: number;
  address: string | undefined;
}

/** The rooms that there should be, by name. */
export type Plan = ReadonlyMap<string, Occupant>;

type Settings = Pick<BuildingSettings, 'rooms' | 'refreshMs' | 'wording' | 'address'>;

/** The rooms that a building with these settings has. */
export function planOf({ rooms, refreshMs, wording, address }: Settings): Plan {
  return new Map(
    rooms.map((room) => [room.roomName, { ...room, wording: room.wording ?? wording, refreshMs, address }]),
  );
}

/** What is to be done where there are the rooms of `before`, and should be those of `after`. Who is the same is left alone. */
export function changesBetween(before: Plan, after: Plan): Changes {
  const isOther = (occupant: Occupant) => {
    const known = before.get(occupant.roomName);
    return known === undefined || !isSame(known, occupant);
  };
  const changed = [...after.values()].filter(isOther).map(({ roomName }) => roomName);
  return {
    started: changed.filter((roomName) => !before.has(roomName)),
    stopped: [...before.keys()].filter((roomName) => !after.has(roomName)),
    restarted: changed.filter((roomName) => before.has(roomName)),
  };
}

/**
 * Whether the push channel of a room must be stopped before `next` takes its place: it is of another calendar, or leads where
 * nobody listens. Any other is found by its record, and kept or replaced.
 */
export function losesChannel(room: Occupant, next: Occupant | undefined): boolean {
  if (!next || next.calendarId !== room.calendarId) return true;
  return room.address !== undefined && next.address === undefined;
}

/** Whether what is known of `room` is known of `next`: the zone decides on which days whole days lie. */
export function sharesAgenda(room: Occupant, next: Occupant): boolean {
  return room.calendarId === next.calendarId && room.timeZone === next.timeZone;
}

/** Whether two rooms write the same Thing. */
export function sharesThing(room: Occupant, other: Occupant): boolean {
  return room.thingName === other.thingName && room.account === other.account;
}

/** Whether all is the same of which a room's actors are made. */
export function isSame(one: Occupant, other: Occupant): boolean {
  const { checkIn, wording, ...parts } = one;
  const keys = Object.keys(parts) as (keyof typeof parts)[];
  if (keys.some((key) => one[key] !== other[key])) return false;
  // A key that one of them has not would not be among those.
  if (one.account !== other.account) return false;
  if (checkIn?.withinMs !== other.checkIn?.withinMs || checkIn?.releases !== other.checkIn?.releases)
    return false;
  return wording === other.wording || textOf(wording) === textOf(other.wording);
}

const texts = new WeakMap<Wording, string>();

/** Written once: thousands of rooms share a wording. */
function textOf(wording: Wording): string {
  const text = texts.get(wording) ?? JSON.stringify(wording);
  texts.set(wording, text);
  return text;
}
