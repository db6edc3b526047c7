import type { Instant, Meeting } from '../../agenda/agenda.ts';
import { isoWithOffset, localDate, nextMidnight, startOfDay, zoneName } from '../../agenda/local-time.ts';
import { currentTexts, timeText } from '../../agenda/meeting-texts.ts';
import { busyUntil } from '../../agenda/occupancy.ts';
import { DOOR_VARIABLES } from '../../agenda/properties.ts';
import type { Wording } from '../../agenda/wording.ts';
import type { RoomView } from '../../machines/building-types.ts';
import type { Service } from '../app-context.ts';
import { meetingJson } from './meeting-json.ts';
import type { LobbyRoom, LobbyState } from './page-schemas.ts';

/** How many meetings that are still to come a door has room for. */
const MOST_COMING = 5;

/** A door as its page shows it; see `DoorState` among the schemas. `version` is that of the service. */
export function doorState(roomName: string, service: Service, version: string) {
  const { building } = service;
  const view = building.view(roomName);
  return { room_name: roomName, version, ...(view?.properties ? known(roomName, view, service) : UNKNOWN) };
}

/** What other processes tell of their rooms, for a lobby. */
export interface Elsewhere {
  room(roomName: string): LobbyRoom | undefined;
  /** Of a page, for a process that has no room of its own. */
  words: Pick<LobbyState, 'hour_cycle' | 'words'> | undefined;
}

/** Rooms as the page in the lobby shows them; see `LobbyState` among the schemas. What is known nowhere is unknown. */
export function lobbyState(
  roomNames: readonly string[],
  service: Service,
  version: string,
  elsewhere?: Elsewhere,
) {
  const { building, groups } = service;
  const rooms = roomNames.map((roomName) => {
    if (!building.has(roomName)) return elsewhere?.room(roomName) ?? inLobby(roomName, UNKNOWN, groups);
    return inLobby(roomName, doorState(roomName, service, version), groups);
  });
  const first = roomNames.find((roomName) => building.has(roomName));
  const wording = first === undefined ? undefined : building.wording(first);
  const words = wording
    ? { hour_cycle: wording.hour_cycle, words: pageWordsOf(wording) }
    : (elsewhere?.words ?? { hour_cycle: 'h23', words: {} });
  return { version, ...words, rooms };
}

type InLobby = Pick<
  ReturnType<typeof doorState>,
  'occupancy' | 'stale' | 'time_zone' | 'current' | 'busy_until' | 'free_until'
>;

function inLobby(roomName: string, shown: InLobby, groups: Service['groups']) {
  const { occupancy, stale, time_zone, current, busy_until, free_until } = shown;
  return {
    room_name: roomName,
    group: groups.get(roomName) ?? null,
    occupancy,
    stale,
    time_zone,
    title: current?.title ?? null,
    busy_until,
    free_until,
  };
}

const UNKNOWN = {
  occupancy: 'unknown',
  stale: true,
  time_zone: 'UTC',
  hour_cycle: 'h23',
  words: {},
  says: {},
  current: null,
  coming: [] as never[],
  day: null,
  busy_until: null,
  free_until: null,
  check_in: 'not_needed',
  check_in_until: null,
} as const;

function known(roomName: string, view: RoomView, { building }: Service) {
  const wording = building.wording(roomName);
  const { agenda, at, occupancy, properties, stale, checkIn, checkInUntil } = view;
  const zone = agenda.timeZone;
  const moment = (instant: Instant) => ({
    at: isoWithOffset(instant, zone),
    time: timeText(instant, zone, wording),
  });
  const inFull = (meeting: Meeting) => ({
    ...meetingJson(meeting, zone, wording),
    time: currentTexts(meeting, zone, wording).range,
  });
  const { current, next } = occupancy;
  const [dayStart, dayEnd] = [startOfDay(localDate(at, zone), zone), nextMidnight(at, zone)];
  const today = agenda.meetings.filter(({ start, end }) => start < dayEnd && end > dayStart);
  const freeUntil = Math.min(next?.start ?? agenda.knownUntil, agenda.knownUntil);
  return {
    occupancy: occupancy.state,
    stale,
    time_zone: zoneName(zone),
    hour_cycle: wording.hour_cycle,
    words: pageWordsOf(wording),
    says: Object.fromEntries(DOOR_VARIABLES.map((variable) => [variable, properties?.[variable] ?? ''])),
    current: current
      ? {
          ...inFull(current),
          may_change: current.isOurs === true || building.mayEnd(roomName) === 'any',
        }
      : null,
    coming: agenda.meetings
      .filter(({ start }) => start > at)
      .slice(0, MOST_COMING)
      .map(inFull),
    day: {
      start: isoWithOffset(dayStart, zone),
      end: isoWithOffset(dayEnd, zone),
      known_until: isoWithOffset(Math.min(agenda.knownUntil, dayEnd), zone),
      meetings: today.map(inFull),
    },
    busy_until: occupancy.state === 'busy' ? moment(busyUntil(agenda, at)) : null,
    free_until: occupancy.state === 'free' && freeUntil < Number.POSITIVE_INFINITY ? moment(freeUntil) : null,
    check_in: checkIn,
    check_in_until: checkInUntil === undefined ? null : moment(checkInUntil),
  };
}

/** What a page says in the language of the configuration. */
function pageWordsOf({ locale, page }: Wording): Record<string, string> {
  return { locale, ...page };
}
