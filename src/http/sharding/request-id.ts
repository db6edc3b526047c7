import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AppContext } from '../app-context.ts';
import { isForwarded, isFromPeer } from './mark.ts';

/** Of this process, so that no other's has the same. */
const PREFIX = randomBytes(6).toString('base64url');
let count = 0;

/** The id by which the log knows a request: of one that was handed on the same as where it came from, and never a client's. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>, { service }: AppContext): string {
  const given = headers['x-request-id'];
  const isGiven = isForwarded(headers) && service && isFromPeer(headers, service);
  // A count, for one that nobody can guess costs more, and opens nothing.
  return isGiven && typeof given === 'string' ? given : `${PREFIX}-${(count++).toString(36)}`;
}
