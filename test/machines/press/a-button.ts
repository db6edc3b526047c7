import { DOOR_VARIABLES } from '../../../src/agenda/properties.ts';
import type { Fact } from '../../../src/machines/facts.ts';
import {
  aStartedBuilding,
  type BuildingOptions,
  calendarOf,
  THING_WEBHOOK,
  thingOf,
} from '../../http/a-building.ts';

export const BUTTON = [...DOOR_VARIABLES, 'action', 'actionresult'];

export interface ButtonOptions extends BuildingOptions {
  /** Whether the IoT Cloud calls when the Thing was written; it does, where it is left out. */
  hasWebhook?: boolean;
  variables?: readonly string[];
}

/** A building in which the Thing of blue_room is a button, and what a board and the one before it do there. */
export async function aButton({ hasWebhook = true, variables = BUTTON, ...options }: ButtonOptions = {}) {
  const thing = thingOf('blue_room');
  const made = await aStartedBuilding({
    ...options,
    prepare(ports) {
      if (!options.before)
        ports.makeThing(thing, variables, hasWebhook ? `${THING_WEBHOOK}${thing}` : undefined);
      options.prepare?.(ports);
    },
  });
  const { building, clock, ports, facts, shown } = made;
  if (hasWebhook) ports.thingCalled = (thingName) => building.thingWritten(thingName);
  ports.calls.length = 0;
  return {
    ...made,
    /** Somebody presses; what comes of it in the next 100 ms happens. */
    async press(text: string) {
      ports.door(thing).set('action', text);
      await clock.advance(100);
    },
    result: () => shown('blue_room').get('actionresult'),
    action: () => shown('blue_room').get('action'),
    /** Meetings in the calendar, by how long they are in minutes and who booked them. */
    booked: () =>
      ports.calendars
        .get(calendarOf('blue_room'))
        .filter(({ status }) => status !== 'cancelled')
        .map(({ start, end, extendedProperties }) => [
          (Date.parse(end?.dateTime ?? '') - Date.parse(start?.dateTime ?? '')) / 60_000,
          extendedProperties?.private?.roomcal_booked_by,
        ]),
    pressed: () => facts.filter((fact): fact is Fact & { type: 'pressed' } => fact.type === 'pressed'),
    /** How often Things were read, all of them or this one. */
    readings: () => ports.count('things') + ports.count('properties'),
  };
}
