import { hash, randomBytes } from 'node:crypto';
import type { Terminal } from '../telemetry/terminal.ts';

export interface KeyOptions {
  name: string;
  room: string[];
  may: string[];
}

/**
 * Prints a new key, which nothing keeps, and the line that lets it in: an element of `api_keys` with the key's hash. The two
 * lines go to stdout, the words around them to stderr. Gives the exit code.
 */
export function newKey({ name, room, may }: KeyOptions, { out, err }: Terminal): number {
  if (room.length === 0 && !may.includes('operate')) {
    err('roomcal: which rooms does it reach? Add --room <room_name>, several times, or --room all');
    return 1;
  }
  const isForAll = room.includes('all') || may.includes('operate');
  if (isForAll && room.some((one) => one !== 'all')) {
    const why = room.includes('all') ? '--room all is of every room' : '--may operate is of every room';
    err(`roomcal: ${why}; leave out the other --room`);
    return 1;
  }
  // 256 bits, in letters that stand in an address as they are.
  const key = randomBytes(32).toString('base64url');
  const line = { name, sha256: hash('sha256', key, 'hex'), rooms: isForAll ? 'all' : room, may };
  err(
    'The key, shown once: it goes to the door, as `Authorization: Bearer <key>` or behind `#key=` of a page.\n',
  );
  out(key);
  err(
    '\nThe line for api_keys in the configuration, which holds only its hash; roomcal takes it within a minute.\n',
  );
  out(JSON.stringify(line));
  return 0;
}
