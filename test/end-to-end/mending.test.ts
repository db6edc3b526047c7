import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../src/sandbox/furnish.ts';
import type { Call } from '../helpers/gateway.ts';
import { aStage, CALLS, HOUR_MS, MINUTE_MS, pendingMark, SECOND_MS } from './a-stage.ts';
import { book, roomAt, roomOnce } from './at-the-door.ts';

describe('a booking that lost its slot, and that nobody may remove', () => {
  const FORBIDDEN = {
    error: {
      code: 403,
      message: 'Forbidden',
      errors: [{ reason: 'forbiddenForNonOrganizer', message: 'Forbidden' }],
    },
  };
  const { insert, patch, remove } = CALLS;
  const isWrite = (call: Call) => patch('attic')(call) || remove('attic')(call);

  it('is told of, tried again ever more seldom, and keeps nobody from the room once it is over', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    const { gateway, env } = await stage.gated();
    const { url } = await stage.start({ ...env, ...stage.pushed });
    await stage.shows('attic', 'Free all day');
    const [inserting, withdrawing] = [gateway.next(insert('attic')), gateway.next(isWrite)];
    const booking = book(url, 'attic');
    const call = await inserting;
    const theirs = stage.meet('attic', 'Theirs');
    await call.pass();
    (await withdrawing).answer(403, FORBIDDEN);
    expect(await booking).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY' } });
    const ours = stage.events('attic').find(({ id }) => id !== theirs);
    expect(pendingMark(ours)).toMatch(/\S/);
    stage.clouds.calendar.delete(calendarOf('attic'), theirs);
    await roomOnce(url, 'attic', ({ current }) => (current as { id: string } | null)?.id === ours!.id);

    for (const [index, waitMs] of [5 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS].entries()) {
      expect((await roomAt(url, 'attic')).last_error).toContain('forbiddenForNonOrganizer');
      expect(await book(url, 'attic')).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY' } });
      const trying = gateway.next(isWrite);
      stage.clock.leap(waitMs - SECOND_MS);
      expect(gateway.seen(isWrite)).toHaveLength(index + 1);
      stage.clock.leap(SECOND_MS);
      (await trying).answer(403, FORBIDDEN);
      await roomOnce(url, 'attic', ({ booking: state }) => state === 'open');
    }
    // Its slot is over, and it is there still.
    stage.clock.leap(30 * MINUTE_MS);
    await roomOnce(url, 'attic', ({ occupancy }) => occupancy === 'free');
    expect((await book(url, 'attic')).status).toBe(201);
    expect(pendingMark(stage.event('attic', ours!.id))).toMatch(/\S/);
  });
});

describe('a board that boots', () => {
  it('and pushes its defaults over what the door says is put right within a minute', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    await stage.start({ ...stage.clouds.environment, HOST: '127.0.0.1', ...stage.pushed });
    stage.meet('attic', 'Stand-up', 0, 2 * HOUR_MS);
    await stage.shows('attic', 'Stand-up');
    const [thing] = stage.clouds.iot.things().filter(({ name }) => name === 'attic');
    for (const [variable, value] of [
      ['busynow', 0],
      ['curevmtg', 'Hello'],
    ] as const) {
      const { id } = thing!.properties.find(({ name }) => name === variable)!;
      stage.clouds.iot.publish(thing!.id, id, value);
    }
    stage.clock.leap(MINUTE_MS);
    await stage.shows('attic', 1, 'busynow');
    await stage.shows('attic', 'Stand-up');
  });
});
