import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { calendarOf } from '../a-building.ts';
import { aMeasuredHouse } from '../measured.ts';

const NOT_SHARED = new VendorError('calendar', 'gone', { status: 404, reason: 'notFound', operator: true });

describe('GET /metrics', () => {
  it("is Prometheus' text, with a help and a type for each metric", async () => {
    const { get } = await aMeasuredHouse();
    const response = await get();
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = response.body.trimEnd().split('\n').filter(Boolean);
    for (const line of lines) {
      expect(line).toMatch(/^# (HELP|TYPE) roomcal_\w+ .+$|^roomcal_\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+]+$/);
    }
    const named = (kind: string) =>
      lines.filter((line) => line.startsWith(`# ${kind} `)).map((line) => line.split(' ')[2]);
    expect(named('HELP')).toEqual(named('TYPE'));
    expect(new Set(named('TYPE')).size).toBe(named('TYPE').length);
  });

  it('counts refused notifications, and no others', async () => {
    const { app, ports, value } = await aMeasuredHouse();
    const notify = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/webhook',
        headers: { 'x-goog-resource-state': 'exists', ...headers },
      });
    expect(await value('roomcal_notifications_refused_total')).toBe(0);
    await notify({ 'x-goog-channel-id': 'channel-99', 'x-goog-channel-token': 'token-99' });
    await notify({ 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'guess' });
    await notify({});
    const { id, token, resource_id } = ports.records.get('blue_room')!.record;
    const live = {
      'x-goog-channel-id': id,
      'x-goog-channel-token': token,
      'x-goog-resource-id': resource_id,
    };
    expect((await notify(live)).statusCode).toBe(204);
    expect(await value('roomcal_notifications_refused_total')).toBe(3);
  });

  it('counts rooms by what they are, and says which one fails', async () => {
    const { value, ports, clock } = await aMeasuredHouse({
      prepare: ({ obstacles }) => {
        obstacles.list = (of) => of === calendarOf('blue_room') && Promise.reject(NOT_SHARED);
      },
    });
    const failing = 'roomcal_room_failing{room_name="blue_room",vendor="calendar"}';
    expect(await value('roomcal_rooms{occupancy="unknown",sync="stale"}')).toBe(1);
    expect(await value('roomcal_rooms{occupancy="free",sync="current"}')).toBe(1);
    expect(await value(failing)).toBe(1);
    expect(await value('roomcal_room_failing{room_name="red_room",vendor="calendar"}')).toBeUndefined();
    expect(await value('roomcal_failures_total{vendor="calendar",status="404"}')).toBeGreaterThan(0);
    delete ports.obstacles.list;
    await clock.advance(3_600_000);
    expect(await value(failing)).toBeUndefined();
    expect(await value('roomcal_rooms{occupancy="free",sync="current"}')).toBe(2);
  });

  it('tells how old each agenda is, and until when each channel lives, where there is one', async () => {
    const { building, clock, value } = await aMeasuredHouse();
    await clock.advance(90_000);
    expect(await value('roomcal_room_agenda_age_seconds{room_name="blue_room"}')).toBe(90);
    const expiry = 'roomcal_room_channel_expiry_timestamp_seconds{room_name="blue_room"}';
    expect(await value(expiry)).toBe(Date.parse('2026-11-30T09:50:00+01:00') / 1_000);
    await building.stopWatching('blue_room');
    expect(await value(expiry)).toBeUndefined();
  });

  it('says nothing of the age of what was never listed', async () => {
    const { samples } = await aMeasuredHouse({
      names: ['blue_room'],
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(NOT_SHARED);
      },
    });
    expect(await samples('roomcal_room_agenda_age_seconds')).toEqual({});
  });

  it('counts bookings by how they ended, and those that wait', async () => {
    const { building, ports, clock, samples, value } = await aMeasuredHouse();
    const inserted = Promise.withResolvers<void>();
    ports.obstacles.insert = () => inserted.promise;
    const book = (id: string) => building.ask('blue_room', { type: 'book', id, title: 'Payroll' });
    const bookings = [book('first'), book('second')];
    await clock.advance(0);
    expect(await value('roomcal_queue_length{queue="bookings"}')).toBe(2);
    inserted.resolve();
    await Promise.all(bookings);
    ports.obstacles.insert = () => Promise.reject(new VendorError('calendar', 'away', { status: 503 }));
    await building.ask('red_room', { type: 'book', id: 'third', title: 'Payroll' });
    expect(await samples('roomcal_bookings_total')).toEqual({
      'roomcal_bookings_total{outcome="booked"}': 1,
      'roomcal_bookings_total{outcome="ROOM_BUSY"}': 1,
      'roomcal_bookings_total{outcome="failed"}': 1,
    });
    expect(await value('roomcal_queue_length{queue="bookings"}')).toBe(0);
  });

  it('counts calls by vendor, call and status, with how long they took', async () => {
    const { metrics, samples, value } = await aMeasuredHouse();
    const calendar = metrics.of('calendar');
    calendar.called('list', 200, 30);
    calendar.called('list', 200, 40);
    metrics.of('iot').called('publish', undefined, 10_000);
    const name = 'roomcal_vendor_call_duration_seconds';
    expect(await samples(`${name}_count`)).toEqual({
      [`${name}_count{vendor="calendar",call="list",status="200"}`]: 2,
      [`${name}_count{vendor="iot",call="publish",status="none"}`]: 1,
    });
    expect(await value(`${name}_sum{vendor="calendar",call="list",status="200"}`)).toBeCloseTo(0.07);
  });

  it('measures queues when it is asked', async () => {
    const { metrics, value } = await aMeasuredHouse();
    let length = 3;
    metrics.of('iot').queue('iot', () => length);
    expect(await value('roomcal_queue_length{queue="iot"}')).toBe(3);
    length = 0;
    expect(await value('roomcal_queue_length{queue="iot"}')).toBe(0);
  });

  it('tells nobody what meetings are called, where a calendar lies, or a secret', async () => {
    const payroll = event('Payroll', '2026-11-23T09:00:00+01:00', '2026-11-23T10:30:00+01:00');
    const { app, building, clock, get, ports } = await aMeasuredHouse({ events: [payroll] });
    await building.ask('blue_room', { type: 'book', id: 'press', title: 'Payroll' });
    await clock.advanceTo('2026-11-23T11:00:00+01:00');
    await app.inject(`/meetings/Payroll?client_id=arduino-client&token=arduino-secret`);
    const { body } = await get();
    expect(body).toContain('blue_room');
    expect(body).not.toMatch(/Payroll|@|arduino-(secret|client)|token-\d|channel-\d|https?:/);
    expect(body).not.toContain(ports.records.get('blue_room')!.record.resource_id);
  });

  it('counts missed pushes', async () => {
    const { metrics, value } = await aMeasuredHouse();
    metrics.fact({ room_name: 'blue_room', type: 'push.missed', inARow: 1 });
    expect(await value('roomcal_pushes_missed_total')).toBe(1);
  });
});
