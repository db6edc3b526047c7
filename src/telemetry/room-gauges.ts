import { setImmediate } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { ruleErrorOf } from '../agenda/zone-evidence.ts';
import type { Building } from '../machines/building.ts';

/** How many rooms are measured in one turn of the event loop: there may be ten thousand, and a door must not wait for them. */
const IN_A_TURN = 50;

/** What each room of a building is. */
export interface RoomGauges {
  /** Measures all rooms. */
  measure(building: Building): Promise<void>;
  /** Holds nothing of them any more. */
  forget(): void;
}

export function roomGauges(registry: Registry): RoomGauges {
  const registers = [registry];
  const rooms = new Gauge({
    name: 'roomcal_rooms',
    help: 'rooms, by what they are and how fresh that is',
    labelNames: ['occupancy', 'sync'],
    registers,
  });
  const failing = new Gauge({
    name: 'roomcal_room_failing',
    help: '1 for a room of which something fails just now, by the vendor that fails',
    labelNames: ['room_name', 'vendor'],
    registers,
  });
  const age = new Gauge({
    name: 'roomcal_room_agenda_age_seconds',
    help: 'how long ago what is known of a room was true of its calendar',
    labelNames: ['room_name'],
    registers,
  });
  const expiry = new Gauge({
    name: 'roomcal_room_channel_expiry_timestamp_seconds',
    help: 'when the push channel of a room ends, in Unix time; absent where there is none',
    labelNames: ['room_name'],
    registers,
  });

  const zoneError = new Gauge({
    name: 'roomcal_zone_error_seconds',
    help: "how far this machine's time zone rules are ahead of Google's for a room, now or next; negative where they are behind",
    labelNames: ['room_name'],
    registers,
  });
  const zoneUnknown = new Gauge({
    name: 'roomcal_zone_unknown',
    help: "1 for a room whose calendar's time zone this machine does not know",
    labelNames: ['room_name'],
    registers,
  });

  function measureRoom(building: Building, room_name: string): void {
    const { state, view, failure, channel, zoneIsUnknown } = building.status(room_name);
    rooms.inc({ occupancy: state.occupancy, sync: state.sync });
    if (failure) failing.set({ room_name, vendor: failure.vendor ?? 'roomcal' }, 1);
    if (view) age.set({ room_name }, (view.at - view.agenda.asOf) / 1_000);
    if (view) zoneError.set({ room_name }, ruleErrorOf(view.agenda.timeZone, view.at) / 1_000);
    if (zoneIsUnknown) zoneUnknown.set({ room_name }, 1);
    if (channel.expiry !== undefined) expiry.set({ room_name }, channel.expiry / 1_000);
  }

  return {
    async measure(building) {
      for (const [index, roomName] of building.roomNames().entries()) {
        if (index % IN_A_TURN === IN_A_TURN - 1) await setImmediate();
        // A room may have gone since.
        if (building.has(roomName)) measureRoom(building, roomName);
      }
    },
    forget() {
      for (const gauge of [rooms, failing, age, expiry, zoneError, zoneUnknown]) gauge.reset();
    },
  };
}
