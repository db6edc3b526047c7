import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { calendarOf, thingOf } from '../../http/a-building.ts';
import { aButton, BUTTON } from './a-button.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const AWAY = new VendorError('iot', 'Arduino IoT Cloud: 503', { status: 503 });
const WHO = `the Thing ${thingOf('blue_room')}`;

/** A meeting of somebody else's, this Monday. */
const meeting = (from: string, to: string) =>
  event('Theirs', `2026-11-23T${from}:00+01:00`, `2026-11-23T${to}:00+01:00`);

describe('a press', () => {
  it('books, says until when, and leaves the button to the next, with one reading of that Thing', async () => {
    const { press, result, action, booked, ports, pressed } = await aButton();
    await press('book 30');
    expect([result(), action(), booked()]).toEqual(['booked until 10:15', '', [[30, WHO]]]);
    expect([ports.count('properties'), ports.count('things')]).toEqual([1, 0]);
    expect(pressed()).toMatchObject([{ text: 'book 30', says: 'booked until 10:15' }]);
  });

  it.each([
    ['book', 'booked until 10:20', [[35, WHO]]],
    ['book 30', 'booked until 10:15', [[30, WHO]]],
    ['book 45', 'free for 35 min only', []],
    ['extend 15', 'no meeting runs', []],
    ['end', 'no meeting runs', []],
    ['checkin', 'no meeting runs', []],
    ['book 500', 'book takes 1 to 480 minutes', []],
    ['open sesame', 'takes book, book 30, extend 15, end, checkin', []],
  ])('%j before a meeting at 10:20: %s', async (text, says, expected) => {
    const { press, result, action, booked } = await aButton({ events: [meeting('10:20', '11:00')] });
    await press(text);
    expect([result(), action()]).toEqual([says, '']);
    expect(booked().filter(([, who]) => who)).toEqual(expected);
  });

  it('is answered before anything else is written or read for the account', async () => {
    const ranks = new Map<unknown, number>();
    const { press, result } = await aButton({
      prepare({ things, clouds }) {
        const { publish } = things;
        things.publish = ({ choose, ...request }) =>
          publish({
            ...request,
            choose() {
              const chosen = choose();
              const written = chosen && clouds.doors.variable(request.thingId, chosen.propertyId);
              if (written) ranks.set(written.variable, request.priority);
              return chosen;
            },
          });
      },
    });
    await press('book 30');
    expect(result()).toBe('booked until 10:15');
    const own = [ranks.get('action'), ranks.get('actionresult')];
    expect(own).toEqual([Math.max(...ranks.values()), Math.max(...ranks.values())]);
    expect(ranks.get('busynow')).toBeLessThan(own[0]!);
  });

  it('extends and ends what was booked so, and books again', async () => {
    const { press, result, booked, clock } = await aButton();
    await press('30');
    await clock.advance(MINUTE_MS);
    await press('extend');
    expect(result()).toBe('extended until 10:30');
    await clock.advance(MINUTE_MS);
    await press('-1');
    expect(result()).toBe('ended');
    await clock.advance(MINUTE_MS);
    await press('book 15');
    expect(result()).toBe('booked until 10:07');
    expect(booked()).toHaveLength(2);
  });

  it('says that somebody has come, where the door asks for it', async () => {
    const events = [meeting('09:45', '11:00')];
    const unasked = await aButton({ events });
    await unasked.press('checkin');
    expect(unasked.result()).toBe('check-in is not wanted here');
    const checkIn = { withinMs: 10 * MINUTE_MS, releases: 'own' as const };
    const asked = await aButton({ events, checkIn });
    await asked.press('checkin');
    expect(asked.result()).toBe('checked in');
    await asked.clock.advance(15 * MINUTE_MS);
    expect(asked.building.view('blue_room')?.occupancy.state).toBe('busy');
  });

  it('ends no meeting that was not booked at a door, unless any may be ended there', async () => {
    const events = [meeting('09:30', '11:00')];
    const ours = await aButton({ events });
    await ours.press('end');
    expect(ours.result()).toBe('that was not booked at this door');
    const anyones = await aButton({ events, mayEnd: 'any' });
    await anyones.press('end');
    expect(anyones.result()).toBe('ended');
  });

  it('says so where the room is busy', async () => {
    const { press, result } = await aButton({ events: [meeting('09:30', '10:40')] });
    await press('book');
    expect(result()).toBe('busy until 10:40');
  });

  it.each(['', ' ', 'N/A', '0'])('%j is none: nothing is written', async (text) => {
    const { press, ports, facts, clock } = await aButton();
    facts.length = 0;
    await press(text);
    await clock.advance(5 * SECOND_MS);
    expect([ports.count('show'), ports.count('properties')]).toEqual([0, 1]);
  });

  it('is done where the Thing can be told nothing: it has no actionresult', async () => {
    const { press, action, booked } = await aButton({ variables: BUTTON.slice(0, -1) });
    await press('book');
    expect([action(), booked()]).toEqual(['', [[60, WHO]]]);
  });
});

