import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import { textOf } from '../../src/telemetry/metric-text.ts';
import { roomGauges } from '../../src/telemetry/room-gauges.ts';

/** Gauges of rooms as `statusOf` has them; `samples` are what is measured of them now. */
function gaugesOf(names: string[], statusOf: (roomName: string) => object = () => ({})) {
  const registry = new Registry();
  const gauges = roomGauges(registry);
  const gone = new Set<string>();
  const building = {
    roomNames: () => names,
    has: (roomName: string) => !gone.has(roomName),
    status: (roomName: string) => {
      if (gone.has(roomName)) throw new Error(`${roomName} is gone`);
      return { state: { occupancy: 'free', sync: 'current' }, channel: {}, ...statusOf(roomName) };
    },
  };
  const samples = async () => {
    await gauges.measure(building as never);
    const text = await textOf(registry);
    gauges.forget();
    return text.split('\n').filter((line) => line && !line.startsWith('#'));
  };
  return { samples, gone };
}

const FREE = 'roomcal_rooms{occupancy="free",sync="current"}';

describe('what is measured of rooms', () => {
  it('says what is wrong with one, and who fails, as long as that is so', async () => {
    let status: object = { zoneIsUnknown: true, failure: new VendorError('iot', 'away') };
    const { samples } = gaugesOf(['attic'], () => status);
    expect(await samples()).toEqual([
      `${FREE} 1`,
      'roomcal_room_failing{room_name="attic",vendor="iot"} 1',
      'roomcal_zone_unknown{room_name="attic"} 1',
    ]);
    status = { failure: new Error('a mistake of ours') };
    expect(await samples()).toEqual([
      `${FREE} 1`,
      'roomcal_room_failing{room_name="attic",vendor="roomcal"} 1',
    ]);
    status = {};
    expect(await samples()).toEqual([`${FREE} 1`]);
  });

  it('leaves the event loop to others, and leaves out a room that goes meanwhile', async () => {
    const names = Array.from({ length: 200 }, (_, number) => `room ${number}`);
    const { samples, gone } = gaugesOf(names);
    setImmediate(() => gone.add('room 199'));
    expect(await samples()).toEqual([`${FREE} 199`]);
  });
});
