import { LIMITS } from '../bounds.ts';
import type { Invariant } from './invariant.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What the budget of Google's is spent on; what somebody at a door waits for is not held back. */
const BUDGETED = ['list', 'freeBusy', 'watch'];

/**
 * What each process may spend is never passed, nor what all may together where they divide the rooms and their number is not just
 * another; and no list is made without a cause.
 */
export const budgets: Invariant = {
  name: 'budgets',
  watch(history, broken) {
    const { iot_requests_per_second: iot, gcal_requests_per_minute: gcal } = history.day.config ?? {};
    const spent = new Map<string, number[]>();
    const lists = new Map(history.roomNames.map((name) => [name, 0]));
    const deeds = new Map(history.roomNames.map((name) => [name, 0]));
    let calmMs = 0;
    let lookedAt = Date.parse(history.day.from);

    /** Into how many shards the rooms are divided just now; undefined where they are not, or in more ways than one. */
    function shardsNow(): number | undefined {
      const running = history.world.processes.there;
      const [shards, ...others] = new Set(running.map(({ shard }) => shard.shards));
      return shards !== 1 && others.length === 0 ? shards : undefined;
    }

    /** What one spends, and what all do. */
    function spend(
      of: string,
      process: string,
      limit: number | undefined,
      intervalMs: number,
      at: number,
    ): void {
      schedule(`${of} of ${process}`, limit, intervalMs, at);
      if (shardsNow() !== undefined) schedule(`${of} of all`, limit, intervalMs, at);
    }

    function schedule(what: string, limit: number | undefined, intervalMs: number, at: number): void {
      if (limit === undefined) return;
      const last = spent.get(what) ?? [];
      spent.set(what, last);
      last.push(at);
      if (last.length <= limit) return;
      const first = last.shift() ?? 0;
      if (at - first < intervalMs) broken(`${what}: ${limit + 1} requests within ${at - first} ms`);
    }

    return {
      called({ vendor, call, roomName, account, awaited, process, at }) {
        // Each account has its own.
        if (vendor === 'iot' && call !== 'token')
          spend(account === undefined ? 'iot' : `iot ${account}`, process, iot, SECOND_MS, at);
        if (vendor !== 'calendar') return;
        if (BUDGETED.includes(call) && !awaited) spend('calendar', process, gcal, MINUTE_MS, at);
        if (call === 'list' && roomName && history.calmSince() !== undefined)
          lists.set(roomName, (lists.get(roomName) ?? 0) + 1);
      },
      started({ name }) {
        for (const what of spent.keys())
          if (what.endsWith(` of ${name}`) || what.endsWith(' of all')) spent.delete(what);
        for (const room of history.roomNames) deeds.set(room, (deeds.get(room) ?? 0) + 1);
      },
      wrote: ({ calendarId }) => void deeds.set(calendarId, (deeds.get(calendarId) ?? 0) + 1),
      asked: ({ room_name }) => void deeds.set(room_name, (deeds.get(room_name) ?? 0) + 1),
      settled() {
        const { now } = history;
        if (history.calmSince() !== undefined) calmMs += now - lookedAt;
        lookedAt = now;
      },
      ended() {
        const processes = Math.max(history.world.processes.all.length, 1);
        for (const [roomName, count] of lists) {
          const hours = Math.ceil(calmMs / HOUR_MS);
          const may =
            LIMITS.listsAnHour * processes * hours +
            LIMITS.listsADeed * processes * (deeds.get(roomName) ?? 0);
          if (count > may + LIMITS.listsADeed)
            broken(`${count} lists in ${hours} h in which nothing was wrong; ${may} had a cause`, roomName);
        }
      },
    };
  },
};