describe('presses', () => {
  it('of one Thing follow each other: one that comes meanwhile is not wiped out', async () => {
    const { press, result, action, ports, clock, pressed } = await aButton();
    const door = ports.door(thingOf('blue_room'));
    ports.obstacles.insert = async () => {
      delete ports.obstacles.insert;
      await clock.advance(10);
      door.set('action', 'end');
      await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 600));
    };
    void press('book 30');
    await clock.advance(5 * SECOND_MS);
    expect(pressed().map(({ says }) => says)).toEqual(['booked until 10:15', 'ended']);
    expect([result(), action()]).toEqual(['ended', '']);
  });

  it('and a client of the API: one wins, the other is told the truth', async () => {
    const { press, result, booked, building } = await aButton();
    const request = { type: 'book', id: 'http1', title: 'By HTTP' } as const;
    const [answer] = await Promise.all([building.ask('blue_room', request), press('book 30')]);
    expect(answer).toMatchObject({ type: 'booked' });
    expect([result(), booked()]).toEqual(['busy until 10:45', [[60, undefined]]]);
  });

  it('that are read twice book once, in another process, too, and both answer alike', async () => {
    const one = await aButton({ hasWebhook: false });
    const { ports, clock } = one;
    const two = await aButton({ hasWebhook: false, before: { ports, clock } });
    await one.press('book 30');
    for (const { building } of [one, two]) building.thingWritten(thingOf('blue_room'));
    await clock.advance(10 * SECOND_MS);
    expect([one, two].map(({ pressed }) => pressed().map(({ says }) => says))).toEqual([
      ['booked until 10:15'],
      ['booked until 10:15'],
    ]);
    expect([one.booked(), one.action()]).toEqual([[[30, WHO]], '']);
  });
});

describe('who hears of a press', () => {
  it('hears by the webhook within the instant; what we write ourselves leads to one more look, not to a loop', async () => {
    const { press, result, readings, clock } = await aButton();
    await press('book 30');
    expect([result(), readings()]).toEqual(['booked until 10:15', 1]);
    await clock.advance(2 * SECOND_MS);
    expect(readings()).toBe(2);
    await clock.advance(30 * SECOND_MS);
    expect(readings()).toBe(2);
  });

  it('hears no more once the building has stopped, and leaves no timer', async () => {
    const { building, clock, readings } = await aButton();
    building.stop();
    building.thingWritten(thingOf('blue_room'));
    expect([readings(), clock.pending]).toEqual([0, 0]);
  });

  it('looks at all Things in one request where several were written, and no oftener than it may', async () => {
    const { building, clock, ports, readings } = await aButton();
    for (let time = 0; time < 100; time++) {
      for (const name of ['blue_room', 'red_room', 'attic']) building.thingWritten(thingOf(name));
      await clock.advance(40);
    }
    await clock.advance(SECOND_MS);
    expect(readings()).toBe(11);
    expect(ports.count('properties')).toBeLessThanOrEqual(1);
  });

  it.each([
    ['every poll_seconds where nobody calls', {}, 30],
    ['every poll_seconds where nobody could call', { isCalled: false, hasWebhook: true }, 30],
    ['each minute at the latest where a call is lost', { hasWebhook: true }, 60],
  ])('reads all Things %s', async (_, options, seconds) => {
    const { press, result, clock, ports } = await aButton({ hasWebhook: false, ...options });
    ports.thingCalled = () => undefined;
    await clock.advance(2 * MINUTE_MS);
    ports.calls.length = 0;
    await press('book 30');
    await clock.advance((seconds - 1) * SECOND_MS);
    expect(ports.count('things')).toBe(0);
    await clock.advance(2 * SECOND_MS);
    expect([ports.count('things'), ports.count('properties')]).toEqual([1, 0]);
    expect(result()).toBe('booked until 10:15');
  });

  it('reads all where the one can not be read', async () => {
    const { press, result, ports } = await aButton();
    ports.obstacles.properties = () => {
      throw AWAY;
    };
    await press('book 30');
    expect([result(), ports.count('things')]).toEqual(['booked until 10:15', 1]);
  });
});

describe('a press that nobody could hear', () => {
  it('for more than five minutes is not done', async () => {
    const { press, result, action, booked, clock, building } = await aButton({
      hasWebhook: false,
      prepare: (ports) => {
        ports.obstacles.things = () => {
          throw AWAY;
        };
      },
    });
    await press('book');
    await clock.advance(5 * MINUTE_MS);
    building.stop();
    expect([result(), action(), booked()]).toEqual(['N/A', 'book', []]);
  });

  it.each([
    ['is done after five minutes', 290, 'booked until 10:45', [[60, WHO]]],
    ['is told that it is too late after more', 301, 'too late, press again', []],
  ])('by a service that was down %s', async (_, seconds, says, expected) => {
    const before = await aButton();
    before.building.stop();
    const { ports, clock } = before;
    ports.door(thingOf('blue_room')).set('action', 'book');
    await clock.advance(seconds * SECOND_MS);
    const { result, action, booked } = await aButton({ before: { ports, clock } });
    await clock.advance(2 * SECOND_MS);
    expect([result(), action(), booked()]).toEqual([says, '', expected]);
  });

  it('waits while the room is not known, and is done when it is', async () => {
    let isAway = true;
    const { press, result, action, clock } = await aButton({
      prepare: (ports) => {
        ports.obstacles.list = () => {
          if (isAway) throw new VendorError('calendar', 'away', { status: 503 });
        };
      },
    });
    await press('book 30');
    expect([result(), action()]).toEqual(['N/A', 'book 30']);
    isAway = false;
    await clock.advance(2 * MINUTE_MS);
    expect([result(), action()]).toEqual(['booked until 10:15', '']);
  });
});

