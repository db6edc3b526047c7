import { describe, expect, it } from 'vitest';
import { channelKeyFactory } from '../../../src/io/google-calendar/channel-keys.ts';

describe('the keys of a channel', () => {
  const { mint, isOurs } = channelKeyFactory('secret');

  it('are other ones each time', () => {
    const minted = Array.from({ length: 1_000 }, mint);
    expect(new Set(minted.map(({ id }) => id)).size).toBe(1_000);
    expect(new Set(minted.map(({ token }) => token)).size).toBe(1_000);
  });

  it('are such as Google takes: up to 64 of its characters for the id, up to 256 for the token', () => {
    const { id, token } = mint();
    expect(id).toMatch(/^[A-Za-z0-9\-_+/=]{20,64}$/);
    expect(token).toMatch(/^[A-Za-z0-9\-_]{40,256}$/);
  });

  it('tell nothing of the secret, nor the token of the id', () => {
    const { id, token } = mint();
    expect(token).not.toContain('secret');
    expect(token).not.toContain(id);
  });

  it('are known again, also by another process that has the secret', () => {
    const keys = mint();
    expect(isOurs(keys)).toBe(true);
    expect(channelKeyFactory('secret').isOurs(keys)).toBe(true);
  });

  it('are known again by any version: their channels go on', () => {
    const id = '6f0a5b1e-2f57-4a3a-9d1c-0b8f4a3c2d1e';
    expect(isOurs({ id, token: 'ZGa4XkCnpiq6Qd-Chm_7r3k0wDDDZDMtl_2MugHFGbw' })).toBe(true);
  });

  it('are not known where the secret is another one', () => {
    for (const other of ['', 'Secret', 'secret ', 'secre'])
      expect(channelKeyFactory(other).isOurs(mint())).toBe(false);
  });

  it.each<[string, (keys: { id: string; token: string }) => { id: string; token: string }]>([
    ["another channel's token", ({ id }) => ({ id, token: mint().token })],
    ['another id', ({ token }) => ({ id: mint().id, token })],
    ['a token cut short', ({ id, token }) => ({ id, token: token.slice(0, -1) })],
    ['a longer token', ({ id, token }) => ({ id, token: `${token}=` })],
    [
      'a token in another case',
      ({ id, token }) => ({ id, token: token.toLowerCase() + token.toUpperCase() }),
    ],
    ['no token', ({ id }) => ({ id, token: '' })],
    ['no id', ({ token }) => ({ id: '', token })],
    ['neither', () => ({ id: '', token: '' })],
    ['as many characters, but more bytes', ({ id, token }) => ({ id, token: 'é'.repeat(token.length) })],
    ['as many bytes, but other characters', ({ id }) => ({ id, token: `${'é'.repeat(21)}a` })],
  ])('are not known with %s', (_, forge) => {
    expect(isOurs(forge(mint()))).toBe(false);
  });
});
