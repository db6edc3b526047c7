import { messageOf } from './vendor-error.ts';

const TIMEOUT_MS = 5_000;

/** What answered: its status, and the `code` of an error in roomcal's own shape. */
export interface ProbeAnswer {
  status: number;
  code: string | undefined;
}

/** Posts to `url` as Google would, but of no channel. Throws an error that says why nothing answered within 5 s. */
export async function probeWebhook(url: string): Promise<ProbeAnswer> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal });
    return { status: response.status, code: codeIn(await response.text()) };
  } catch (error) {
    throw new Error(reasonOf(error as Error));
  }
}

function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  // fetch says no more than "fetch failed"; of several addresses tried, its cause has a code and no words.
  const { code } = Object(error.cause) as { code?: string };
  return messageOf(error.cause ?? error) || code || error.message;
}

function codeIn(text: string): string | undefined {
  try {
    const { code } = Object(JSON.parse(text));
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
