import { describe, expect, it } from 'vitest';
import { vendorDeadline } from '../../src/io/vendor-deadline.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { SimulatedClock, settle } from '../../src/replay/simulated-clock.ts';
import { deferred } from '../helpers/deferred.ts';

const SECOND_MS = 1_000;

function aCall() {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const { promise, resolve, reject } = deferred<string>();
  let given: AbortSignal | undefined;
  const made = vendorDeadline(clock, SECOND_MS, 'pubsub', (signal) => {
    given = signal;
    return promise;
  });
  return { clock, made, resolve, reject, signal: () => given! };
}

describe('a call with a deadline', () => {
  it('comes to what it comes to in time, and leaves no timer', async () => {
    const { clock, made, resolve, signal } = aCall();
    clock.step(SECOND_MS - 1);
    resolve('here');
    expect(await made).toBe('here');
    await settle();
    expect(clock.pending).toBe(0);
    expect(signal().aborted).toBe(false);
  });

  it('fails as it fails in time, also before it has begun', async () => {
    const { clock, made, reject } = aCall();
    reject(new Error('no'));
    await expect(made).rejects.toThrow('no');
    const thrown = vendorDeadline(clock, SECOND_MS, 'iot', () => {
      throw new Error('at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    await settle();
    expect(clock.pending).toBe(0);
  });

  it('fails without a status when time is up, for it may be done all the same, and is told to give up', async () => {
    const { clock, made, signal } = aCall();
    clock.step(SECOND_MS);
    const failure = await made.catch((error) => error);
    expect(failure).toBeInstanceOf(VendorError);
    expect(failure).toMatchObject({ vendor: 'pubsub', status: undefined, operator: false });
    expect(failure.message).toBe('Pub/Sub: no answer within 1 s');
    expect(signal().aborted).toBe(true);
  });

  it.each(['resolve', 'reject'] as const)('takes no notice of what comes later: %s', async (how) => {
    const { clock, made, ...late } = aCall();
    clock.step(SECOND_MS);
    late[how]('late');
    await expect(made).rejects.toThrow('no answer');
    // A rejection that nobody handles would fail the run.
    await settle();
  });
});
