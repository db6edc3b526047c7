import type { Page } from 'playwright-core';
import type { DoorState, LobbyRoom } from '../../src/pages/shared/state.ts';

/** 10:20 in Rome. */
export const NOW = '2026-11-23T10:20:00+01:00';
const at = (time: string) => `2026-11-23T${time}:00+01:00`;
const moment = (time: string) => ({ at: at(time), time });

export const meeting = (id: string, from: string, to: string, title = id) => ({
  id,
  title,
  start: at(from),
  end: at(to),
  organizer: '',
  all_day: false,
  time: `${from}-${to}`,
});

const design = meeting('design', '15:00', '18:00', 'Design review');
const standUp = meeting('stand-up', '10:00', '10:30', 'Stand-up');

/** A free door at that time. */
export function freeDoor(more: Partial<DoorState> = {}): DoorState {
  return {
    room_name: 'blue_room',
    version: '',
    occupancy: 'free',
    stale: false,
    time_zone: 'Europe/Rome',
    says: { busynow: 0, curevmtg: 'Free until 15:00', nextevmtg: 'Design review', nextevtm: '15:00-18:00' },
    current: null,
    coming: [design],
    day: {
      start: at('00:00'),
      end: '2026-11-24T00:00:00+01:00',
      known_until: '2026-11-24T00:00:00+01:00',
      meetings: [design],
    },
    busy_until: null,
    free_until: moment('15:00'),
    ...more,
  };
}

/** A busy one. */
export function busyDoor(more: Partial<DoorState> = {}): DoorState {
  const free = freeDoor();
  return {
    ...free,
    occupancy: 'busy',
    says: { ...free.says, busynow: 1, curevmtg: 'Stand-up', curevtm: '10:00-10:30' },
    current: { ...standUp, may_change: true },
    day: { ...free.day!, meetings: [standUp, design] },
    busy_until: moment('10:30'),
    free_until: null,
    ...more,
  };
}

export function unknownDoor(): DoorState {
  return {
    ...freeDoor(),
    occupancy: 'unknown',
    stale: true,
    time_zone: 'UTC',
    says: {},
    coming: [],
    day: null,
    free_until: null,
  };
}

/** A house of that many rooms, on floors: every third is free, one in 17 is not known. */
export function manyRooms(count: number): LobbyRoom[] {
  return Array.from({ length: count }, (_, index) => {
    const isUnknown = index % 17 === 5;
    const isFree = index % 3 === 0 && !isUnknown;
    const until = moment(`${11 + (index % 8)}:${index % 2 ? '15' : '45'}`);
    return {
      room_name: index % 9 ? `room_${index + 1}` : `Large conference room ${index + 1}`,
      group: index % 20 === 3 ? null : `Floor ${1 + Math.floor(index / 25)}`,
      occupancy: isUnknown ? 'unknown' : isFree ? 'free' : 'busy',
      stale: isUnknown,
      time_zone: isUnknown ? 'UTC' : 'Europe/Rome',
      title: isFree || isUnknown ? null : 'Design review with customers',
      busy_until: isFree || isUnknown ? null : until,
      free_until: isFree && index % 2 ? until : null,
    };
  });
}

/** Tells a page this, in place of the service, whenever it asks. */
export async function tell(
  page: Page,
  state: () => object,
  may = ['read', 'book'],
  now = NOW,
): Promise<void> {
  await page.route('**/passes', (route) =>
    route.fulfill({
      status: 201,
      json: { path: '/book/blue_room#pass=any', expires_at: '2026-11-23T10:30:00+01:00' },
    }),
  );
  await page.route(/\/(door|lobby)\/events$/, async (route) => {
    const version = await page.locator('meta[name="roomcal-version"]').getAttribute('content');
    const events = [
      `event: time\ndata: ${JSON.stringify({ now })}`,
      `event: you\ndata: ${JSON.stringify({ may })}`,
      `data: ${JSON.stringify({ ...state(), version })}`,
    ];
    await route.fulfill({ contentType: 'text/event-stream', body: `${events.join('\n\n')}\n\n` });
  });
}
