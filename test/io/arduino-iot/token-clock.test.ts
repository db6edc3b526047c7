import { describe, expect, it } from 'vitest';
import { accountToken } from '../../../src/io/arduino-iot/token.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';

/** An account that gives the answers in turn, the last one for ever; what is an error is thrown. */
function anAccount(...answers: unknown[]) {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  let asked = 0;
  const ask = () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return Promise.resolve(answer);
  };
  return { clock, token: accountToken(ask, clock), asked: () => asked };
}

const lives = (access_token: string, expires_in: number) => ({ access_token, expires_in });

describe("the account's token", () => {
  it.each([
    ['throws at once', new Error('no')],
    ['answers nonsense', null],
  ])('is asked for anew by whoever comes after one who fails, because Arduino %s', async (_, bad) => {
    const { token, asked } = anAccount(bad, lives('one', 300));
    const failing = [token.get(), token.get()];
    for (const one of failing) await expect(one).rejects.toThrow();
    expect(asked()).toBe(1);
    expect(await token.get()).toBe('one');
  });

  it('can be asked for anew by the very one who fails', async () => {
    const { token } = anAccount(new Error('no'), lives('one', 300));
    expect(await token.get().catch(() => token.get())).toBe('one');
  });

  it.each([
    [300, 269_000, 270_000],
    [20, 9_000, 10_000],
    [1, 400, 500],
  ])('that lives for %d s is good for %d ms, and asked for again after %d', async (life, good, over) => {
    const { token, clock, asked } = anAccount(lives('one', life), lives('two', life));
    expect(await token.get()).toBe('one');
    clock.step(good);
    expect(await token.get()).toBe('one');
    clock.step(over - good);
    expect(await token.get()).toBe('two');
    expect(asked()).toBe(2);
  });

  it('lives from when it was asked for, however late it comes', async () => {
    const late = Promise.withResolvers<unknown>();
    const { token, clock } = anAccount(late.promise, lives('two', 300));
    const first = token.get();
    clock.step(8_000);
    late.resolve(lives('one', 300));
    expect(await first).toBe('one');
    clock.step(262_000);
    expect(await token.get()).toBe('two');
  });

  it('is dropped where it is refused, but not for one that was refused before', async () => {
    const { token, asked } = anAccount(lives('one', 300), lives('two', 300));
    await token.get();
    token.drop('one');
    expect(await token.get()).toBe('two');
    token.drop('one');
    expect(await token.get()).toBe('two');
    expect(asked()).toBe(2);
  });
});
