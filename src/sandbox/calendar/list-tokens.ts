import { invalid, Refusal } from '../refusal.ts';

/** Where a page ends, in the order of its list, and the revision that the list's sync token will name. */
export interface Position {
  after: Key;
  revision: number;
}

/** A place in the order of a list: by the first number, then by the second. */
export type Key = [number, number];

export const pageTokenOf = (position: Position): string => written(position);

export const syncTokenOf = (revision: number): string => written({ sync: revision });

/** Throws 400 where the token is none of ours. */
export function readPageToken(token: string): Position {
  const { after, revision } = read<Position>(token);
  if (!Array.isArray(after) || ![...after, revision].every(Number.isFinite) || after.length !== 2) {
    throw invalid('Invalid page token value.', 'pageToken');
  }
  return { after, revision: revision! };
}

/** The revision that a sync token names. Throws 410 unless it lies between `first` and `last`. */
export function readSyncToken(token: string, first: number, last: number): number {
  const { sync } = read<{ sync: number }>(token);
  if (sync === undefined || !(sync >= first && sync <= last)) {
    throw new Refusal(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.', {
      domain: 'calendar',
      locationType: 'parameter',
      location: 'syncToken',
    });
  }
  return sync;
}

const written = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');

function read<T>(token: string): Partial<T> {
  try {
    return Object(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    return {};
  }
}
