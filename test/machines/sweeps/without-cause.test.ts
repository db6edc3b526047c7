import { describe, expect, it } from 'vitest';
import { union } from '../../../src/agenda/busy.ts';
import { event } from '../../helpers/events.ts';
import type { PortsInMemory } from '../../helpers/ports-in-memory.ts';
import { calendarOf, everyoneHadATurn } from '../../http/a-building.ts';
import { aQuietBuilding } from '../a-quiet-building.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
const BLUE = calendarOf('blue_room');
const AT_TWO = event('at two', '2026-11-23T14:00:00+01:00', '2026-11-23T15:00:00+01:00');
const ALL_MORNING = event('all morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');

/** What a calendar holds that neither Google's freeBusy nor the door takes for more or less than it is. */
const A_FULL_DAY = [
  event('long over', '2026-11-23T08:00:00+01:00', '2026-11-23T09:00:00+01:00'),
  event('running', '2026-11-23T09:30:00+01:00', '2026-11-23T10:07:30+01:00'),
  event('touching', '2026-11-23T10:07:30+01:00', '2026-11-23T11:00:00+01:00'),
  event('overlapping', '2026-11-23T10:30:00+01:00', '2026-11-23T12:00:00+01:00'),
  event('within', '2026-11-23T10:40:00+01:00', '2026-11-23T10:50:00+01:00'),
  event('free', '2026-11-23T13:00:00+01:00', '2026-11-23T14:00:00+01:00', { transparency: 'transparent' }),
  event('over midnight', '2026-11-23T23:00:00+01:00', '2026-11-24T02:00:00+01:00'),
  { id: 'whole day', start: { date: '2026-11-24' }, end: { date: '2026-11-25' } },
];

/** From now on Google says of blue_room what `claim` makes of what is true. */
function claiming({ calendar }: PortsInMemory, claim: 'more' | 'less'): void {
  const truth = calendar.freeBusy;
  calendar.freeBusy = async (request) => {
    const answer = new Map(await truth(request));
    const [start, end] = ['2026-11-23T16:00:00+01:00', '2026-11-23T17:00:00+01:00'].map((at) =>
      Date.parse(at),
    );
    const extra = union([{ start: start!, end: end! }], request.from, request.until);
    const busy = answer.get(BLUE);
    if (Array.isArray(busy)) answer.set(BLUE, claim === 'more' ? [...busy, ...extra] : []);
    return answer;
  };
}

describe('a room that does not differ', () => {
  it.each([
    ['with a channel', {}],
    ['without one', { address: undefined }],
  ])('is listed as often as an empty one in a day, over midnight, %s', async (_, options) => {
    const [full, empty] = [
      await aQuietBuilding({ ...options, events: A_FULL_DAY }),
      await aQuietBuilding(options),
    ];
    for (const { clock } of [full, empty]) await clock.advance(24 * HOUR_MS);
    expect(full.lists()).toBe(empty.lists());
    expect(empty.lists()).toBe(24);
  });

  it('is not listed by a sweep that was asked for before a booking of ours, and answered after it', async () => {
    const { building, clock, ports, lists } = await aQuietBuilding({ names: ['blue_room'] });
    ports.obstacles.freeBusy = () =>
      new Promise((resolve) => clock.setTimeout(() => resolve(0), 3 * SECOND_MS));
    const truth = ports.calendar.freeBusy;
    ports.calendar.freeBusy = async (request) => {
      await truth(request);
      return new Map([[BLUE, []]]);
    };
    await clock.advance(5 * MINUTE_MS + SECOND_MS);
    const booked = building.ask('blue_room', { type: 'book', id: 'abcde', title: 'Chat' });
    await everyoneHadATurn();
    expect((await booked).type).toBe('booked');
    const before = lists();
    await clock.advance(5 * SECOND_MS);
    expect(lists()).toBe(before);
  });

  it('is not listed for a booking of ours, which is no missed change', async () => {
    const { building, clock, facts, lists, pastTheRefresh } = await aQuietBuilding({ names: ['blue_room'] });
    await pastTheRefresh();
    expect(await building.ask('blue_room', { type: 'book', id: 'abcde', title: 'Chat' })).toMatchObject({
      type: 'booked',
    });
    const before = lists();
    await clock.advance(29 * MINUTE_MS);
    expect(lists()).toBe(before);
    await clock.advance(3 * HOUR_MS);
    expect(facts.filter(({ type }) => type === 'push.missed')).toEqual([]);
  });
});

describe('a room of which freeBusy and events.list never say the same', () => {
  it.each(['more', 'less'] as const)(
    'is listed once where freeBusy says %s, not at each sweep',
    async (claim) => {
      const { clock, ports, lists, facts, pastTheRefresh } = await aQuietBuilding({
        events: [AT_TWO],
        address: undefined,
      });
      await pastTheRefresh();
      claiming(ports, claim);
      await clock.advance(29 * MINUTE_MS);
      expect(lists()).toBe(1);
      expect(facts.filter(({ type }) => type === 'push.missed')).toEqual([]);
    },
  );

  it('costs no more than one further list in an hour, also over midnight', async () => {
    const { clock, ports, lists } = await aQuietBuilding({
      events: [AT_TWO, ...A_FULL_DAY],
      address: undefined,
    });
    claiming(ports, 'less');
    await clock.advance(48 * HOUR_MS);
    expect(lists()).toBeLessThanOrEqual(2 * 48 + 2);
  });

  it.each(['more', 'less'] as const)('still heals where freeBusy says %s', async (claim) => {
    const { clock, ports, door } = await aQuietBuilding({ events: [AT_TWO], address: undefined });
    claiming(ports, claim);
    await clock.advance(5 * MINUTE_MS);
    const truth = ports.calendar.freeBusy;
    const now = {
      start: Date.parse('2026-11-23T09:00:00+01:00'),
      end: Date.parse('2026-11-23T13:00:00+01:00'),
    };
    ports.calendar.freeBusy = async (request) =>
      new Map([...(await truth(request)), [BLUE, union([now], request.from, request.until)]]);
    ports.calendars.set(BLUE, [AT_TWO, ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    expect(door()).toBe(1);
  });
});
