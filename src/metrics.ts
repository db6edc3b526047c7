import { Counter, Gauge, Registry } from 'prom-client';
import type { Metrics } from './http/house.ts';
import type { VendorFailure } from './io/ports.ts';
import type { Building } from './machines/building.ts';
import type { Fact } from './machines/building-types.ts';

/** What the service counts, one set for each process. */
export interface Meter extends Metrics {
  /** Counts what came of a room. */
  fact(fact: Fact): void;
  /** A message came that could not be read. */
  unreadable(): void;
  /** From now on, the rooms of `building` are measured. */
  observe(building: Building): void;
}

export function meter(): Meter {
  const registry = new Registry();
  const registers = [registry];
  let building: Building | undefined;

  const refused = new Counter({
    name: 'roomcal_notifications_refused_total',
    help: 'notifications of unknown channels, or with a wrong token',
    registers,
  });
  const unreadable = new Counter({
    name: 'roomcal_messages_unreadable_total',
    help: 'messages on the topic that could not be read',
    registers,
  });
  const missed = new Counter({
    name: 'roomcal_pushes_missed_total',
    help: 'changes that a sweep or a refresh found, and no notification announced',
    registers,
  });
  const failures = new Counter({
    name: 'roomcal_failures_total',
    help: 'failed calls, by vendor and status; status is empty where there was no answer',
    labelNames: ['vendor', 'status'],
    registers,
  });
  new Gauge({
    name: 'roomcal_rooms',
    help: 'rooms, by what they are and how fresh that is',
    labelNames: ['occupancy', 'sync'],
    registers,
    collect() {
      this.reset();
      for (const name of building?.roomNames() ?? []) {
        const { occupancy, sync } = building!.state(name);
        this.inc({ occupancy, sync });
      }
    },
  });
  new Gauge({
    name: 'roomcal_room_failing',
    help: '1 for a room of which something fails just now, by the vendor that fails',
    labelNames: ['room_name', 'vendor'],
    registers,
    collect() {
      this.reset();
      for (const room_name of building?.roomNames() ?? []) {
        const { failure } = building!.status(room_name);
        if (failure) this.set({ room_name, vendor: failure.vendor ?? 'roomcal' }, 1);
      }
    },
  });

  function failed({ vendor = 'roomcal' as never, status = '' as never }: VendorFailure): void {
    failures.inc({ vendor, status });
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    refused: () => refused.inc(),
    unreadable: () => unreadable.inc(),
    observe(observed) {
      building = observed;
    },
    fact(fact) {
      if (fact.type === 'push.missed') missed.inc();
      if ('failure' in fact) failed(fact.failure);
    },
  };
}
