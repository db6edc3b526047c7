import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/configuration/config.ts';
import { newKey } from '../../src/operator/key.ts';
import { EXAMPLE } from '../configuration/configurations.ts';

function make(options: { name?: string; room?: string[]; may?: string[] }) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    paint: (_: unknown, text: string) => text,
    columns: 80,
  };
  const code = newKey(
    { name: 'door', room: ['blue_room'], may: ['read', 'book'], ...options },
    terminal as never,
  );
  return { code, out, err: err.join('\n') };
}

describe('roomcal key new', () => {
  it('prints a key, and the line that a configuration takes, with its hash alone', () => {
    const { code, out, err } = make({});
    const [key = '', line = ''] = out;
    expect(code).toBe(0);
    expect(err).toContain('within a minute');
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect(out.slice(1).join()).not.toContain(key);
    const config = parseConfig(JSON.stringify({ ...EXAMPLE, api_keys: [JSON.parse(line)] }), 'config.json');
    expect(config.api_keys).toEqual([
      { name: 'door', sha256: hash('sha256', key, 'hex'), rooms: ['blue_room'], may: ['read', 'book'] },
    ]);
  });

  it('makes another one each time', () => {
    expect(make({}).out[0]).not.toBe(make({}).out[0]);
  });

  it.each([
    ['all rooms', { room: ['all'] }],
    ['operating', { room: [], may: ['operate'] }],
  ])('is for all rooms with %s', (_, options) => {
    expect(JSON.parse(make(options).out[1]!).rooms).toBe('all');
  });

  it.each([
    ['no room', { room: [] }, /--room/],
    ['some rooms to operate', { may: ['operate'] }, /every room/],
    ['all rooms and one', { room: ['all', 'blue_room'] }, /every room|all/],
  ])('makes none with %s, and says why', (_, options, why) => {
    const { code, out, err } = make(options);
    expect([code, out]).toEqual([1, []]);
    expect(err).toMatch(why);
  });
});
