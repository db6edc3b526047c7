import { wordingOf } from '../../../src/agenda/wording.ts';
import { initialContext } from '../../../src/machines/room/setup.ts';
import type { RoomContext } from '../../../src/machines/room/types.ts';
import { NOW, time } from '../tables.ts';

export const HOUR_MS = 3_600_000;

interface Known {
  asOf?: number;
  knownUntil?: number;
  meetings?: readonly { start: number; end: number }[];
}

/** What a room knows that was listed a minute ago, at `asOf`, for two days from now, and has no meetings but for what is given. */
export function aKnownRoom(known: object = {}): RoomContext {
  const { asOf = NOW - 60_000, knownUntil = NOW + 48 * HOUR_MS, meetings = [], ...more } = known as Known;
  const told = { title: '', organizer: '', organizerEmail: '', created: 0 };
  const input = { roomName: 'blue', calendarId: 'blue', timeZone: undefined, refreshMs: HOUR_MS };
  return {
    ...initialContext({ input: { ...input, wording: wordingOf(), ...time } }),
    agenda: {
      meetings: meetings.map((one, index) => ({ id: `${index}`, ...told, ...one })),
      timeZone: 'Europe/Rome',
      asOf,
      knownUntil,
    },
    refreshAt: NOW + HOUR_MS,
    ...more,
  };
}
