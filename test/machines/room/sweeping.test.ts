import { describe, expect, it } from 'vitest';
import { withConfirmed } from '../../../src/machines/room/kept.ts';
import { hasNewDifference } from '../../../src/machines/room/sweeping.ts';
import type { RoomContext } from '../../../src/machines/room/types.ts';
import { NOW } from '../tables.ts';
import { aKnownRoom, HOUR_MS } from './a-room.ts';

const at = (hours: number) => NOW + hours * HOUR_MS;
const busy = (from: number, to: number) => ({ start: at(from), end: at(to) });

/** A room with these meetings, in hours from now. */
const listed = (meetings: [number, number][], more: object = {}) =>
  aKnownRoom({ meetings: meetings.map(([from, to]) => busy(from, to)), ...more });

/** What a sweep found that was asked for now. */
const swept = (...found: [number, number][]) => ({
  from: NOW,
  until: at(26),
  busy: found.map(([from, to]) => busy(from, to)),
});

describe('a sweep', () => {
  it.each<[string, RoomContext, [number, number][], boolean]>([
    ['that says the same tells nothing', listed([[1, 2]]), [[1, 2]], false],
    ['tells of a meeting that came', listed([]), [[1, 2]], true],
    ['tells of a meeting that went', listed([[1, 2]]), [], true],
    [
      'tells nothing that a list of the same instant does not know',
      listed([], { asOf: NOW }),
      [[1, 2]],
      false,
    ],
    ['tells more than a list from the future', listed([], { asOf: NOW + 1 }), [[1, 2]], true],
    [
      'tells nothing of the time before which a list was cut',
      listed([[1, 3]], { knownUntil: at(2) }),
      [[1, 2]],
      false,
    ],
    [
      'tells that a meeting with which a list was cut has gone, where nobody swept before',
      listed([[1, 3]], { knownUntil: at(2), kept: { confirmedAt: undefined } }),
      [[1, 2]],
      true,
    ],
    [
      'tells nothing that was excused',
      listed([], { acceptedDifference: { parts: [busy(1, 2)], until: at(26) } }),
      [[1, 2]],
      false,
    ],
    [
      'tells nothing beyond what was excused, a day and more ahead',
      listed([], { acceptedDifference: { parts: [busy(1, 2)], until: at(25) } }),
      [
        [1, 2],
        [25, 26],
      ],
      false,
    ],
    [
      'tells what comes within the day, however far what was excused was compared',
      listed([], { acceptedDifference: { parts: [busy(1, 2)], until: at(3) } }),
      [
        [1, 2],
        [5, 6],
      ],
      true,
    ],
  ])('%s', (_, context, found, isNew) => {
    expect(hasNewDifference(context, swept(...found))).toBe(isNew);
  });
});

describe('a room whose kept agenda a sweep has confirmed', () => {
  it.each([
    ['as every hour, where there are thousands', undefined, 1, at(1)],
    ['at a chance instant of the first minutes, where there are few', HOUR_MS / 4, 0.5, at(1 / 8)],
    ['as every hour, where that is sooner', 4 * HOUR_MS, 0.5, at(1)],
  ])('is listed %s', (_, relistMs, chance, refreshAt) => {
    const context = { ...listed([]), relistMs, random: () => chance };
    expect(withConfirmed(context, NOW)).toEqual({ kept: { confirmedAt: NOW }, refreshAt });
  });
});
