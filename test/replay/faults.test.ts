import { beforeEach, describe, expect, it } from 'vitest';
import { Clouds } from '../../src/replay/clouds.ts';
import { faultsOf } from '../../src/replay/day-faults.ts';
import type { Fault as DayFault } from '../../src/replay/day-shape.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { Faults } from '../../src/stand-ins/faults.ts';
import { meeting } from './a-day.ts';

const ROOM = 'blue_room';
const FROM = '2026-11-23T08:00:00+01:00';

let clock: SimulatedClock;
let faults: Faults;
let clouds: Clouds;
let ports: ReturnType<Clouds['portsOf']>;
let pushed: string[];

beforeEach(() => {
  clock = new SimulatedClock(FROM);
  faults = new Faults(clock);
  pushed = [];
  const nothing = () => undefined;
  clouds = new Clouds({
    ...{ clock, faults, config: {}, called: nothing, wrote: nothing, shown: nothing, publishing: nothing },
    post: ({ state }) => {
      pushed.push(`${(clock.now() - Date.parse(FROM)) / 1_000} ${state}`);
      return 204;
    },
  });
  clouds.calendars.add(ROOM, 'Europe/Rome', [meeting('there', '10:00', '11:00')]);
  clouds.doors.add(ROOM, ['busynow']);
  const arrive = (answer: () => void) => answer();
  ports = clouds.portsOf({
    ...{
      name: 'a',
      id: 'a1',
      clock,
      machine: clock,
      arrive,
      hears: true,
      answered: nothing,
      skewMs: () => 0,
    },
  });
});

function begin(fault: Omit<DayFault, 'for_mins'>): void {
  for (const one of faultsOf({ ...fault, for_mins: 1 }, clock.now(), 1)) faults.begin(one);
}

/** What a call comes to, how long that takes in seconds, and what `isDone` says then and five minutes later. */
async function outcomeOf(call: Promise<unknown>, isDone: () => boolean) {
  let outcome: unknown = 'nothing';
  let took = 0;
  void call.then(
    () => {
      outcome = 'ok';
      took = clock.now() - Date.parse(FROM);
    },
    ({ status = 'no answer' }) => {
      outcome = status;
      took = clock.now() - Date.parse(FROM);
    },
  );
  for (let second = 0; second < 60 && outcome === 'nothing'; second++) await clock.advance(1_000);
  const done = isDone();
  await clock.advance(300_000);
  return [outcome, took / 1_000, done, isDone()];
}

const isInserted = () => clouds.calendars.eventsOf(ROOM).some(({ id }) => id === 'second');

describe('a call of Google Calendar', () => {
  it.each([
    [{}, 'ok', 0, true, true],
    [{ calendar: 503 }, 503, 0, false, false],
    [{ calendar: 503, after_effect: true }, 503, 0, true, true],
    [{ calendar: 'drop' }, 'no answer', 0, false, false],
    [{ calendar: 'unanswered' }, 'no answer', 0, true, true],
    [{ calendar: 'hang' }, 'no answer', 10, false, false],
    [{ calendar: 'late', delay_ms: 30_000 }, 'no answer', 10, false, true],
    [{ calendar: 'slow', delay_ms: 4_000 }, 'ok', 4, true, true],
    [{ calendar: 'slow', delay_ms: 40_000 }, 'no answer', 10, undefined, true],
    [{ calendar: 503, call: 'patch' }, 'ok', 0, true, true],
    [{ calendar: 503, call: 'insert', room_name: ROOM, process: 'a' }, 503, 0, false, false],
    [{ calendar: 503, room_name: 'red_room' }, 'ok', 0, true, true],
    [{ calendar: 503, process: 'b' }, 'ok', 0, true, true],
    [{ iot: 503 }, 'ok', 0, true, true],
  ] as const)('%j: %s after %i s, done then %s, later %s', async (fault, outcome, took, done, later) => {
    if (Object.keys(fault).length > 0) begin(fault as DayFault);
    const insert = ports.calendar.insert(ROOM, meeting('second', '12:00', '13:00'));
    const found = await outcomeOf(insert, isInserted);
    expect(found).toEqual([outcome, took, done ?? expect.any(Boolean), later]);
  });

  it('is refused as the sandbox refuses it, in the words of the adapter', async () => {
    await expect(ports.calendar.insert(ROOM, meeting('there', '12:00', '13:00'))).rejects.toMatchObject({
      ...{ vendor: 'calendar', status: 409, reason: 'duplicate', operator: true },
      message: 'Google Calendar: 409 duplicate: The requested identifier already exists.',
    });
    await expect(ports.calendar.patch(ROOM, 'there', { summary: 'x' }, '"1"')).rejects.toMatchObject({
      ...{ status: 412, reason: 'conditionNotMet' },
    });
    expect(await ports.calendar.get(ROOM, 'never')).toBeUndefined();
  });

  it('is made once more where only the token was refused', async () => {
    begin({ calendar: 401, rate: 0.5 });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () =>
        ports.calendar.get(ROOM, 'there').then(
          () => 'ok',
          ({ status }) => status,
        ),
      ),
    );
    const refused = outcomes.filter((one) => one === 401).length;
    expect(refused).toBeGreaterThan(2);
    expect(refused).toBeLessThan(18);
  });

  it('lists what was there a while ago', async () => {
    await clock.advance(60_000);
    await ports.calendar.insert(ROOM, meeting('second', '12:00', '13:00'));
    await ports.calendar.remove(ROOM, 'there');
    await clock.advance(5_000);
    const ids = async () => (await ports.calendar.list({ calendarId: ROOM })).events.map(({ id }) => id);
    expect(await ids()).toEqual(['second']);
    begin({ calendar: 'lag', delay_ms: 20_000 });
    expect(await ids()).toEqual(['there']);
  });

  it('is hit as often as the rate says, the same calls each time', async () => {
    const struck = async () => {
      begin({ calendar: 503, rate: 0.3 });
      const all = Array.from({ length: 100 }, () =>
        ports.calendar.get(ROOM, 'there').then(
          () => 1,
          () => 0,
        ),
      );
      return (await Promise.all(all)).join('');
    };
    const first = await struck();
    const hits = first.split('0').length - 1;
    expect(hits).toBeGreaterThan(15);
    expect(hits).toBeLessThan(45);
  });
});

