import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { parseDay } from '../../src/replay/day.ts';
import { replay } from '../../src/replay/replay.ts';
import { timelineOf } from '../../src/replay/timeline.ts';

/** An instant of the day, from `10:20`. */
export const at = (time: string) => `2026-11-23T${time}:00+01:00`;

export function meeting(id: string, from: string, to: string, more: GoogleEvent = {}) {
  return { id, summary: id, start: { dateTime: at(from) }, end: { dateTime: at(to) }, ...more };
}

/** The text of a day in Rome, from 08:00 to 19:00, with one room: blue_room. */
export function aDay({ events = [], ...more }: { events?: object[]; [key: string]: unknown } = {}): string {
  return JSON.stringify({
    time_zone: 'Europe/Rome',
    from: at('08:00'),
    to: at('19:00'),
    rooms: [{ room_name: 'blue_room', events }],
    ...more,
  });
}

export const replayed = (day: Parameters<typeof aDay>[0], seed = 1) =>
  replay(parseDay(aDay(day), 'day.json'), seed);

/** What a replay prints for the eye, and all that it found. */
export async function printed(written: Parameters<typeof aDay>[0], seed: number): Promise<string> {
  const day = parseDay(aDay(written), 'day.json');
  const result = await replay(day, seed);
  return [...timelineOf(result, day, 'day.json', { shown: () => true }), JSON.stringify(result)].join('\n');
}

/** The looks of a replay in short: when, why, and what was set. */
export async function storyOf(day: Parameters<typeof aDay>[0]) {
  const { looks } = await replayed(day);
  return looks.map(({ at, because, state, set }) => {
    const time = new Date(at + 3_600_000).toISOString().slice(11, 16);
    return [time, because, `${state?.occupancy} ${state?.sync}`, set.curevmtg];
  });
}
