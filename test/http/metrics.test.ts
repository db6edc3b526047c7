import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import { meter } from '../../src/metrics.ts';
import { aHouse, BASIC, type BuildingOptions, calendarOf } from './a-building.ts';

const NOT_SHARED = new VendorError('calendar', 'gone', { status: 404, reason: 'notFound', operator: true });

/** A house whose building is measured; `value` is a sample's, `name{label="…"}` as Prometheus writes it. */
async function open(options: BuildingOptions = {}) {
  const made = await aHouse(options);
  const metrics = meter();
  made.house.metrics = metrics;
  metrics.observe(made.building);
  for (const fact of made.facts) metrics.fact(fact);
  const get = () => made.app.inject({ url: '/metrics', headers: BASIC });
  const value = async (sample: string) => {
    const line = (await get()).body.split('\n').find((one) => one.startsWith(`${sample} `));
    return line === undefined ? undefined : Number(line.slice(sample.length + 1));
  };
  return { ...made, get, value };
}

describe('GET /metrics', () => {
  it("is Prometheus' text, with a help and a type for each metric", async () => {
    const { get } = await open();
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
    const { app, ports, value } = await open();
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
    const { value, ports, clock } = await open({
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

  it('counts missed pushes', async () => {
    const { house, value } = await open();
    const metrics = meter();
    house.metrics = metrics;
    metrics.fact({ room_name: 'blue_room', type: 'push.missed', inARow: 1 });
    expect(await value('roomcal_pushes_missed_total')).toBe(1);
  });
});
