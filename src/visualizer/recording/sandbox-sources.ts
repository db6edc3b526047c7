import type { Clock } from '../../ports/clock.ts';
import type { Clouds } from '../../sandbox/clouds.ts';
import { calendarOf } from '../../sandbox/seed-data.ts';
import type { Sources } from './recorder.ts';

/** What a recorder looks up in the clouds of a sandbox, where a Thing is named as its room. */
export function sandboxSources({ calendar, iot }: Clouds, clock: Clock): Sources & { rooms: string[] } {
  const thingOf = (roomName: string) => iot.things().find(({ name }) => name === roomName);
  const calendarIn = (roomName: string) => calendar.calendar(calendarOf(roomName));
  return {
    rooms: iot.things().map(({ name }) => name),
    now: () => clock.now(),
    door: (roomName) =>
      (thingOf(roomName)?.properties ?? []).map(
        ({ variable_name, last_value }) => [variable_name, last_value] as const,
      ),
    events: (roomName) => Array.from(calendarIn(roomName).events.values(), ({ event }) => event),
    zone: (roomName) => calendarIn(roomName).zone,
  };
}
