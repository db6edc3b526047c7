import type { LightMyRequestResponse } from 'fastify';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { event } from '../helpers/events.ts';
import { aHouse, BASIC, type BuildingOptions, calendarOf } from './a-building.ts';

export const BLUE = calendarOf('blue_room');
export const MINUTE_MS = 60_000;
export const AWAY = new VendorError('calendar', 'Google Calendar: 503: down', { status: 503 });

type Answer = Promise<LightMyRequestResponse>;
type Headers = Record<string, string>;

/** The API as the door of blue_room calls it, at 09:50 in Rome; `door` is what the Thing shows once all is written. */
export async function aDoor(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const { app, building, shown } = context;
  const room = { room_name: 'blue_room' };
  const book = (more: object = {}, headers: Headers = {}): Answer =>
    app.inject({
      method: 'POST',
      url: '/meetings',
      headers: { ...BASIC, ...headers },
      body: { ...room, ...more },
    });
  const extend = (id: string, extend_mins: unknown = 15, headers: Headers = {}): Answer =>
    app.inject({
      method: 'PATCH',
      url: `/meetings/${encodeURIComponent(id)}`,
      headers: { ...BASIC, ...headers },
      body: { ...room, extend_mins },
    });
  const end = (id: string): Answer =>
    app.inject({
      method: 'DELETE',
      url: `/meetings/${encodeURIComponent(id)}?room_name=blue_room`,
      headers: BASIC,
    });
  /** Books, and gives the meeting's id. */
  const booked = async (more: object = {}): Promise<string> => (await book(more)).json().id;
  const door = async (): Promise<Record<string, unknown>> => {
    await building.settled();
    return Object.fromEntries(shown('blue_room'));
  };
  return { ...context, book, booked, extend, end, door };
}

/** An instant of the day in Rome. */
export function at(time: string): string {
  return `2026-11-23T${time.length === 5 ? `${time}:00` : time}+01:00`;
}

/** Somebody else's event of the day, made the day before. */
export function theirs(from: string, to: string, more: Partial<GoogleEvent> = {}): GoogleEvent {
  return event('theirs', at(from), at(to), { created: '2026-11-22T12:00:00Z', ...more });
}

/** A whole day of somebody else's, `[from, to)`. */
export function days(from: string, to: string): GoogleEvent {
  return { id: 'theirs', summary: 'Inventory', start: { date: from }, end: { date: to } };
}
