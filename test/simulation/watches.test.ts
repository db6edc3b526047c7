import { describe, expect, it } from 'vitest';
import type { DoorRequest, DoorResponse } from '../../src/replay/door-requests.ts';
import { DoorRequests, responseOf } from '../../src/replay/door-requests.ts';
import { BOUNDS } from '../../src/simulation/bounds.ts';
import { budgets } from '../../src/simulation/invariants/budgets.ts';
import { noMistakeOfOurs } from '../../src/simulation/invariants/no-mistake-of-ours.ts';
import { nothingDead } from '../../src/simulation/invariants/nothing-dead.ts';
import { nothingGrows } from '../../src/simulation/invariants/nothing-grows.ts';
import { oneKeyOneMeeting } from '../../src/simulation/invariants/one-key-one-meeting.ts';
import { at, room_name, watched } from './a-day.ts';

const now = Date.parse(at('09:00'));
const HOUR_MS = 3_600_000;
const requests = () => new DoorRequests();

function meetingUntil(id: string, end: number) {
  return { id, title: 'Meeting', organizer: '', organizerEmail: '', start: now, end, created: now };
}

function told(asked: DoorRequest, answer: Parameters<typeof responseOf>[0]): DoorResponse {
  return { asked, at: now, process: 'a', ...responseOf(answer) };
}

const BUSY = { type: 'refused', refusal: { code: 'ROOM_BUSY', busyUntil: now + HOUR_MS } } as const;

describe('one-key-one-meeting', () => {
  const asked = () => requests().of({ at: at('09:00'), room_name, book: { key: 'k' } }, now)!;
  const booked = (id: string, end = now + HOUR_MS) =>
    ({ type: 'booked', meeting: meetingUntil(id, end), shortened: false }) as const;

  it.each([
    ['the same meeting twice', [booked('a'), booked('a')], 0],
    ['another meeting', [booked('a'), booked('b')], 1],
    ['another end', [booked('a'), booked('a', now + 2 * HOUR_MS)], 1],
    ['a refusal after a meeting', [booked('a'), BUSY], 1],
    ['a meeting after a refusal', [BUSY, booked('a')], 0],
    ['to ask again after a meeting', [booked('a'), { type: 'refused', refusal: { code: 'NOT_READY' } }], 0],
    ['that it is gone', [booked('a'), { type: 'refused', refusal: { code: 'KEY_USED' } }], 0],
  ] as const)('a key is told %s', (_, answers, count) => {
    const { watch, found } = watched(oneKeyOneMeeting);
    for (const answer of answers) {
      const one = asked();
      watch.asked?.(one);
      watch.told?.(told(one, answer));
    }
    expect(found).toHaveLength(count);
  });

  it('a meeting lasts no longer than it was booked and extended', () => {
    const { watch, found } = watched(oneKeyOneMeeting);
    const all = requests();
    const booking = all.of({ at: at('09:00'), room_name, book: { id: 'abcde' } }, now)!;
    const extend = { event: 'abcde', extend_mins: 15, key: 'x' };
    const extension = all.of({ at: at('09:01'), room_name, extend }, now)!;
    const write = (end: number) => {
      const after = {
        event: { id: 'abcde', status: 'confirmed' },
        start: now,
        end,
        updated: 0,
        created: 0,
        revision: 0,
      };
      watch.wrote?.({ at: now, calendarId: room_name, eventId: 'abcde', by: 'a', before: after, after });
    };
    watch.asked?.(booking);
    watch.told?.(told(booking, booked('abcde')));
    write(now + HOUR_MS);
    watch.asked?.(extension);
    watch.asked?.(extension);
    write(now + 1.25 * HOUR_MS);
    expect(found).toEqual([]);
    write(now + 1.5 * HOUR_MS);
    expect(found).toEqual([expect.stringMatching(/abcde lasts until .*09:30.*, and may until .*09:15/)]);
  });
});

describe('budgets', () => {
  it.each([
    [10, 'iot', 'publish', 0],
    [11, 'iot', 'publish', 1],
    [11, 'iot', 'token', 0],
    [500, 'calendar', 'list', 0],
    [501, 'calendar', 'list', 1],
  ] as const)('%i calls %s.%s at once', (count, vendor, call, wrong) => {
    const { watch, found } = watched(budgets);
    for (let index = 0; index < count; index++) watch.called?.({ vendor, call, process: 'a', at: now });
    expect(found).toHaveLength(wrong);
  });

  it('what is awaited is not held back', () => {
    const { watch, found } = watched(budgets);
    for (let index = 0; index < 600; index++)
      watch.called?.({ vendor: 'calendar', call: 'list', awaited: true, process: 'a', at: now });
    expect(found).toEqual([]);
  });

  it('lists without a cause', () => {
    const { watch, found } = watched(budgets);
    for (let index = 0; index < 100; index++)
      watch.called?.({
        vendor: 'calendar',
        call: 'list',
        roomName: room_name,
        process: 'a',
        at: now + index * 60_000,
      });
    watch.ended?.();
    expect(found).toEqual([expect.stringMatching(/100 lists/)]);
  });
});

describe('nothing-dead', () => {
  const death = { room_name, type: 'actor.died', actor: 'room', error: new Error('oh') } as const;

  it('an actor that stays dead', async () => {
    const { watch, world, found } = watched(nothingDead);
    watch.hear?.(death, world.processes.leading);
    watch.settled?.();
    expect(found).toEqual([]);
    await world.catchUp(world.now() + BOUNDS.rebirth);
    watch.settled?.();
    expect(found).toEqual([expect.stringMatching(/an actor of process a1 died at .*: Error: oh/)]);
  });

  it('one that is made anew', async () => {
    const { watch, world, found } = watched(nothingDead);
    watch.hear?.(death, world.processes.leading);
    watch.hear?.({ room_name, type: 'actor.restarted', actor: 'room' }, world.processes.leading);
    await world.catchUp(world.now() + BOUNDS.rebirth);
    watch.settled?.();
    expect(found).toEqual([]);
  });

  it('a request that has no answer', async () => {
    const { watch, world, found } = watched(nothingDead);
    watch.asked?.(requests().of({ at: at('08:00'), room_name, book: {} }, world.now())!);
    await world.catchUp(world.now() + BOUNDS.answer);
    watch.settled?.();
    expect(found).toEqual([expect.stringMatching(/booking1, asked at .*, has no answer/)]);
  });
});

describe('nothing-grows', () => {
  it('timers that pile up', () => {
    const { watch, world, found } = watched(nothingGrows);
    for (let index = 0; index < 100; index++)
      world.processes.leading.machine.setTimeout(() => undefined, 1_000);
    watch.ended?.();
    expect(found).toEqual(['process a1 has 100 timers']);
  });
});

describe('no-mistake-of-ours', () => {
  it('a failure that is no vendor’s', () => {
    const { watch, world, found } = watched(noMistakeOfOurs);
    const failure = Object.assign(new TypeError('x is undefined'), {
      ...{ vendor: undefined, status: undefined, reason: undefined, operator: false },
    });
    watch.hear?.({ room_name, type: 'refresh.failed', failure: failure as never }, world.processes.leading);
    expect(found).toEqual([expect.stringMatching(/refresh.failed: TypeError: x is undefined/)]);
  });
});
