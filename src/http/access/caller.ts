import { ApiError } from '../errors.ts';
import type { Pass } from './passes.ts';

const RIGHTS = ['read', 'book', 'operate'] as const;

/** What a caller may do, each more than the one before: see doors, book at them, look after the whole. */
export type Right = (typeof RIGHTS)[number];

/** A key as the configuration has it, which holds only its hash. */
export interface ApiKey {
  name: string;
  /** Of the key's text, in hex. */
  sha256: string;
  rooms: 'all' | readonly string[];
  may: readonly Right[];
}

/** Who calls, and what that may do. */
export interface Caller {
  /** The key's name, as the log and the events in the calendar have it; undefined for the Arduino credentials. */
  name: string | undefined;
  rooms: 'all' | ReadonlySet<string>;
  rights: ReadonlySet<Right>;
  /** The pass that it has, where it has no more. */
  pass?: Pass | undefined;
}

/** Whoever knows the Arduino credentials may do everything. */
export const OPERATOR: Caller = { name: undefined, rooms: 'all', rights: new Set(RIGHTS) };

/** Whoever has a key: a greater right holds the lesser ones. */
export function callerOf({ name, rooms, may }: ApiKey): Caller {
  const greatest = RIGHTS.findLastIndex((right) => may.includes(right));
  return {
    name,
    rooms: rooms === 'all' ? 'all' : new Set(rooms),
    rights: new Set(RIGHTS.slice(0, greatest + 1)),
  };
}

/** Whether a caller reaches a room. */
export function reaches({ rooms }: Caller, roomName: string): boolean {
  return rooms === 'all' || rooms.has(roomName);
}

/** What a caller may do: `lobby may read in blue_room, red_room`. */
export function inWords({ name = 'iot_client_id', rooms, rights }: Caller): string {
  const names = rooms === 'all' ? 'all rooms' : [...rooms].join(', ');
  return `${name} may ${[...rights].join(', ')} in ${names}`;
}

/** What a page must know of whoever has opened it: what it may do, and of a pass how long, and which meeting is its own. */
export function youOf({ rights, pass }: Caller) {
  const may = [...rights].filter((right) => pass?.meeting === undefined || right === 'read');
  if (!pass) return { may };
  const expires_at = new Date(pass.until).toISOString();
  return { may, expires_at, ...(pass.meeting !== undefined && { meeting: pass.meeting }) };
}

/** Throws 403 where whoever has a pass would make another of it, and so have one for ever. */
export function requireNoPass({ pass }: Caller): void {
  if (pass) throw new ApiError('NOT_ALLOWED', 'A pass makes no further passes; that takes a key');
}

/** Throws 403 where whoever has a pass for a meeting would book another with it. */
export function requireNoMeeting({ pass }: Caller): void {
  if (pass?.meeting !== undefined)
    throw new ApiError(
      'NOT_ALLOWED',
      'This pass is for a meeting that was booked; scan the code at the door',
    );
}

/** Throws 403 where whoever has a pass would change another meeting than the one that was booked with it. */
export function requireOwnMeeting({ pass }: Caller, meetingId: string): void {
  if (pass && pass.meeting !== meetingId)
    throw new ApiError('NOT_ALLOWED', 'A pass changes no other meeting than the one that was booked with it');
}
