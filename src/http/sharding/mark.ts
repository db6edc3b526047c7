import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { sameText } from '../access/credentials.ts';
import type { Service } from '../app-context.ts';

/** The header of a request that one process hands on to another. */
export const FORWARDED = 'x-roomcal-forwarded';

type Secrets = Pick<Service, 'clientSecret' | 'previousSecret'>;

/**
 * Whether a request was handed on, or says so: it goes no further, whoever wrote that. Processes of which each takes the other
 * for the owner of a room would hand it on for ever.
 */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers[FORWARDED] !== undefined;
}

/** Whether another process of the same configuration has handed the request on: nobody else can write the mark. */
export function isFromPeer(headers: IncomingHttpHeaders, { clientSecret, previousSecret }: Secrets): boolean {
  const shown = headers[FORWARDED];
  if (typeof shown !== 'string') return false;
  const secrets = previousSecret === undefined ? [clientSecret] : [clientSecret, previousSecret];
  return secrets.map((secret) => sameText(shown, signed(secret))).some(Boolean);
}

/** What a process writes into the header. */
export function markOf({ clientSecret }: Secrets): string {
  return signed(clientSecret);
}

function signed(secret: string): string {
  return createHmac('sha256', secret).update('roomcal forwarded').digest('base64url');
}
