import { type Refusal, refusalIn } from './refusal.ts';

/** What came of a call: what it answered, why it was refused, or nothing that anybody heard. */
export type Answer =
  | { kind: 'done'; body: unknown }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'lost' };

interface Call {
  method: string;
  path: string;
  key: string;
  body?: object;
  /** Names the call, so that it is done once however often it is asked for. */
  idempotencyKey?: string;
  /** Called when an answer was lost, before it is asked for again. */
  retrying?: () => void;
}

/** Pauses before it is asked for again, in ms: so often, and no more. */
const PAUSES_MS = [500, 1_500, 3_000];
/** How long an answer is waited for, in ms: the service itself has to ask others. */
const PATIENCE_MS = 20_000;
const LATER = [408, 500, 502, 503, 504];

/** Asks the service; where no answer comes, or one that says `later`, again with the same name. */
export async function ask(call: Call): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await askOnce(call).catch((): Answer => ({ kind: 'lost' }));
    const mayComeYet =
      answer.kind === 'lost' || (answer.kind === 'refused' && LATER.includes(answer.refusal.status));
    const pause = PAUSES_MS[attempt];
    if (!mayComeYet || pause === undefined) return answer;
    call.retrying?.();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function askOnce({ method, path, key, body, idempotencyKey }: Call): Promise<Answer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: controller.signal,
      cache: 'no-store',
      credentials: 'omit',
    });
    if (!response.ok) return { kind: 'refused', refusal: await refusalIn(response) };
    const text = await response.text();
    return { kind: 'done', body: text ? JSON.parse(text) : undefined };
  } finally {
    clearTimeout(timer);
  }
}

/** A name that no other call has. `crypto.randomUUID` is not there on pages that come without TLS. */
export function newName(): string {
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
