import type { Clock } from '../../src/ports/clock.ts';
import { Clouds, type CloudsOptions, type Tenant } from '../../src/replay/clouds.ts';
import { type Fault, Faults } from '../../src/stand-ins/faults.ts';
import { Wire } from '../../src/stand-ins/wire.ts';

/** The four clouds of replays and simulations, in memory; nobody is told of anything but who is named. */
export function cloudsInMemory(options: { clock: Clock } & Partial<CloudsOptions>): Clouds {
  const nothing = () => undefined;
  return new Clouds({
    faults: new Faults(options.clock),
    config: {},
    called: nothing,
    wrote: nothing,
    shown: nothing,
    post: () => 204,
    publishing: nothing,
    ...options,
  });
}

/** A process that is always there, on a clock that is always right. */
export function aTenant(clock: Clock): Tenant {
  return {
    name: 'roomcal',
    id: 'roomcal1',
    clock,
    machine: clock,
    hears: true,
    arrive: (answer) => answer(),
    answered: () => undefined,
    skewMs: () => 0,
  };
}

/** The way to a cloud on which nothing goes wrong but what is in `faults`, and nothing takes time. */
export function aWire(clock: Clock, faults = new Faults(clock)): Wire {
  return new Wire({ clock, faults, latencyMs: () => 0, called: () => undefined });
}

/** What befalls every call of a vendor from now on. */
export function always(vendor: Fault['vendor'], what: Fault['what']): Fault {
  return {
    vendor,
    what,
    until: Number.POSITIVE_INFINITY,
    rate: 1,
    delayMs: 0,
    afterEffect: false,
    reason: undefined,
    call: undefined,
    roomName: undefined,
    process: undefined,
    name: 'always',
  };
}
