import { type GoogleEvent, isSameZone, type Zone } from '../agenda/agenda.ts';
import { zoneShownBy } from '../agenda/zone-evidence.ts';
import type { Day } from './day-shape.ts';

const shown = new WeakMap<Day, Zone>();

/** The zone of a day's calendars. Where the offsets of its events contradict this machine's rules, Google's are those. */
export function calendarZoneOf(day: Day): Zone {
  const known = shown.get(day);
  if (known !== undefined) return known;
  const { rooms, changes = [], time_zone } = day;
  const changed = changes.flatMap(({ insert, update }) => insert ?? update ?? []);
  const events: GoogleEvent[] = [...rooms.flatMap((room) => room.events), ...changed];
  const zone = zoneShownBy(events, time_zone);
  shown.set(day, zone);
  return zone;
}

/** The zone in which a room tells the time. */
export function zoneOf(roomName: string, day: Day): Zone {
  const own = day.rooms.find(({ room_name }) => room_name === roomName)?.time_zone;
  return own === undefined || isSameZone(own, day.time_zone) ? calendarZoneOf(day) : own;
}
