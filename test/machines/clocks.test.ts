import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import { event } from '../helpers/events.ts';
import { ADDRESS, calendarOf } from '../http/a-building.ts';
import { aQuietBuilding } from './a-quiet-building.ts';
import { aButton } from './press/a-button.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
const BLUE = calendarOf('blue_room');
const BOOK = { type: 'book', id: 'ours1', title: 'Chat' } as const;
const AT_ELEVEN = event('at eleven', '2026-11-23T11:00:00+01:00', '2026-11-23T12:00:00+01:00');
const AT_ONE = event('at one', '2026-11-23T13:00:00+01:00', '2026-11-23T14:00:00+01:00');
const ALL_MORNING = event('all morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const DOWN = new VendorError('calendar', 'down', { status: 503 });
/** How long a change of the clock goes unnoticed. */
const NOTICED_MS = 10 * SECOND_MS;

const day = (time: string) => Date.parse(`2026-11-23T${time}:00+01:00`);

/** A building that can sleep until an instant: its timers do not run meanwhile. */
async function aSleeper(options: Parameters<typeof aQuietBuilding>[0] = {}) {
  const made = await aQuietBuilding(options);
  const { clock, ports } = made;
  // Not when it has just been looked at.
  await clock.advance(33 * SECOND_MS);
  const sleepUntil = async (instant: number) => {
    ports.time.sleptMs += instant - ports.ourNow();
    await clock.advance(NOTICED_MS);
    await made.building.settled();
  };
  return { ...made, sleepUntil };
}

describe('a machine that slept', () => {
  it('over the beginning of a meeting shows it within ten seconds', async () => {
    const { sleepUntil, door } = await aSleeper({ events: [AT_ELEVEN] });
    await sleepUntil(day('11:20'));
    expect(door()).toBe(1);
  });

  it('over the end of a meeting shows that, too, while Google is away', async () => {
    const { clock, ports, sleepUntil, door } = await aSleeper({ events: [AT_ELEVEN] });
    await clock.advanceTo('2026-11-23T11:00:33+01:00');
    expect(door()).toBe(1);
    ports.obstacles.list = ports.obstacles.freeBusy = () => Promise.reject(DOWN);
    await sleepUntil(day('12:30'));
    expect(door()).toBe(0);
  });

  it('sweeps all rooms once Google has told what time it is', async () => {
    const { building, ports, clock, door } = await aQuietBuilding();
    await clock.advance(SECOND_MS);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    building.clockMoved();
    await clock.advance(SECOND_MS);
    expect(door()).toBe(1);
  });

  it('sweeps all rooms: it has heard nothing meanwhile', async () => {
    const { ports, sleepUntil, door } = await aSleeper();
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await sleepUntil(day('09:58'));
    expect(door()).toBe(1);
  });

  it('over the renewal of a channel renews it', async () => {
    const { building, sleepUntil } = await aSleeper({ names: ['blue_room'] });
    await sleepUntil(Date.parse('2026-11-29T09:58:00+01:00'));
    expect(building.channel('channel-2')).toMatchObject({ roomName: 'blue_room' });
  });

  it('has each room listed that was to be listed meanwhile', async () => {
    const { lists, sleepUntil } = await aSleeper();
    await sleepUntil(day('15:00'));
    expect([lists('blue_room'), lists('red_room')]).toEqual([1, 1]);
  });

  it('takes back at once what another process has left a minute ago', async () => {
    const { building, clock, ports, sleepUntil } = await aSleeper({
      names: ['blue_room'],
      address: undefined,
    });
    ports.put(BLUE, {
      ...event('left', '2026-11-23T09:45:00+01:00', '2026-11-23T12:45:00+01:00'),
      extendedProperties: { private: { roomcal: 'instant', roomcal_pending: 'there.1' } },
    });
    await clock.advance(30 * SECOND_MS);
    expect(building.view('blue_room')?.occupancy.state).toBe('busy');
    await sleepUntil(day('09:58'));
    expect(ports.event(BLUE, 'left')).toBeUndefined();
  });

  it('is not busy for one where timers are a little late', async () => {
    const { clock, ports, facts } = await aSleeper();
    const looks = () => facts.filter(({ type }) => type === 'reconciled').length;
    const before = looks();
    for (let late = 0; late < 20; late++) {
      await clock.advance(9 * SECOND_MS);
      ports.time.sleptMs += 900;
    }
    await clock.advance(0);
    expect([looks(), ports.count('list')]).toEqual([before, 0]);
  });
});

describe('a clock that is set while a meeting runs', () => {
  it('makes no door say free, where Google tells what time it is', async () => {
    const running = event('running', '2026-11-23T09:30:00+01:00', '2026-11-23T10:30:00+01:00');
    const { building, clock, ports, door } = await aQuietBuilding({
      names: ['blue_room'],
      events: [running],
    });
    expect(door()).toBe(1);
    ports.time.aheadMs = HOUR_MS;
    ports.obstacles.freeBusy = async () => {
      delete ports.obstacles.freeBusy;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 200));
      // As its answer does.
      ports.time.aheadMs = 0;
      building.clockMoved();
    };
    await clock.advance(NOTICED_MS + 2 * SECOND_MS);
    expect(ports.count('freeBusy')).toBeGreaterThan(0);
    expect(ports.count('show')).toBe(0);
  });
});

