import { messageOf } from './vendor-error.ts';

const TIMEOUT_MS = 5_000;

/** A pair of HTTP Basic. */
export interface Pair {
  id: string;
  secret: string;
}

/** What a service answered: its status, and its JSON where it was JSON. */
export interface ServiceAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** Asks a running roomcal at `url`, as whoever has that pair. Throws an error that says why nothing answered within 5 s. */
export async function askService(url: string, { id, secret }: Pair): Promise<ServiceAnswer> {
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    // A secret is shown to nobody else, wherever the answer leads.
    const response = await fetch(url, { headers: { authorization }, redirect: 'manual', signal });
    return { status: response.status, body: jsonIn(await response.text()) };
  } catch (error) {
    throw new Error(reasonOf(error as Error));
  }
}

/** Why `fetch` has failed, in a line. */
export function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  // fetch says no more than "fetch failed"; of several addresses tried, its cause has a code and no words.
  const { code } = Object(error.cause) as { code?: string };
  return messageOf(error.cause ?? error) || code || error.message;
}

/** The object that a text tells; an empty one where it tells none. */
export function jsonIn(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
