import type { Static } from '@fastify/type-provider-typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DoorState as Answered, LobbyState as AnsweredLobby } from '../../src/http/door/page-schemas.ts';
import type { Link } from '../../src/pages/shared/link.ts';
import { lookOf } from '../../src/pages/shared/look.ts';
import { refusedText } from '../../src/pages/shared/outcome.ts';
import type { DoorState, LobbyState } from '../../src/pages/shared/state.ts';
import { ENGLISH, fill, roomText, wordsOf } from '../../src/pages/shared/words.ts';
import { busyDoor, freeDoor, NOW, unknownDoor } from './told.ts';

const times = { zone: 'Europe/Rome', locale: 'en-GB', hourCycle: 'h23' };
const now = Date.parse(NOW);
const lookAt = (state: DoorState | undefined, link: Link = { kind: 'live' }, at = now) =>
  lookOf({ state, link, now: at, words: ENGLISH, times });

it('pages know the states that the service tells', () => {
  expectTypeOf<Static<typeof Answered>>().toExtend<DoorState>();
  expectTypeOf<Static<typeof AnsweredLobby>>().toExtend<LobbyState>();
});

describe('what a door says at a glance', () => {
  it.each([
    ['a free one', freeDoor(), 'free', 'Free', 'until 15:00'],
    ['one that is free for the day', freeDoor({ free_until: null }), 'free', 'Free', 'all day'],
    [
      'one that is free until tomorrow',
      freeDoor({ free_until: { at: '2026-11-24T09:00:00+01:00', time: '09:00' } }),
      'free',
      'Free',
      'all day',
    ],
    ['a busy one', busyDoor(), 'busy', 'Busy', 'until 10:30'],
    [
      'one that is busy over midnight',
      busyDoor({ busy_until: { at: '2026-11-23T22:00:00+01:00', time: '22:00' } }),
      'busy',
      'Busy',
      'until 22:00',
    ],
    [
      'one that is busy for days',
      busyDoor({ busy_until: { at: '2026-11-25T12:00:00+01:00', time: '12:00' } }),
      'busy',
      'Busy',
      'until Wed 25 Nov 12:00',
    ],
    ['one whose calendar does not answer', freeDoor({ stale: true }), 'unsure', 'Free?', 'until 15:00'],
    [
      'a busy one whose calendar does not answer',
      busyDoor({ stale: true }),
      'unsure',
      'Busy?',
      'until 10:30',
    ],
    ['one of which nothing is known', unknownDoor(), 'unsure', 'Not known', ''],
    [
      'one that is in a state of which this page has not heard',
      freeDoor({ occupancy: 'closed' }),
      'unsure',
      'Not known',
      '',
    ],
  ])('%s', (_, state, tone, word, detail) => {
    expect(lookAt(state)).toMatchObject({ tone, word, detail });
  });

  it('says why it is not known', () => {
    expect(lookAt(unknownDoor()).note).toBe(ENGLISH.unknown_detail);
  });

  it('is not believed once it should have changed', () => {
    const end = Date.parse('2026-11-23T15:00:00+01:00');
    expect(lookAt(freeDoor(), undefined, end + 10_000).tone).toBe('free');
    expect(lookAt(freeDoor(), undefined, end + 10_001).tone).toBe('unsure');
    expect(lookAt(busyDoor(), undefined, end).tone).toBe('unsure');
  });

  it('is never a colour without a connection', () => {
    const lost: Link = { kind: 'lost', since: Date.parse('2026-11-23T14:05:00+01:00') };
    expect(lookAt(freeDoor(), lost)).toEqual({
      tone: 'unsure',
      word: 'No connection',
      detail: 'since 14:05',
      note: 'Last known: Free until 15:00',
    });
    expect(lookAt(undefined, { kind: 'lost', since: undefined })).toEqual({
      tone: 'unsure',
      word: 'No connection',
      detail: '',
    });
    expect(lookAt(undefined, { kind: 'connecting' }).tone).toBe('unsure');
    expect(lookAt(freeDoor(), { kind: 'connecting' }).tone).toBe('unsure');
  });
});

describe('words', () => {
  it('are those of the state where it has them, and English otherwise', () => {
    const words = wordsOf({ free: 'Frei', nonsense: 'x', busy: 3 });
    expect(words).toEqual({ ...ENGLISH, free: 'Frei' });
    expect(wordsOf(undefined)).toEqual(ENGLISH);
  });

  it('are filled with what they stand for, once', () => {
    expect(fill('{a} and {b}, {c}', { a: '{b}', b: 2 })).toBe('{b} and 2, {c}');
  });

  it('name rooms as one reads them', () => {
    expect(['blue_room', 'Room 1', '_'].map(roomText)).toEqual(['blue room', 'Room 1', '_']);
  });

  it.each([
    [
      'ROOM_BUSY',
      { busyUntil: '2026-11-23T16:30:00+01:00' },
      'Somebody was faster: the room is taken until 16:30',
    ],
    ['ROOM_BUSY', {}, 'said'],
    ['NOT_ENOUGH_TIME', { availableMins: 20 }, 'Only 20 minutes are left before the next meeting'],
    ['', {}, 'Something went wrong: try again in a moment'],
  ])('say why: %s %o', (code, more, text) => {
    const message = code ? 'said' : '';
    expect(refusedText({ status: 409, code, message, ...more }, ENGLISH, times)).toBe(text);
  });
});