describe('a publish', () => {
  const shown = () => clouds.doors.of(ROOM).get('busynow');
  const publish = async () => {
    const things = ports.thingsOf(undefined);
    const [thing] = await things.read();
    const choose = () => ({ propertyId: thing!.properties.get('busynow')!.id, value: 1 });
    return things.publish({
      thingId: thing!.id,
      priority: 1,
      choose,
      signal: new AbortController().signal,
    });
  };

  it.each([
    [{}, 'ok', 1],
    [{ iot: 500, call: 'publish' }, 500, 'N/A'],
    [{ iot: 'unanswered', call: 'publish' }, 'no answer', 1],
    [{ iot: 'lose', call: 'publish' }, 'ok', 'N/A'],
  ] as const)('%j: %s, and the door shows %s', async (fault, outcome, value) => {
    if (Object.keys(fault).length > 0) begin(fault as DayFault);
    const [found] = await outcomeOf(publish(), () => true);
    expect([found, shown()]).toEqual([outcome, value]);
  });
});

describe('a notification', () => {
  beforeEach(async () => {
    await ports.calendar.watch(
      ROOM,
      { id: 'channel', token: 'token' },
      'https://roomcal.example.org/webhook',
    );
    pushed.length = 0;
  });

  it.each([
    [{}, ['0 exists']],
    [{ push: 'drop' }, []],
    [{ push: 'late', delay_ms: 7_000 }, ['7 exists']],
    [{ push: 'duplicate', delay_ms: 3_000 }, ['0 exists', '3 exists']],
    [{ push: 'reorder', delay_ms: 2_000 }, ['2 exists']],
  ] as const)('%j', async (fault, arrived) => {
    if (Object.keys(fault).length > 0) begin(fault as DayFault);
    clouds.calendars.put(ROOM, meeting('second', '12:00', '13:00'));
    await clock.advance(60_000);
    expect(pushed).toEqual(arrived);
  });

  it('comes no more where Google has forgotten the channel', () => {
    expect(clouds.pushes.liveChannels(ROOM)).toEqual(['channel']);
    clouds.pushes.forget(ROOM);
    clouds.calendars.put(ROOM, meeting('second', '12:00', '13:00'));
    expect([pushed, clouds.pushes.liveChannels(ROOM)]).toEqual([[], []]);
  });
});

describe('a message', () => {
  const listing = { events: [], timeZone: 'Europe/Rome', asOf: Date.parse(FROM), complete: true };
  let heard: string[];

  beforeEach(() => {
    heard = [];
    ports.events.subscribe(
      ({ room_name }) => heard.push(`${(clock.now() - Date.parse(FROM)) / 1_000} ${room_name}`),
      () => undefined,
    );
  });

  async function publish(...rooms: string[]) {
    for (const room_name of rooms) await ports.events.publish({ room_name, listing }).catch(() => undefined);
    await clock.advance(60_000);
    return heard;
  }

  it.each([
    [{}, ['0 red', '0 blue', '0 red']],
    [{ pubsub: 14 }, []],
    [{ pubsub: 'unanswered' }, ['0 red', '0 blue', '0 red']],
    [{ pubsub: 'duplicate', delay_ms: 4_000, room_name: 'blue' }, ['0 red', '0 blue', '0 red', '4 blue']],
    // What is behind one of the same room waits with it.
    [{ pubsub: 'late', delay_ms: 5_000, room_name: 'red' }, ['0 blue', '5 red', '10 red']],
  ] as const)('%j', async (fault, arrived) => {
    if (Object.keys(fault).length > 0) begin(fault as DayFault);
    expect(await publish('red', 'blue', 'red')).toEqual(arrived);
  });

  it('waits while the stream is away', async () => {
    begin({ pubsub: 'away' });
    expect(await publish('red')).toEqual([]);
    clouds.topic.stream(undefined, false);
    expect(heard).toEqual(['60 red']);
  });
});
