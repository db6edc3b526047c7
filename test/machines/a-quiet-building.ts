import { nextRefresh } from '../../src/agenda/schedule.ts';
import { aStartedBuilding, type BuildingOptions, calendarOf } from '../http/a-building.ts';

const HOUR_MS = 3_600_000;

/** A building of which the calls at its start are forgotten. */
export async function aQuietBuilding(options: BuildingOptions = {}) {
  const made = await aStartedBuilding(options);
  const { building, clock, ports, shown } = made;
  ports.calls.length = 0;
  const lists = (roomName = 'blue_room') =>
    ports.calls.filter((call) => call === `list ${calendarOf(roomName)}`).length;
  const door = (roomName = 'blue_room') => shown(roomName).get('busynow');
  /** Until each room was listed at its own minute of the hour; what was called until then is forgotten, too. */
  const pastTheRefresh = async () => {
    const last = Math.max(...building.roomNames().map((name) => nextRefresh(name, clock.now(), HOUR_MS)));
    await clock.advance(last - clock.now());
    ports.calls.length = 0;
  };
  return { ...made, lists, door, pastTheRefresh };
}
