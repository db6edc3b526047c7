import { CLIENT_ID, CLIENT_SECRET } from '../../src/sandbox/seed-data.ts';
import { followEvents } from '../helpers/event-stream.ts';

export const AUTHORIZATION = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`;

/** What somebody who calls the API is answered; status 0 where the connection broke. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** What `GET /rooms` says of a room. */
export type RoomState = Record<string, unknown>;

/** Asks the process at `url`; `key` names the request, for whoever repeats it. */
export async function ask(
  url: string,
  method: string,
  path: string,
  { key, ...body }: { key?: string | undefined } & Record<string, unknown> = {},
): Promise<Answer> {
  const headers = { authorization: AUTHORIZATION, ...(key && { 'idempotency-key': key }) };
  const json = { 'content-type': 'application/json' };
  const request =
    method === 'GET' ? { headers } : { headers: { ...headers, ...json }, body: JSON.stringify(body) };
  try {
    const response = await fetch(`${url}${path}`, { method, ...request });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

/** Books a room, by default for half an hour. */
export function book(url: string, room_name: string, more: { key?: string; duration_mins?: number } = {}) {
  return ask(url, 'POST', '/meetings', { room_name, duration_mins: 30, ...more });
}

/** Extends a meeting by half an hour. */
export function extend(url: string, room_name: string, id: unknown, key?: string) {
  return ask(url, 'PATCH', `/meetings/${id}`, { room_name, extend_mins: 30, key });
}

/** Ends a meeting. */
export function end(url: string, room_name: string, id: unknown) {
  return ask(url, 'DELETE', `/meetings/${id}`, { room_name });
}

/** What a process says of a room now. */
export async function roomAt(url: string, name: string): Promise<RoomState> {
  const { body } = await ask(url, 'GET', '/rooms');
  return (body.rooms as RoomState[]).find(({ room_name }) => room_name === name)!;
}

/** What a process says of a room, once it is as `wanted`: now, or as soon as it becomes so. */
export async function roomOnce(
  url: string,
  name: string,
  wanted: (room: RoomState) => boolean,
): Promise<RoomState> {
  const stream = await followEvents(`${url}/rooms/${name}/events`, { authorization: AUTHORIZATION });
  try {
    return await stream.until(wanted);
  } finally {
    stream.leave();
  }
}

/** Nobody is in the room, and nothing of it is being worked on. */
export const isFree = ({ occupancy, booking }: RoomState) => occupancy === 'free' && booking === 'open';

/** Its channel is open, its Thing shows what is wanted, and its agenda is as of now. */
export const isAtRest = ({ channel_state, thing_state, sync }: RoomState) =>
  channel_state === 'live' && thing_state === 'settled' && sync === 'current';

/** How many actors of a process have died so far. */
export async function deathsAt(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: AUTHORIZATION } });
  const lines = (await response.text()).split('\n');
  return lines
    .filter((line) => line.startsWith('roomcal_actor_deaths_total{'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
