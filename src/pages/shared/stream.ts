import { eventParser, type ServerEvent } from './event-parser.ts';
import { backoffMs, OPENING_MS, REFUSED_MS, SILENCE_MS } from './patience.ts';
import { type Refusal, refusalIn } from './refusal.ts';

/** Who listens to a stream. */
interface Listener {
  /** A new connection begins: what comes next is all that is to be known. */
  opened(): void;
  event(event: ServerEvent): void;
  /** Something has come, were it but a sign of life. */
  heard(): void;
  refused(refusal: Refusal): void;
}

/** A stream that is kept open. */
export interface Stream {
  /** Opens it anew, now: what was open may be dead. */
  reopen(): void;
  /** Ends the wait for the next try. */
  hurry(): void;
  close(): void;
}

/** What the service itself says of a key. The same status without such a code is of something on the way to it. */
const FINAL = ['UNAUTHORIZED', 'PASS_EXPIRED', 'NOT_ALLOWED', 'UNKNOWN_ROOM', 'TOO_MANY_FAILURES'];

/** Follows the server-sent events at `path`, by fetch: an `EventSource` would put the key into the address. */
export function openStream(path: string, key: string, listener: Listener): Stream {
  let isClosed = false;
  let controller = new AbortController();
  let aliveAt = performance.now();
  let isOpen = false;
  let attempt = 0;
  let isHurried = false;
  let wake: () => void = () => undefined;

  async function listen(): Promise<void> {
    controller = new AbortController();
    [aliveAt, isOpen, isHurried] = [performance.now(), false, false];
    const { signal } = controller;
    const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream' };
    // Without credentials of its own the browser asks nobody for a password when a key is refused.
    const response = await fetch(path, { headers, signal, cache: 'no-store', credentials: 'omit' });
    const refusal = response.ok ? undefined : await refusalIn(response);
    if (refusal && FINAL.includes(refusal.code)) {
      listener.refused(refusal);
      return pause(REFUSED_MS);
    }
    if (refusal || !response.body) throw new Error(`answered ${response.status}`);
    const [reader, parse, decoder] = [response.body.getReader(), eventParser(), new TextDecoder()];
    isOpen = true;
    listener.opened();
    for (;;) {
      const { value, done } = await reader.read();
      if (done || signal.aborted) return;
      aliveAt = performance.now();
      for (const event of parse(decoder.decode(value, { stream: true }))) {
        attempt = 0;
        listener.event(event);
      }
      listener.heard();
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, isHurried ? 0 : ms);
      isHurried = false;
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function keepOpen(): Promise<void> {
    while (!isClosed) {
      // Whatever it was, it is tried again.
      await listen().catch(() => undefined);
      attempt += 1;
      if (!isClosed) await pause(backoffMs(attempt, Math.random()));
    }
  }

  const watch = setInterval(() => {
    if (performance.now() - aliveAt > (isOpen ? SILENCE_MS : OPENING_MS)) controller.abort();
  }, 1_000);
  void keepOpen();

  return {
    reopen() {
      [attempt, isHurried] = [0, true];
      controller.abort();
      wake();
    },
    hurry() {
      attempt = 0;
      wake();
    },
    close() {
      isClosed = true;
      clearInterval(watch);
      controller.abort();
      wake();
    },
  };
}
