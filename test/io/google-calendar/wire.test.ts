import { describe, expect, it } from 'vitest';
import { exchanger } from '../../../src/io/google-calendar/wire.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';

const TIMEOUT_MS = 10_000;

type Exchange = ReturnType<typeof exchanger>;
type Send = Parameters<Exchange>[1];

/** An exchange that is not answered, of a request that has this signal, and the signal that it was sent with. */
function unanswered(own?: AbortSignal) {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  let sent: AbortSignal | undefined;
  const send: Send = ({ signal }) => {
    sent = signal as AbortSignal;
    return new Promise(() => undefined);
  };
  const url = new URL('https://www.googleapis.com/calendar/v3/calendars/blue/events');
  const made = exchanger({ clock })({ url, headers: new Headers(), ...(own && { signal: own }) }, send);
  made.catch(() => undefined);
  return { clock, made, sent: () => sent! };
}

describe('an exchange with Google', () => {
  it.each([
    ['of its own', new AbortController().signal],
    ['of nobody', undefined],
  ])('is broken off when its time is up, also where it has a signal %s', async (_, own) => {
    const { clock, made, sent } = unanswered(own);
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS - 1);
    expect(sent().aborted).toBe(false);
    clock.step(1);
    await expect(made).rejects.toThrow('no answer within 10 s');
    expect(sent().aborted).toBe(true);
  });

  it('is broken off, too, where whoever asked does so', () => {
    const own = new AbortController();
    const { sent } = unanswered(own.signal);
    own.abort();
    expect(sent().aborted).toBe(true);
  });
});
