import { messageOf } from '../io/vendor-error.ts';
import { ConfigError } from '../validation/config-error.ts';
import { collected, MOST_BYTES } from './collected.ts';

const TIMEOUT_MS = 30_000;

/** What may be read from an address, in ms and bytes. */
export interface Bounds {
  timeoutMs?: number;
  mostBytes?: number;
}

/**
 * What is at an address; `webcal` is `https`. Throws a `ConfigError` that names the host alone: whoever has all of the
 * address of a private calendar can read it.
 */
export async function downloaded(
  address: string,
  { timeoutMs = TIMEOUT_MS, mostBytes = MOST_BYTES }: Bounds = {},
): Promise<Uint8Array> {
  const url = urlOf(address);
  const refuse = (why: string) => new ConfigError(`${url.host}: ${why}`);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) {
      await response.body?.cancel();
      throw refuse(`answered ${response.status}${HINTS.get(response.status) ?? ''}`);
    }
    return response.body ? await collected(response.body, mostBytes) : new Uint8Array();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw refuse(reasonOf(error as Error, timeoutMs));
  }
}

const HINTS = new Map([
  [401, '; use the secret address of the calendar'],
  [403, '; use the secret address of the calendar'],
  [404, '; there is no calendar at this address'],
]);

/** The host of an address, for lines that others may read. */
export function hostOf(address: string): string {
  return urlOf(address).host;
}

function urlOf(address: string): URL {
  const url = URL.parse(address.replace(/^webcals?:/i, 'https:'));
  if (!url) throw new ConfigError('this is no address; write it as https://example.org/calendar.ics');
  if (url.username || url.password)
    throw new ConfigError(`${url.host}: an address with a password is not read; use its secret address`);
  return url;
}

function reasonOf(error: Error, timeoutMs: number): string {
  if (error instanceof RangeError) return error.message;
  if (error.name === 'TimeoutError') return `was not read within ${timeoutMs / 1_000} s`;
  // fetch says no more than "fetch failed"; of several addresses tried, its cause has a code and no words.
  const { code } = Object(error.cause) as { code?: string };
  return `can't be read (${code || messageOf(error.cause ?? error)})`;
}
