import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/telemetry/metric-text.ts';

describe("the metrics' text", () => {
  it.each([0, 1, 499, 500, 501, 1_700])(
    'is as prom-client writes it, with %i series of a gauge',
    async (count) => {
      const registry = new Registry();
      const registers = [registry];
      const gauge = new Gauge({
        name: 'age_seconds',
        help: 'how "old"',
        labelNames: ['room_name'],
        registers,
      });
      for (let room = 0; room < count; room++) gauge.set({ room_name: `ro"om\n${room}` }, room / 3);
      new Gauge({ name: 'valid', help: 'without labels', registers }).set(1);
      new Counter({ name: 'calls_total', help: 'calls', registers }).inc(3);
      new Histogram({
        name: 'lag_seconds',
        help: 'lag',
        labelNames: ['because'],
        buckets: [1, 5],
        registers,
      }).observe({ because: 'changed' }, 2);
      expect(await textOf(registry)).toBe(await registry.metrics());
    },
  );

  it('leaves the event loop to others while thousands of series are written', async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'age', help: 'age', labelNames: ['room_name'], registers: [registry] });
    for (let room = 0; room < 5_000; room++) gauge.set({ room_name: `room${room}` }, room);
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await textOf(registry);
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(10);
  });
});
