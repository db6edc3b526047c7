import { describe, expect, it } from 'vitest';
import { nextRefresh } from '../../../src/agenda/schedule.ts';
import type { Fact } from '../../../src/machines/facts.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event } from '../../helpers/events.ts';
import { ADDRESS, aStartedBuilding, type BuildingOptions, calendarOf } from '../../http/a-building.ts';

const SECOND_MS = 1_000;
const BLUE = calendarOf('blue_room');
const STAND_UP = event('Stand-up', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');
const REVIEW = event('Review', '2026-11-23T09:00:00+01:00', '2026-11-23T12:00:00+01:00');

/** A building of one room, and since when what its last look found has been so. */
async function aRoom(options: BuildingOptions = {}) {
  const made = await aStartedBuilding({ names: ['blue_room'], ...options });
  const { building, ports, facts } = made;
  const last = () =>
    facts.findLast((fact): fact is Fact & { type: 'reconciled' } => fact.type === 'reconciled')!;
  const since = () => ({ because: last().because, since: iso(last().since) });
  /** What the relay has published comes back from the topic. */
  const hear = () => building.receive(ports.published.at(-1)!);
  return { ...made, since, hear };
}

function waiting(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(() => resolve(), ms);
  });
}

function iso(instant: number): string {
  return new Date(instant).toISOString().slice(11);
}

describe('since when what a reconcile finds has been so', () => {
  it('is the boundary, however late its timer fires', async () => {
    const { clock, since } = await aRoom({ events: [STAND_UP] });
    clock.jumpTo('2026-11-23T10:00:07+01:00');
    await clock.advance(1);
    expect(since()).toEqual({ because: 'boundary', since: '09:00:00.000Z' });
  });

  it('is the boundary, also where another reconcile comes before its timer', async () => {
    const { building, clock, ports, since } = await aRoom({ events: [STAND_UP] });
    clock.jumpTo('2026-11-23T10:00:07+01:00');
    building.receive({
      room_name: 'blue_room',
      listing: await ports.calendar.list({ calendarId: BLUE }),
    });
    expect(since()).toEqual({ because: 'changed', since: '09:00:00.000Z' });
  });

  it('is the first notification that the list answers, however long the list and its message took', async () => {
    const { building, clock, ports, since, hear } = await aRoom();
    ports.calendars.set(BLUE, [REVIEW]);
    ports.obstacles.list = () => waiting(clock, 3 * SECOND_MS);
    building.notify('blue_room');
    await clock.advance(SECOND_MS);
    building.notify('blue_room');
    await clock.advance(9 * SECOND_MS);
    hear();
    expect(since()).toEqual({ because: 'changed', since: '08:50:00.000Z' });
  });

  it('is not a notification that came after the list was sent: that one waits for its own', async () => {
    const { building, clock, ports, since, hear } = await aRoom();
    await clock.advance(SECOND_MS);
    const sentBefore = await ports.calendar.list({ calendarId: BLUE });
    await clock.advance(SECOND_MS);
    building.notify('blue_room');
    building.receive({ room_name: 'blue_room', listing: sentBefore });
    expect(since()).toEqual({ because: 'changed', since: '08:50:01.000Z' });
    await clock.advance(SECOND_MS);
    hear();
    expect(since()).toEqual({ because: 'changed', since: '08:50:02.000Z' });
  });

  it('is the sending of the list where another process was notified', async () => {
    const { building, clock, ports, since } = await aRoom();
    await clock.advance(SECOND_MS);
    const listing = await ports.calendar.list({ calendarId: BLUE });
    await clock.advance(SECOND_MS);
    building.receive({ room_name: 'blue_room', listing });
    expect(since()).toEqual({ because: 'changed', since: '08:50:01.000Z' });
  });

  it('is the acknowledgement of an insert', async () => {
    const { building, clock, ports, since } = await aRoom();
    ports.obstacles.insert = () => waiting(clock, SECOND_MS);
    void building.ask('blue_room', { type: 'book', id: 'press', title: 'Meeting' });
    await clock.advance(SECOND_MS);
    expect(since()).toEqual({ because: 'booked', since: '08:50:01.000Z' });
  });

  it('is the reconcile itself where nobody announced what it found', async () => {
    const { clock, ports, since } = await aRoom({ address: undefined });
    ports.calendars.set(BLUE, [REVIEW]);
    await clock.advance(30 * SECOND_MS);
    expect(since()).toEqual({ because: 'refresh', since: '08:50:30.000Z' });
  });

  it('is the notification where the hourly refresh finds what its own list did not bring', async () => {
    const { building, clock, ports, since } = await aRoom({ address: ADDRESS });
    ports.calendars.set(BLUE, [REVIEW]);
    ports.obstacles.publish = ports.obstacles.freeBusy = () => deferred<void>().promise;
    building.notify('blue_room');
    await clock.advance(nextRefresh('blue_room', clock.now(), 3_600_000) - clock.now());
    expect(since()).toEqual({ because: 'refresh', since: '08:50:00.000Z' });
  });

  it('is the notification where its list can not be published: the room of this process is told directly', async () => {
    const { building, clock, ports, since } = await aRoom({ address: ADDRESS });
    ports.calendars.set(BLUE, [REVIEW]);
    ports.obstacles.list = () => waiting(clock, 3 * SECOND_MS);
    ports.obstacles.publish = () => Promise.reject(new Error('Pub/Sub is away'));
    building.notify('blue_room');
    await clock.advance(3 * SECOND_MS);
    expect(since()).toEqual({ because: 'changed', since: '08:50:00.000Z' });
  });
});
