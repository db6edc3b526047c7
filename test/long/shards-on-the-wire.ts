import { expect, it } from 'vitest';
import { prove } from '../../bench/shards/proof.ts';
import { freePort } from '../helpers/free-port.ts';

// `node bench/shards.ts` is the same with 200 rooms, twenty kills, and figures.

it('one process becomes four, which are killed at random, and two: every promise is kept', {
  timeout: 240_000,
}, async () => {
  const load = { changes: 4, bookings: 1, calmMs: 3_000, dustMs: 0 };
  const { broken } = await prove({ rooms: 40, kills: 4, ...load, port: await freePort() });
  expect(broken).toEqual([]);
});