/** A building whose clock is an hour ahead from the beginning, and is set right after five minutes. */
async function setBack(
  during: (made: Awaited<ReturnType<typeof aQuietBuilding>>) => unknown = () => undefined,
) {
  const made = await aQuietBuilding({
    names: ['blue_room'],
    address: ADDRESS,
    prepare: ({ time }) => {
      time.aheadMs = HOUR_MS;
    },
  });
  const { clock, ports } = made;
  await clock.advance(5 * MINUTE_MS + 3 * SECOND_MS);
  await during(made);
  ports.time.aheadMs = 0;
  await clock.advance(NOTICED_MS);
  await made.building.settled();
  return made;
}

describe('a clock that was an hour ahead, and is set back', () => {
  it('leaves no agenda that passes over what sweeps find', async () => {
    const { clock, ports, door } = await setBack();
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(5 * MINUTE_MS);
    expect(door()).toBe(1);
  });

  it('leaves no agenda that is newer than a message', async () => {
    const { building, clock, ports, door } = await setBack();
    ports.calendars.set(BLUE, [ALL_MORNING]);
    building.notify('blue_room');
    await clock.advance(SECOND_MS);
    building.receive(ports.published.at(-1)!);
    await building.settled();
    expect(door()).toBe(1);
  });

  it('has the room listed within the hour, as ever', async () => {
    const { clock, lists } = await setBack();
    const before = lists();
    await clock.advance(HOUR_MS);
    expect(lists()).toBeGreaterThan(before);
  });

  it('keeps no meeting off the door that was removed then, and that somebody has brought back since', async () => {
    const { building, clock, ports } = await setBack(async ({ building, ports }) => {
      ports.put(BLUE, { ...AT_ONE, extendedProperties: { private: { roomcal: 'instant' } } });
      expect(await building.ask('blue_room', { type: 'end', id: 'end1', eventId: 'at one' })).toEqual({
        type: 'ended',
      });
    });
    ports.put(BLUE, AT_ONE);
    await clock.advance(MINUTE_MS);
    building.notify('blue_room');
    await clock.advance(SECOND_MS);
    building.receive(ports.published.at(-1)!);
    expect(building.view('blue_room')?.occupancy.next?.id).toBe('at one');
  });

  it('lets no removal wait for an hour that could not be made then', async () => {
    const { clock, ports } = await setBack(async ({ building, ports }) => {
      ports.obstacles.insert = () => {
        delete ports.obstacles.insert;
        ports.put(
          BLUE,
          event('theirs', '2026-11-23T10:50:00+01:00', '2026-11-23T11:30:00+01:00', {
            created: '2026-11-22T12:00:00Z',
          }),
        );
      };
      ports.obstacles.remove = () => Promise.reject(DOWN);
      expect(await building.ask('blue_room', BOOK)).toMatchObject({ type: 'refused' });
      delete ports.obstacles.remove;
    });
    await clock.advance(MINUTE_MS);
    expect(ports.event(BLUE, 'ours1')).toBeUndefined();
  });

  it('lets nobody book what was busy meanwhile, and nobody has told of', async () => {
    const { building, ports } = await setBack();
    const half = event('theirs', '2026-11-23T09:30:00+01:00', '2026-11-23T10:30:00+01:00', {
      created: '2026-11-22T12:00:00Z',
    });
    ports.calendars.set(BLUE, [half]);
    expect(await building.ask('blue_room', BOOK)).toMatchObject({
      type: 'refused',
      refusal: { code: 'ROOM_BUSY', busyUntil: day('10:30') },
    });
    expect(ports.calendars.get(BLUE)?.map(({ id }) => id)).toEqual(['theirs']);
  });

  it('leaves no Thing in doubt for an hour, whose last write got no answer', async () => {
    const { building, clock, door, ports } = await setBack(async ({ building, clock, ports }) => {
      const publish = ports.things.publish;
      ports.things.publish = async (request) => {
        await publish(request);
        ports.things.publish = publish;
        throw new VendorError('iot', 'no answer');
      };
      ports.obstacles.things = () => Promise.reject(new VendorError('iot', 'slower', { status: 429 }));
      building.receive({
        room_name: 'blue_room',
        listing: { events: [ALL_MORNING], timeZone: 'Europe/Rome', asOf: ports.ourNow(), complete: true },
      });
      await clock.advance(SECOND_MS);
    });
    delete ports.obstacles.things;
    await clock.advance(2 * MINUTE_MS);
    expect(building.status('blue_room').thingState).toBe('settled');
    expect(door()).toBe(building.view('blue_room')?.properties?.busynow);
  });

  it('hides nothing of what a board pushes over what was written then', async () => {
    const { building, clock, shown, door } = await setBack(async ({ building, ports }) => {
      building.receive({
        room_name: 'blue_room',
        listing: { events: [ALL_MORNING], timeZone: 'Europe/Rome', asOf: ports.ourNow(), complete: true },
      });
      await building.settled();
    });
    await clock.advance(2 * MINUTE_MS);
    const wanted = building.view('blue_room')?.properties?.busynow;
    shown('blue_room').set('busynow', wanted === 1 ? 0 : 1);
    await clock.advance(MINUTE_MS);
    await building.settled();
    expect(door()).toBe(wanted);
  });

  it('lets no press wait for an hour until it is heard', async () => {
    const { clock, ports, press, pressed } = await aButton({
      prepare: ({ time }) => {
        time.aheadMs = HOUR_MS;
      },
    });
    await clock.advance(MINUTE_MS + SECOND_MS);
    ports.time.aheadMs = 0;
    await clock.advance(NOTICED_MS + SECOND_MS);
    await press('book');
    expect(pressed()).toMatchObject([{ answer: { type: 'booked' } }]);
  });

  it('keeps no failure of then from being tried again', async () => {
    const { building, clock } = await setBack(async ({ building, clock, ports }) => {
      ports.obstacles.list = () =>
        Promise.reject(new VendorError('calendar', 'no', { status: 403, operator: true }));
      await clock.advance(30 * MINUTE_MS);
      expect(building.state('blue_room').sync).toBe('stale');
      delete ports.obstacles.list;
    });
    await clock.advance(10 * MINUTE_MS + NOTICED_MS);
    expect(building.state('blue_room').sync).toBe('current');
  });
});
