import { hash } from 'node:crypto';
import type { RoomAnswer, RoomRequest } from '../../machines/door.ts';
import type { ErrorCode } from '../errors.ts';

/** What `who` asks of a room; `key` is the `Idempotency-Key`, `mint` makes an id that no other request has. */
interface Asked {
  roomName: string;
  key: string | undefined;
  mint: () => string;
  who?: string | undefined;
}

/** The request to book a room from now on, for `durationMins` where the client says so. */
export function bookingRequest(
  { roomName, key, mint, who }: Asked,
  {
    title,
    durationMins,
    isAtMost = false,
  }: { title: string; durationMins: number | undefined; isAtMost?: boolean },
): RoomRequest {
  const id = key ? named(roomName, key) : mint();
  return { type: 'book', id, title, durationMins, isAtMost, mayBeRepeated: Boolean(key), who };
}

/** The request to make a meeting longer by `extendMins`. */
export function extensionRequest(
  { roomName, key, mint, who }: Asked,
  { eventId, extendMins }: { eventId: string; extendMins: number },
): RoomRequest {
  const by = key ? named(roomName, key) : undefined;
  return { type: 'extend', id: mint(), eventId, extendMins, by, who };
}

/** The request to end a meeting. */
export function endRequest(
  { mint, who }: Pick<Asked, 'mint' | 'who'>,
  eventId: string,
  isRemoval = false,
): RoomRequest {
  return { type: 'end', id: mint(), eventId, isRemoval, who };
}

/** The request of somebody who has come to a meeting. */
export function checkInRequest({ mint, who }: Pick<Asked, 'mint' | 'who'>, eventId: string): RoomRequest {
  return { type: 'check_in', id: mint(), eventId, who };
}

/** The code under which an answer is told to a client; undefined where what was asked for is done. */
export function codeOf(answer: RoomAnswer): ErrorCode | undefined {
  if (answer.type === 'refused') return answer.refusal.code;
  return answer.type === 'failed' ? 'VENDOR_FAILED' : undefined;
}

/** The id of whatever a client names by `key`, fit for an event: a retry has the same, on another process, too. */
function named(roomName: string, key: string): string {
  return hash('sha256', JSON.stringify([roomName, key]), 'hex');
}
