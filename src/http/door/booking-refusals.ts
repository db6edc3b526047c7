import { isoWithOffset } from '../../agenda/local-time.ts';
import { clockText } from '../../agenda/meeting-texts.ts';
import { busyUntilText, freeOnlyText } from '../../agenda/refusal-texts.ts';
import type { Zone } from '../../agenda/zone.ts';
import type { Building } from '../../machines/building.ts';
import type { RoomAnswer, RoomRefusal } from '../../machines/door.ts';
import { ApiError, vendorFailed } from '../errors.ts';

/** The zone in which a room's meetings are told. Who asked is answered also while the service closes. */
export function zoneOf(building: Building, roomName: string): Zone {
  return building.view(roomName)?.agenda.timeZone ?? 'UTC';
}

/** What to throw where a room did not do what it was asked for. */
export function refusalOf(answer: RoomAnswer, building: Building, roomName: string): Error {
  if (answer.type === 'failed') return vendorFailed(answer.failure);
  if (answer.type !== 'refused') return new Error(`${roomName} answered ${answer.type}`);
  return inCode(answer.refusal, building, roomName);
}

/** Why there is no slot is said in the corridor's words: a display shows the line as it is. */
function inCode(refusal: RoomRefusal, building: Building, roomName: string): ApiError {
  const wording = building.wording(roomName);
  switch (refusal.code) {
    case 'NOT_READY':
      return new ApiError('NOT_READY', `What ${roomName} is, is not known yet, or something is being undone`);
    case 'ROOM_BUSY': {
      const { busyUntil } = refusal;
      const zone = zoneOf(building, roomName);
      const message = busyUntilText(busyUntil, { now: building.now(), zone, wording });
      return new ApiError('ROOM_BUSY', message, {
        busy_until: isoWithOffset(busyUntil, zone),
        busy_until_time: clockText(busyUntil, zone),
      });
    }
    case 'NOT_ENOUGH_TIME': {
      const available_mins = refusal.availableMins;
      return new ApiError('NOT_ENOUGH_TIME', freeOnlyText(available_mins, wording), { available_mins });
    }
    default:
      return new ApiError(refusal.code);
  }
}