describe('what is lost on the way', () => {
  it.each(['actionresult', 'action'])(
    'is written again where %s can not be, and books nothing twice',
    async (which) => {
      const { press, result, action, booked, ports, clock, pressed, facts } = await aButton();
      let left = 3;
      ports.obstacles.show = (of) => {
        if (of.endsWith(` ${which}`) && left-- > 0) throw AWAY;
      };
      await press('book 30');
      await clock.advance(30 * SECOND_MS);
      expect([result(), action(), booked()]).toEqual(['booked until 10:15', '', [[30, WHO]]]);
      expect(pressed()).toHaveLength(1);
      expect(facts.filter(({ type }) => type === 'press.failed')).toHaveLength(3);
    },
  );

  it('is no answer where the room goes: the board is told first', async () => {
    const { building, settings, press, result, action, ports, clock } = await aButton();
    const way = Promise.withResolvers<void>();
    ports.obstacles.show = (of) => (of.endsWith(' actionresult') ? way.promise : undefined);
    await press('book 30');
    const rooms = settings.rooms.filter(({ roomName }) => roomName !== 'blue_room');
    building.change({ ...settings, rooms }, { clearsThings: false });
    await clock.advance(SECOND_MS);
    way.resolve();
    await clock.advance(SECOND_MS);
    expect([result(), action(), building.isChanging]).toEqual(['booked until 10:15', '', false]);
  });

  it.each(['actionresult', 'action'])(
    'with the process that would have written %s, the next one writes, and books nothing twice',
    async (which) => {
      const before = await aButton();
      const { ports, clock } = before;
      ports.obstacles.show = (of) => {
        if (of.endsWith(` ${which}`)) throw AWAY;
      };
      await before.press('book 30');
      before.building.stop();
      ports.obstacles.show = () => undefined;
      const { result, action, booked } = await aButton({ before: { ports, clock } });
      await clock.advance(5 * SECOND_MS);
      expect([result(), action(), booked()]).toEqual(['booked until 10:15', '', [[30, WHO]]]);
    },
  );

  it('is given up where the Thing refuses it, and not tried again and again', async () => {
    const { press, ports, clock, facts } = await aButton();
    ports.obstacles.show = (of) => {
      if (of.endsWith(' action'))
        throw new VendorError('iot', 'not of type', { status: 400, operator: true });
    };
    await press('book 30');
    await clock.advance(10 * MINUTE_MS);
    expect(facts.filter(({ type }) => type === 'press.failed').length).toBeLessThanOrEqual(11);
    expect(ports.calls.filter((call) => call.endsWith(' actionresult')).length).toBeLessThanOrEqual(2);
  });

  it('is an answer of Google: it is asked once more before the board is told to press again', async () => {
    const { press, result, ports, booked, clock } = await aButton();
    let left = 1;
    ports.obstacles.insert = () => {
      if (left-- > 0) throw new VendorError('calendar', 'away', { status: 503 });
    };
    await press('book');
    expect(result()).toBe('N/A');
    await clock.advance(3 * SECOND_MS);
    expect([result(), booked()]).toEqual(['booked until 10:45', [[60, WHO]]]);
  });

  it('is each answer of Google: the board is told so, unless the press is gone by then', async () => {
    const { press, result, ports, clock } = await aButton();
    ports.obstacles.insert = () => {
      throw new VendorError('calendar', 'away', { status: 503 });
    };
    await press('book');
    await clock.advance(3 * SECOND_MS);
    expect(result()).toBe('that failed, press again');
    const door = ports.door(thingOf('blue_room'));
    door.set('actionresult', '');
    await press('book 30');
    door.set('action', '');
    await clock.advance(10 * SECOND_MS);
    expect(result()).toBe('');
  });

  it('is the booking itself: the board is told to press again', async () => {
    const { press, result, ports, booked, clock } = await aButton();
    ports.obstacles.insert = () => {
      throw new VendorError('calendar', 'refused', { status: 403, operator: true });
    };
    await press('book');
    expect([result(), booked()]).toEqual(['that failed, press again', []]);
    delete ports.obstacles.insert;
    await clock.advance(SECOND_MS);
    await press('book');
    expect([result(), booked()]).toEqual(['booked until 10:45', [[60, WHO]]]);
    expect(ports.calls.filter((call) => call === `list ${calendarOf('blue_room')}`).length).toBeLessThan(9);
  });
});
