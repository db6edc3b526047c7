import type { Clock } from '../ports/clock.ts';
import type { Faults } from './faults.ts';

export interface ThingCallsOptions {
  clock: Clock;
  faults: Faults;
  call: (thingName: string) => void;
}

/** The webhooks of Things, in memory: a call takes no time to arrive, unless a fault of the call `webhook` hits it. */
export function thingCalls({ clock, faults, call }: ThingCallsOptions): (thingName: string) => void {
  return (roomName) => {
    const struck = { call: 'webhook', roomName };
    const { what, delayMs = 0 } =
      faults.strike('iot', struck, (fault) => typeof fault.what !== 'number') ?? {};
    const deliver = () => call(roomName);
    if (what === 'drop' || what === 'hang' || what === 'lose') return;
    if (what === 'late' || what === 'slow') clock.setTimeout(deliver, delayMs);
    else deliver();
    if (what === 'duplicate') clock.setTimeout(deliver, delayMs);
  };
}
