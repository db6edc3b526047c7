import { aStartedBuilding, type BuildingOptions, calendarOf } from '../http/a-building.ts';

/** A building of which the calls at its start are forgotten. */
export async function aQuietBuilding(options: BuildingOptions = {}) {
  const made = await aStartedBuilding(options);
  made.ports.calls.length = 0;
  const lists = (roomName = 'blue_room') =>
    made.ports.calls.filter((call) => call === `list ${calendarOf(roomName)}`).length;
  const door = (roomName = 'blue_room') => made.shown(roomName).get('busynow');
  return { ...made, lists, door };
}
