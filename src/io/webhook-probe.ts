import { jsonIn, reasonOf } from './service-probe.ts';

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
    const { code } = jsonIn(await response.text());
    return { status: response.status, code: typeof code === 'string' ? code : undefined };
  } catch (error) {
    throw new Error(reasonOf(error as Error));
  }
}
