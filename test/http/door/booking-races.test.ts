import { describe, expect, it } from 'vitest';
import { refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS, theirs } from '../a-door.ts';

/** A door at which somebody else gets `from` to `to`, `created` then, between our list and our insert. */
async function raced(from: string, to: string, created: string) {
  const made = await aDoor();
  await made.clock.advance(2 * MINUTE_MS);
  made.ports.obstacles.insert = () => {
    delete made.ports.obstacles.insert;
    made.ports.put(BLUE, theirs(from, to, { summary: 'Theirs', created: at(created) }));
  };
  const ids = () => made.ports.calendars.get(BLUE)!.map(({ id }) => id);
  return { ...made, ids };
}

describe('a booking for which somebody was quicker', () => {
  const rows: [string, [string, string, string], object, object][] = [
    ['runs now', ['09:50', '10:30', '09:51'], { code: 'ROOM_BUSY', busy_until: at('10:30') }, { busynow: 1 }],
    [
      'was made the day before, and moved',
      ['09:50', '10:30', '00:00'],
      { code: 'ROOM_BUSY' },
      { busynow: 1 },
    ],
    [
      'was made in the same millisecond',
      ['09:52', '11:00', '09:52'],
      { code: 'ROOM_BUSY', busy_until: at('11:00') },
      { busynow: 1 },
    ],
    [
      'begins later',
      ['10:20', '11:00', '09:51'],
      { code: 'NOT_ENOUGH_TIME', available_mins: 35 },
      { busynow: 0, nextevmtg: 'Theirs' },
    ],
  ];
  it.each(rows)('is refused, and gone, where the other meeting %s', async (_, slot, refusal, shown) => {
    const { book, door, ids } = await raced(...slot);
    const response = await book();
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject(refusal);
    expect(ids()).toEqual(['theirs']);
    expect(await door()).toMatchObject(shown);
  });

  it.each<[string, [string, string, string]]>([
    ['was made later', ['09:53', '10:30', '09:53']],
    ['takes another time', ['10:45', '11:00', '09:51']],
  ])('stays where the other %s', async (_, slot) => {
    const { book, door, ids } = await raced(...slot);
    expect((await book()).statusCode).toBe(201);
    expect(ids()).toHaveLength(2);
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Meeting' });
  });

  it('stays where the other takes no room', async () => {
    const { book, ids, ports } = await raced('09:50', '10:30', '09:51');
    ports.obstacles.list = () => {
      delete ports.obstacles.list;
      ports.put(BLUE, theirs('09:50', '10:30', { transparency: 'transparent', created: at('09:51') }));
    };
    expect((await book()).statusCode).toBe(201);
    expect(ids()).toHaveLength(2);
  });

  it('may be asked for again, for the time that is left', async () => {
    const { book, ids } = await raced('10:20', '11:00', '09:51');
    const { available_mins } = refusedWith('NOT_ENOUGH_TIME', await book({ duration_mins: 60 }));
    const duration_mins = Math.floor((available_mins as number) / 15) * 15;
    expect((await book({ duration_mins })).json()).toMatchObject({ end: at('10:15') });
    expect(ids()).toHaveLength(2);
  });
});

describe('two processes on one calendar', () => {
  it('never both book, in whatever order they write and look', async () => {
    const outcomes = new Set<string>();
    for (const [ahead, behind] of [
      ['insert', 'insert'],
      ['insert', 'list'],
      ['list', 'insert'],
    ] as const) {
      for (const lag of [0, 1]) {
        const here = await aDoor();
        const there = await aDoor({ before: here });
        let calls = 0;
        // Each of these calls takes its time: the first one longer, or the second.
        const delay = async () => {
          if (++calls % 2 === lag) for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        };
        Object.assign(here.ports.obstacles, { [ahead]: delay, [behind]: delay });
        const both = await Promise.all([here.book(), there.book()]);
        const booked = both.flatMap((one) => (one.statusCode === 201 ? [one.json().id] : []));
        expect(here.ports.calendars.get(BLUE)!.map(({ id }) => id)).toEqual(booked);
        expect(booked.length).toBeLessThanOrEqual(1);
        outcomes.add(
          both
            .map(({ statusCode }) => statusCode)
            .sort()
            .join(),
        );
      }
    }
    for (const outcome of outcomes) expect(['201,409', '409,409']).toContain(outcome);
  });

  it('give the room to the first where the second comes a millisecond later', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    const first = here.book();
    here.ports.obstacles.list = () => {
      delete here.ports.obstacles.list;
      here.clock.step(1);
    };
    const statuses = [await first, await there.book()].map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([201, 409]);
    expect(await there.door()).toMatchObject({ busynow: 1 });
  });

  it('show the other one’s booking, though Google did not tell of it, once they have tried', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    await here.book({ title: 'Here' });
    await here.clock.advance(1_000);
    expect(refusedWith('ROOM_BUSY', await there.book()).busy_until).toBe(at('10:45'));
    expect(there.building.view('blue_room')?.properties).toMatchObject({ busynow: 1, curevmtg: 'Here' });
  });
});

describe('a booking of which nobody knows how it stands', () => {
  it('is removed where the list after it fails twice, and stays where it fails once', async () => {
    for (const [failures, status] of [
      [2, 502],
      [1, 201],
    ] as const) {
      const { book, ports, door } = await aDoor();
      let left: number = failures;
      ports.obstacles.list = () => (left-- > 0 ? Promise.reject(AWAY) : undefined);
      expect((await book()).statusCode).toBe(status);
      expect(ports.calendars.get(BLUE)).toHaveLength(status === 201 ? 1 : 0);
      expect(await door()).toMatchObject({ busynow: status === 201 ? 1 : 0 });
    }
  });
});
