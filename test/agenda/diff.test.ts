import { describe, expect, it } from 'vitest';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { diff, type Properties, propertiesAt } from '../../src/agenda/properties.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { agenda, at, timed } from './builders.ts';

const NOW = at('2026-11-22T12:00:00Z');

const wantedOf = (known: ReturnType<typeof agenda>): Properties => {
  const wanted = propertiesAt(known, occupancyAt(known, NOW), {
    now: NOW,
    stale: false,
    wording: wordingOf(),
  });
  if (!wanted) throw new Error('unknown');
  return wanted;
};

const FREE = wantedOf(agenda('UTC'));
const BUSY = wantedOf(
  agenda(
    'UTC',
    timed('Now', '2026-11-22T11:00:00Z', '2026-11-22T13:00:00Z', { organizer: { email: 'ada@example.org' } }),
    timed('Later', '2026-11-22T14:00:00Z', '2026-11-22T15:00:00Z', {
      organizer: { email: 'bob@example.org' },
    }),
  ),
);

const thing = (variables: Record<string, unknown>) => new Map(Object.entries(variables));
const names = (wanted: Properties, observed: Record<string, unknown>) =>
  diff(wanted, thing(observed)).map(({ variable }) => variable);

describe('diff', () => {
  it('writes nothing to a Thing that shows what is wanted', () => {
    expect(diff(BUSY, thing(BUSY))).toEqual([]);
  });

  it('writes nothing to a Thing without variables', () => {
    expect(diff(BUSY, new Map())).toEqual([]);
  });

  it('writes only what differs', () => {
    expect(diff(BUSY, thing({ ...BUSY, curevend: '12:30' }))).toEqual([
      { variable: 'curevend', value: '13:00' },
    ]);
  });

  it('writes what is seen from afar first: busynow, then the titles', () => {
    const backwards = Object.fromEntries(
      Object.keys(BUSY)
        .toReversed()
        .map((name) => [name, '?']),
    );
    expect(names(BUSY, backwards).slice(0, 3)).toEqual(['busynow', 'curevmtg', 'nextevmtg']);
    expect(names(BUSY, backwards).toSorted()).toEqual(Object.keys(BUSY).toSorted());
  });

  it('keeps that order where older names are used', () => {
    const older = { nextevmsg: '?', curevmsg: '?', curevtm: '?', busynow: 0 };
    expect(names(BUSY, older)).toEqual(['busynow', 'curevmsg', 'nextevmsg', 'curevtm']);
  });

  it('passes over variables that the Thing lacks and those that are not its own', () => {
    expect(diff(BUSY, thing({ busynow: 0, temperature: 21 }))).toEqual([{ variable: 'busynow', value: 1 }]);
  });

  it.each(['curevid', 'nextevid', 'curevorganizer', 'nextevorganizer', 'nextchange'] as const)(
    'writes %s where the Thing has it',
    (name) => {
      expect(diff(BUSY, thing({ [name]: 'N/A' }))).toEqual([{ variable: name, value: BUSY[name] }]);
    },
  );

  it('writes stale where the Thing has it', () => {
    expect(diff({ ...FREE, stale: 1 }, thing({ stale: 0 }))).toEqual([{ variable: 'stale', value: 1 }]);
  });

  it('writes nothing to a Thing without nextchange where that alone is another', () => {
    const { nextchange: _, ...shown } = BUSY;
    expect(diff({ ...BUSY, nextchange: '1795426201' }, thing(shown))).toEqual([]);
  });
});

describe('the titles go', () => {
  const title = { value: 'Now' };
  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['to curevmtg', { curevmtg: '' }, [{ variable: 'curevmtg', ...title }]],
    ['to curevmsg where the Thing has no curevmtg', { curevmsg: '' }, [{ variable: 'curevmsg', ...title }]],
    [
      'to curevmtg alone where the Thing has both',
      { curevmsg: '', curevmtg: '' },
      [{ variable: 'curevmtg', ...title }],
    ],
    ['nowhere where curevmtg shows them, whatever curevmsg says', { curevmsg: '', curevmtg: 'Now' }, []],
    ['to nextevmsg, too', { nextevmsg: 'N/A' }, [{ variable: 'nextevmsg', value: 'Later' }]],
    [
      'to each by the name it has',
      { curevmsg: '', nextevmtg: 'Later' },
      [{ variable: 'curevmsg', ...title }],
    ],
  ])('%s', (_, observed, publishes) => {
    expect(diff(BUSY, thing(observed))).toEqual(publishes);
  });
});

describe('a variable that shows', () => {
  const never = ['N/A', null, undefined, ''];

  it.each(never)('%j equals an empty text', (value) => {
    expect(diff(FREE, thing({ curevstart: value, nextevmtg: value, nextevid: value }))).toEqual([]);
  });

  it.each(never)('%j does not equal 0', (value) => {
    expect(diff(FREE, thing({ busynow: value }))).toEqual([{ variable: 'busynow', value: 0 }]);
  });

  it.each(never)('%j does not equal a text', (value) => {
    expect(diff(FREE, thing({ curevmtg: value }))).toEqual([{ variable: 'curevmtg', value: 'Free all day' }]);
  });

  it.each([
    [1, BUSY],
    ['1', BUSY],
    [0, FREE],
    ['0', FREE],
  ])('%j equals that number', (value, wanted) => {
    expect(diff(wanted, thing({ busynow: value }))).toEqual([]);
  });

  it.each([
    [0, BUSY, 1],
    ['0', BUSY, 1],
    [1, FREE, 0],
    ['1', FREE, 0],
    ['busy', BUSY, 1],
    [2, BUSY, 1],
  ])('%j does not equal another number', (value, wanted, busynow) => {
    expect(diff(wanted, thing({ busynow: value }))).toEqual([{ variable: 'busynow', value: busynow }]);
  });

  it('a number equals the text of a title that is one', () => {
    expect(diff({ ...BUSY, curevmtg: '1984' }, thing({ curevmtg: 1984 }))).toEqual([]);
  });

  it.each(['now', 'Now ', 'Later', 0])('%j does not equal another text', (value) => {
    expect(diff(BUSY, thing({ curevmtg: value }))).toEqual([{ variable: 'curevmtg', value: 'Now' }]);
  });
});
