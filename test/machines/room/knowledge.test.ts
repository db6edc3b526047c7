import { describe, expect, it } from 'vitest';
import { isFound, listedAgenda, lookingBack, withListing } from '../../../src/machines/room/knowledge.ts';
import { event, listing } from '../../helpers/events.ts';
import { NOW } from '../tables.ts';
import { aKnownRoom, HOUR_MS } from './a-room.ts';

const MINUTE_MS = 60_000;
const AT_NINE = event('a', '2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z');

describe('the agenda that a listing tells', () => {
  const told = listing('2026-11-23T08:00:00Z', AT_NINE);
  const room = aKnownRoom();

  it('is one object, however often it is looked at', () => {
    expect(listedAgenda(room, told)).toBe(listedAgenda(room, { ...told }));
  });

  it.each<[string, object, object, object]>([
    ['was listed later', {}, { asOf: told.asOf + 1 }, { asOf: told.asOf + 1 }],
    ['is of a calendar in another zone', {}, { timeZone: 'Asia/Tokyo' }, { timeZone: 'Asia/Tokyo' }],
    [
      'is of a room that has a zone of its own now',
      { timeZone: 'Asia/Tokyo' },
      {},
      { timeZone: 'Asia/Tokyo' },
    ],
    ['was cut', {}, { complete: false }, { knownUntil: Date.parse('2026-11-23T09:00:00Z') }],
  ])('is another where the same events are told, but it %s', (_, roomIs, listingIs, expected) => {
    listedAgenda(room, told);
    expect(listedAgenda({ ...room, ...roomIs }, { ...told, ...listingIs })).toMatchObject(expected);
  });
});

describe('a room', () => {
  it.each([
    ['soon, while what was left without an answer may still be done', NOW - MINUTE_MS, NOW + 3 * MINUTE_MS],
    ['as ever, once that can be no more', NOW - 4 * MINUTE_MS, undefined],
  ])('is listed again %s', (_, doubtedAt, refreshAt) => {
    const told = { ...listing('2026-11-23T08:00:00Z', AT_NINE), asOf: NOW };
    const [certain, doubted] = [{}, { doubtedAt }].map((more) => withListing(aKnownRoom(more), told));
    expect(doubted?.refreshAt).toBe(refreshAt ?? certain?.refreshAt);
  });

  it('looks back within four minutes, or when it is listed anyway', () => {
    expect(lookingBack(aKnownRoom()).refreshAt).toBe(NOW + 4 * MINUTE_MS);
    expect(lookingBack(aKnownRoom({ refreshAt: NOW + 1 })).refreshAt).toBe(NOW + 1);
  });

  it.each<[string, object, boolean]>([
    ['at its hour, and nobody has told of it', { because: 'refresh' }, true],
    ['once Google answers again', { because: 'retry' }, true],
    ['as somebody has told of it', { because: 'changed' }, false],
    ['where the agenda is one that was kept', { because: 'refresh', kept: { confirmedAt: NOW } }, false],
    ['as it is made anew', { because: 'refresh', refreshAt: 0 }, false],
    ['while it knows nothing', { because: 'refresh', agenda: undefined }, false],
  ])('is found changed %s: %o', (_, more, expected) => {
    const told = { ...listing('2026-11-23T08:00:00Z', AT_NINE), asOf: NOW + HOUR_MS };
    const meeting = event(
      'b',
      new Date(NOW + HOUR_MS).toISOString(),
      new Date(NOW + 2 * HOUR_MS).toISOString(),
    );
    expect(isFound(aKnownRoom(more), { ...told, events: [meeting] })).toBe(expected);
  });
});
