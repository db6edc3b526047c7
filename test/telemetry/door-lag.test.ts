import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import { event } from '../helpers/events.ts';
import { type BuildingOptions, calendarOf, thingOf } from '../http/a-building.ts';
import { aMeasuredHouse } from '../http/measured.ts';

const SECOND_MS = 1_000;
const BLUE = calendarOf('blue_room');
const STAND_UP = event('Stand-up', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');
const REVIEW = event('Review', '2026-11-23T09:00:00+01:00', '2026-11-23T12:00:00+01:00');

/** A house of one room; `lag` gives how many publishes were measured for a cause, and their lags' sum in s. */
async function aRoom(options: BuildingOptions = {}) {
  const made = await aMeasuredHouse({ names: ['blue_room'], ...options });
  const lag = async (because: string) => ({
    count: await made.value(`roomcal_door_lag_seconds_count{because="${because}"}`),
    sum: await made.value(`roomcal_door_lag_seconds_sum{because="${because}"}`),
  });
  const causes = async () =>
    Object.keys(await made.samples('roomcal_door_lag_seconds_count')).map(
      (sample) => sample.match(/because="(\w+)"/)![1],
    );
  /** Each publish takes so long. */
  const slow = (ms: number) => {
    made.ports.obstacles.show = () => waiting(made.clock, ms);
  };
  return { ...made, lag, causes, slow };
}

function waiting(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(() => resolve(), ms);
  });
}

describe('door lag', () => {
  it('leaves out what a room wants first: since when that has been so, nobody knows', async () => {
    const { shown, causes } = await aRoom({ events: [REVIEW] });
    expect(shown('blue_room').get('curevmtg')).toBe('Review');
    expect(await causes()).toEqual([]);
  });

  it('is measured from the boundary, for each variable that it changes', async () => {
    const { clock, lag, causes, slow } = await aRoom({ events: [STAND_UP] });
    slow(SECOND_MS);
    await clock.advanceTo('2026-11-23T10:00:20+01:00');
    // One after the other: 1 + 2 + … + 9 s.
    const { count, sum } = await lag('boundary');
    expect(count).toBe(9);
    expect(sum).toBe(45);
    expect(await causes()).toEqual(['boundary']);
  });

  it('is measured from the boundary, however late its timer fires', async () => {
    const { clock, value } = await aRoom({ events: [STAND_UP] });
    clock.jumpTo('2026-11-23T10:00:07+01:00');
    await clock.advance(1);
    expect(await value('roomcal_door_lag_seconds_bucket{le="5",because="boundary"}')).toBe(0);
    expect(await value('roomcal_door_lag_seconds_bucket{le="10",because="boundary"}')).toBe(9);
  });

  it('is measured from the notification, through list, topic and queue', async () => {
    const { building, clock, ports, lag } = await aRoom();
    ports.calendars.set(BLUE, [REVIEW]);
    building.notify('blue_room');
    await clock.advance(2 * SECOND_MS);
    building.receive(ports.published.at(-1)!);
    await clock.advance(0);
    expect(await lag('changed')).toEqual({ count: 5, sum: 10 });
  });

  it('is measured from the acknowledged insert', async () => {
    const { building, clock, ports, lag, slow } = await aRoom();
    ports.obstacles.insert = () => waiting(clock, SECOND_MS);
    slow(100);
    void building.ask('blue_room', { type: 'book', id: 'press', title: 'Huddle' });
    await clock.advance(5 * SECOND_MS);
    const { count, sum } = await lag('booked');
    expect(count).toBe(5);
    expect(sum).toBeCloseTo(1.5);
  });

  it('grows while the Thing can not be written', async () => {
    const { clock, ports, value } = await aRoom({ events: [STAND_UP] });
    ports.obstacles.show = () => Promise.reject(new Error('Arduino is away'));
    await clock.advanceTo('2026-11-23T10:10:00+01:00');
    delete ports.obstacles.show;
    await clock.advance(70 * SECOND_MS);
    expect(await value('roomcal_door_lag_seconds_count{because="boundary"}')).toBe(9);
    expect(await value('roomcal_door_lag_seconds_bucket{le="600",because="boundary"}')).toBe(0);
  });

  it('counts from the first of two looks that wanted the same, and from the second where it wanted another', async () => {
    const { building, clock, ports, lag, slow } = await aRoom({ events: [STAND_UP] });
    slow(10 * SECOND_MS);
    await clock.advanceTo('2026-11-23T10:00:05+01:00');
    ports.calendars.set(BLUE, [{ ...STAND_UP, summary: 'Moved' }]);
    building.notify('blue_room');
    await clock.advance(0);
    building.receive(ports.published.at(-1)!);
    await clock.advance(120 * SECOND_MS);
    // `busynow` at 10:00:10 and so on; the title alone counts from the notification.
    expect((await lag('changed')).count).toBe(1);
    expect(await lag('changed')).toEqual({ count: 1, sum: 15 });
    expect((await lag('boundary')).count).toBe(8);
  });

  it('is not of what somebody else has written to the Thing, nor of a Thing that was made anew', async () => {
    const { clock, ports, shown, samples } = await aRoom({ events: [STAND_UP] });
    await clock.advanceTo('2026-11-23T10:40:00+01:00');
    const before = await samples('roomcal_door_lag_seconds');
    ports.makeThing(thingOf('blue_room'));
    await clock.advance(3_600 * SECOND_MS);
    expect(shown('blue_room').get('curevmtg')).toBe('Free all day');
    expect(await samples('roomcal_door_lag_seconds')).toEqual(before);
  });

  it('is not of a variable that the Thing was given later', async () => {
    const { clock, ports, shown, lag } = await aRoom({
      events: [STAND_UP],
      prepare: (ports) => ports.makeThing(thingOf('blue_room'), ['busynow']),
    });
    await clock.advanceTo('2026-11-23T10:00:00+01:00');
    expect(await lag('boundary')).toEqual({ count: 1, sum: 0 });
    ports.clouds.doors.give(thingOf('blue_room'), ['nextevmtg']);
    shown('blue_room').set('nextevmtg', 'Tea');
    await clock.advance(3_600 * SECOND_MS);
    expect(shown('blue_room').get('nextevmtg')).toBe('');
    expect(await lag('boundary')).toEqual({ count: 2, sum: 0 });
  });

  it('is also of a Thing that names its titles as they were named earlier', async () => {
    const { clock, lag } = await aRoom({
      events: [STAND_UP],
      prepare: (ports) => ports.makeThing(thingOf('blue_room'), ['busynow', 'curevmsg']),
    });
    await clock.advanceTo('2026-11-23T10:00:00+01:00');
    expect((await lag('boundary')).count).toBe(2);
  });
});
