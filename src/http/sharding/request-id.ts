import type { IncomingMessage } from 'node:http';
import type { AppContext } from '../app-context.ts';
import { isForwarded, isFromPeer } from './mark.ts';

/** The id by which the log knows a request: of one that was handed on the same as where it came from, and never a client's. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>, { service }: AppContext): string {
  const given = headers['x-request-id'];
  const isGiven = service && isForwarded(headers) && isFromPeer(headers, service);
  return isGiven && typeof given === 'string' ? given : crypto.randomUUID();
}
