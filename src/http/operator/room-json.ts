import { isoWithOffset } from '../../agenda/local-time.ts';
import type { RoomStatus } from '../../machines/building-types.ts';
import type { Service } from '../app-context.ts';
import { meetingJson } from '../door/meeting-json.ts';

/** A room as those see it who look after it; see `Room` among the schemas. */
export function roomJson(roomName: string, { building, roomAccounts }: Service) {
  const wording = building.wording(roomName);
  const { state, view, notifiedAt, failure, channel, thingState }: RoomStatus = building.status(roomName);
  const zone = view?.agenda.timeZone ?? 'UTC';
  const time = (instant: number | undefined) => (instant === undefined ? null : isoWithOffset(instant, zone));
  const account = roomAccounts.get(roomName);
  const { current, next } = view?.occupancy ?? {};
  return {
    room_name: roomName,
    ...(account !== undefined && { account }),
    ...state,
    current: current ? meetingJson(current, zone, wording) : null,
    next: next ? meetingJson(next, zone, wording) : null,
    stale: view?.stale ?? true,
    last_refresh: time(view?.agenda.asOf),
    last_notification: time(notifiedAt),
    last_error: failure?.message ?? null,
    channel_state: channel.state,
    channel_expiry: time(channel.expiry),
    thing_state: thingState,
  };
}
