import { type ReadonlySignal, signal } from '@preact/signals';
import type { ServerEvent } from './event-parser.ts';
import type { Link } from './link.ts';
import { isBelieved } from './patience.ts';
import { ServiceClock } from './service-clock.ts';
import type { Instant, You } from './state.ts';
import { openStream } from './stream.ts';
import { sleepWatch } from './tablet-sleep.ts';
import { renewIfOld } from './version.ts';

/** What a page follows: the last state that it was told, and whether that is still to be believed. */
export interface Live<T> {
  state: ReadonlySignal<T | undefined>;
  you: ReadonlySignal<You | undefined>;
  link: ReadonlySignal<Link>;
  /** The service's time, each second; undefined before it was told. */
  now: ReadonlySignal<Instant | undefined>;
  close(): void;
}

/** Follows `path`. `mayRenew` says whether the page may load itself anew just now. */
export function follow<T extends { version: string }>(
  path: string,
  key: string,
  mayRenew: () => boolean,
): Live<T> {
  const state = signal<T | undefined>(undefined);
  const you = signal<You | undefined>(undefined);
  const link = signal<Link>({ kind: 'connecting' });
  const now = signal<Instant | undefined>(undefined);
  const clock = new ServiceClock();
  let [heardAt, isConfirmed] = [performance.now(), false];
  let lastWord: Instant | undefined;

  function take({ event, data }: ServerEvent): void {
    if (event === 'time') clock.tell(Date.parse(JSON.parse(data).now), performance.now());
    if (event === 'you') you.value = JSON.parse(data);
    if (event !== 'message') return;
    state.value = JSON.parse(data);
    isConfirmed = true;
  }

  function judge(): void {
    if (isBelieved(heardAt, performance.now())) {
      if (isConfirmed && link.value.kind !== 'live') link.value = { kind: 'live' };
    } else if (link.value.kind === 'connecting' || link.value.kind === 'live') {
      link.value = { kind: 'lost', since: lastWord };
    }
  }

  const stream = openStream(path, key, {
    opened() {
      isConfirmed = false;
    },
    event: take,
    heard() {
      // A connection that has not told the state yet confirms nothing.
      if (isConfirmed) {
        heardAt = performance.now();
        lastWord = clock.at(heardAt);
      }
      tick();
    },
    refused(refusal) {
      link.value = { kind: 'refused', refusal };
    },
  });

  const slept = sleepWatch();
  function tick(): void {
    const ms = slept();
    if (ms > 0) {
      heardAt -= ms;
      clock.forget();
      stream.reopen();
    }
    judge();
    now.value = clock.at(performance.now());
    if (state.value && mayRenew()) renewIfOld(state.value.version);
  }

  const ticking = setInterval(tick, 1_000);
  const hurry = () => {
    if (document.visibilityState === 'visible') stream.hurry();
  };
  window.addEventListener('online', stream.reopen);
  document.addEventListener('visibilitychange', hurry);
  return {
    state,
    you,
    link,
    now,
    close() {
      clearInterval(ticking);
      window.removeEventListener('online', stream.reopen);
      document.removeEventListener('visibilitychange', hurry);
      stream.close();
    },
  };
}
