import { effect, signal } from '@preact/signals';
import { ask } from '../shared/ask.ts';
import type { Instant } from '../shared/state.ts';
import { base, isLive, key, live, mayBook, room } from './model.ts';

/** How often a pass is made, and how soon again where it was not to be had, in ms. */
const [RENEWAL_MS, RETRY_MS] = [5 * 60_000, 30_000];
/** A pass that ends sooner than this is not shown, in ms: who scans it has to come to book. */
const SHORTEST_MS = 60_000;

interface MadePass {
  address: string;
  until: Instant;
}

/** The address that the code stands for; undefined where there is no code to show. */
export const bookingAddress = signal<string | undefined>(undefined);

let pass: MadePass | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps a pass for whoever stands at the door, as long as this key may book and the service is there. */
export function keepPass(): void {
  effect(() => {
    clearTimeout(timer);
    if (isLive.value && mayBook.value) void renew();
  });
  effect(() => {
    const isGood =
      pass !== undefined && (live?.now.value ?? Number.POSITIVE_INFINITY) < pass.until - SHORTEST_MS;
    bookingAddress.value = isLive.value && mayBook.value && isGood ? pass?.address : undefined;
  });
}

async function renew(): Promise<void> {
  clearTimeout(timer);
  const path = `${base}/rooms/${encodeURIComponent(room)}/passes`;
  const answer = await ask({ method: 'POST', path, key: key ?? '' });
  if (answer.kind === 'done') pass = passIn(answer.body);
  else if (answer.kind === 'refused' && answer.refusal.status < 500) pass = undefined;
  bookingAddress.value = pass?.address;
  clearTimeout(timer);
  timer = setTimeout(renew, answer.kind === 'done' ? RENEWAL_MS : RETRY_MS);
}

function passIn(body: unknown): MadePass {
  const { path, expires_at } = body as { path: string; expires_at: string };
  return { address: `${location.origin}${base}${path}`, until: Date.parse(expires_at) };
}
