import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordingOf } from '../../../src/agenda/wording.ts';
import type { RoomOptions } from '../../../src/machines/building-types.ts';
import {
  changesBetween,
  isSame,
  losesChannel,
  planOf,
  sharesAgenda,
  sharesThing,
} from '../../../src/machines/roster/plan.ts';
import { ADDRESS, aRoom } from '../../http/a-building.ts';

const SETTINGS = { refreshMs: 3_600_000, wording: wordingOf(), address: ADDRESS };
const plan = (rooms: RoomOptions[], more: object = {}) => planOf({ ...SETTINGS, rooms, ...more });
const BEFORE = plan([aRoom('blue'), aRoom('red')]);
const NOTHING = { started: [], stopped: [], restarted: [] };

describe('what is to be done when a configuration has changed', () => {
  it.each<[string, RoomOptions[], object, object]>([
    ['is nothing where it says the same', [aRoom('blue'), aRoom('red')], {}, {}],
    ['is nothing where rooms are in another order', [aRoom('red'), aRoom('blue')], {}, {}],
    [
      'is nothing where the same is written otherwise',
      [aRoom('blue'), aRoom('red')],
      { wording: wordingOf() },
      {},
    ],
    ['is to start who came', [aRoom('blue'), aRoom('red'), aRoom('green')], {}, { started: ['green'] }],
    ['is to stop who went', [aRoom('red')], {}, { stopped: ['blue'] }],
    [
      'is both where a room is renamed',
      [aRoom('azure', { calendarId: 'blue@example.org', thingName: 'thing of blue' }), aRoom('red')],
      {},
      { started: ['azure'], stopped: ['blue'] },
    ],
    ['is another calendar', [aRoom('blue', { calendarId: 'b2' }), aRoom('red')], {}, { restarted: ['blue'] }],
    ['is another Thing', [aRoom('blue', { thingName: 'door 2' }), aRoom('red')], {}, { restarted: ['blue'] }],
    ['is another zone', [aRoom('blue', { timeZone: 'UTC' }), aRoom('red')], {}, { restarted: ['blue'] }],
    ['is another may_end', [aRoom('blue', { mayEnd: 'any' }), aRoom('red')], {}, { restarted: ['blue'] }],
    [
      'is another check_in',
      [aRoom('blue', { checkIn: { withinMs: 1, releases: 'own' } }), aRoom('red')],
      {},
      { restarted: ['blue'] },
    ],
    ['is an account', [aRoom('blue', { account: 'north' }), aRoom('red')], {}, { restarted: ['blue'] }],
    [
      'is another wording of a room',
      [aRoom('blue', { wording: wordingOf({ locale: 'it-IT' }) }), aRoom('red')],
      {},
      { restarted: ['blue'] },
    ],
    [
      'is all rooms where it is of all',
      [aRoom('blue'), aRoom('red')],
      { wording: wordingOf({ locale: 'it-IT' }) },
      { restarted: ['blue', 'red'] },
    ],
    [
      'is all rooms where Google is to push elsewhere',
      [aRoom('blue'), aRoom('red')],
      { address: undefined },
      { restarted: ['blue', 'red'] },
    ],
  ])('%s', (_, rooms, more, changes) => {
    expect(changesBetween(BEFORE, plan(rooms, more))).toEqual({ ...NOTHING, ...changes });
  });

  it('is another check_in, also where that differs in what it releases alone', () => {
    const [before, after] = (['own', 'any'] as const).map((releases) =>
      plan([aRoom('blue', { checkIn: { withinMs: 1, releases } })]),
    );
    expect(changesBetween(before!, after!).restarted).toEqual(['blue']);
    expect(changesBetween(before!, before!)).toEqual(NOTHING);
  });

  const anyRooms = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc.constantFrom('own' as const, 'any' as const).map((mayEnd) => aRoom(name, { mayEnd })),
        ),
      ),
    );

  it('leads from any configuration to any other, and names each room once at most', () => {
    fc.assert(
      fc.property(anyRooms, anyRooms, (one, other) => {
        const [before, after] = [plan(one), plan(other)];
        const { started, stopped, restarted } = changesBetween(before, after);
        const named = [...started, ...stopped, ...restarted];
        expect(new Set(named).size).toBe(named.length);
        const left = [...before.keys()].filter((name) => !stopped.includes(name));
        expect(new Set([...left, ...started])).toEqual(new Set(after.keys()));
        for (const name of left)
          expect(isSame(before.get(name)!, after.get(name)!)).toBe(!restarted.includes(name));
        expect(changesBetween(after, after)).toEqual(NOTHING);
      }),
    );
  });
});

describe('a room that is made anew', () => {
  const occupant = (more: Partial<RoomOptions>, settings: object = {}) =>
    plan([aRoom('blue', more)], settings).get('blue')!;
  const blue = occupant({});

  it.each([
    ['gives its channel up with its calendar', { calendarId: 'b2' }, {}, true],
    ['gives it up where nothing can be pushed any more', {}, { address: undefined }, true],
    [
      'leaves it to be replaced where it leads elsewhere',
      {},
      { address: 'https://other.example.org' },
      false,
    ],
    ['keeps it where it is something else', { thingName: 'door 2' }, {}, false],
  ])('%s', (_, more, settings, loses) => {
    expect(losesChannel(blue, occupant(more, settings))).toBe(loses);
  });

  it('knows what was known, if it has the calendar and the zone of before', () => {
    expect(sharesAgenda(blue, occupant({ thingName: 'door 2' }))).toBe(true);
    expect(sharesAgenda(blue, occupant({ timeZone: 'UTC' }))).toBe(false);
    expect(sharesAgenda(blue, occupant({ calendarId: 'b2' }))).toBe(false);
  });

  it('has the Thing of another that names it in the same account', () => {
    const north = occupant({ account: 'north' });
    expect(sharesThing(north, { ...occupant({ account: 'north' }), roomName: 'azure' })).toBe(true);
    expect(sharesThing(north, occupant({ account: 'north', thingName: 'door 2' }))).toBe(false);
    expect(sharesThing(north, occupant({ account: 'south' }))).toBe(false);
    expect(sharesThing(north, blue)).toBe(false);
  });

  it('that goes gives its channel up', () => expect(losesChannel(blue, undefined)).toBe(true));
});
