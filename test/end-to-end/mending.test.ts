import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
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

const isThings = ({ path }: Call) => path.startsWith('/iot/v2/things?');

describe('a board that boots', () => {
  it('and pushes its defaults over what the door says is put right within a minute', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    const { url } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
    stage.meet('attic', 'Stand-up', 0, 2 * HOUR_MS);
    await stage.shows('attic', 'Stand-up');
    await roomOnce(url, 'attic', ({ thing_state }) => thing_state === 'settled');
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

describe('a publish that takes effect, and whose answer is lost', () => {
  it('leaves no door free or taken that is not, though the reading after it is turned away', async () => {
    const stage = await aStage({ rooms: ['attic'], pace: 4 });
    const { gateway, env } = await stage.gated();
    const { url } = await stage.start({ ...env, ...stage.pushed });
    await stage.shows('attic', 'Free all day');
    await roomOnce(url, 'attic', ({ thing_state }) => thing_state === 'settled');
    const publishing = gateway.next(CALLS.publish);
    const endFault = gateway.each(isThings, (call) => call.answer(429, {}));
    const meeting = stage.meet('attic', 'Stand-up');
    const lost = await publishing;
    await lost.keep();
    lost.drop();
    expect(stage.door('attic').busynow).toBe(1);
    // The wish goes back to what the door was last known to show.
    stage.clouds.calendar.delete(calendarOf('attic'), meeting);
    await roomOnce(url, 'attic', ({ occupancy, last_error }) => occupancy === 'free' && last_error !== null);
    endFault();
    await stage.shows('attic', 0, 'busynow');
    await stage.shows('attic', 'Free all day');
    await roomOnce(url, 'attic', ({ thing_state }) => thing_state === 'settled');
  });
});
