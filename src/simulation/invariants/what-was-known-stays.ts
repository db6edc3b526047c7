import { lengthOf } from '../../replay/day-faults.ts';
import type { Day } from '../../replay/day-shape.ts';
import type { Process } from '../../replay/process.ts';
import { BOUNDS } from '../bounds.ts';
import { blocks } from '../model/door.ts';
import type { Invariant } from './invariant.ts';

/** How long after lists that lag, and clocks that were wrong, a room may know less than before, in ms. */
const AFTERMATH_MS = 3 * 60_000;
/** How long what Google has acknowledged stands against lists that lag, in ms. */
const STANDS_MS = 60_000;

/** A meeting that a process knew in this revision, and no longer knows. */
interface Lost {
  since: number;
  revision: number;
  process: Process;
  roomName: string;
  eventId: string;
}

/**
 * What a process knows of a calendar does not go back: a meeting that it knew, and that is as it was, it still knows. An
 * older list that comes late takes nothing away.
 */
export const whatWasKnownStays: Invariant = {
  name: 'what-was-known-stays',
  watch(history, broken) {
    const { calendars } = history.world;
    /** By process, room and event: the revision in which it was known. */
    const known = new Map<string, Map<string, number>>();
    /** By process, room and event: since when it is there, and when a client was told of it. */
    const told = new Map<string, { since: number; at: number }>();
    const lags = lagsOf(history.day);
    const lost = new Map<string, Lost>();
    const looked = new Map<string, { process: Process; roomName: string }>();

    function look(name: string, { process, roomName }: { process: Process; roomName: string }): void {
      const agenda = process.building.view(roomName)?.agenda;
      if (process.isOver || !agenda) return;
      const before = known.get(name) ?? new Map<string, number>();
      const after = new Map<string, number>();
      const held = new Map(agenda.meetings.map((meeting) => [meeting.id, meeting]));
      for (const stored of calendars.stored(roomName)) {
        const { event, start, end, revision } = stored;
        const isDay = event.start?.date !== undefined;
        if (isDay || !blocks(stored) || end <= process.clock.now() || start >= agenda.knownUntil) continue;
        const meeting = held.get(event.id);
        const lostName = `${name} ${event.id}`;
        if (meeting?.start === start && meeting.end === end) {
          after.set(event.id, revision);
          lost.delete(lostName);
        } else if (before.get(event.id) === revision && !isExcused(process, lostName))
          lost.set(lostName, { since: history.now, revision, process, roomName, eventId: event.id });
      }
      known.set(name, after);
    }

    /** Two lists that are on their way at once may pass each other: the next one sets it right. */
    function missed(name: string, { since, revision, process, roomName, eventId }: Lost): void {
      if (history.now < since + BOUNDS.door) return;
      lost.delete(name);
      const stored = calendars.event(roomName, eventId);
      if (stored?.revision !== revision || process.isOver || stored.end <= process.clock.now()) return;
      const when = new Date(since).toISOString();
      broken(
        `process ${process.id} no longer knows of ${eventId} since ${when}, and it is as it was`,
        roomName,
      );
    }

    function isExcused({ machine }: Process, name: string): boolean {
      if (machine.offset !== 0) return true;
      const { since, at } = told.get(name) ?? { since: 0, at: 0 };
      if (history.now < at + STANDS_MS && isSteady(name, since)) return false;
      const times = [history.calmSince('lag'), history.calmSince('clock')];
      return times.some((since) => since === undefined || history.now < since + AFTERMATH_MS);
    }

    /** Whether lists have lagged all the while in the same way: what one of them has shown another might not. */
    function isSteady(name: string, since: number): boolean {
      const roomName = name.split(' ')[1];
      const met = lags.filter((lag) => (lag.roomName ?? roomName) === roomName && lag.until > since);
      return met.every(
        ({ isOfAll, from, until }) => met.length === 1 && isOfAll && from <= since && until > history.now,
      );
    }

    return {
      told({ asked, answer, process, at }) {
        const { room_name, eventId } = asked;
        const by = history.world.processes.all.findLast(({ name }) => name === process);
        const since = asked.at;
        if (by && answer && 'meeting' in answer) told.set(`${by.id} ${room_name} ${eventId}`, { since, at });
      },
      hear(fact, process) {
        if (fact.type === 'reconciled')
          looked.set(`${process.id} ${fact.room_name}`, { process, roomName: fact.room_name });
      },
      settled() {
        for (const [name, one] of looked) look(name, one);
        looked.clear();
        for (const [name, one] of lost) missed(name, one);
      },
    };
  },
};

/** When and where lists show what was true a while ago, and whether all of them do. */
function lagsOf({ changes = [] }: Day) {
  return changes.flatMap(({ at, fault }) => {
    if (fault?.calendar !== 'lag') return [];
    const from = Date.parse(at);
    const isOfAll = (fault.rate ?? 1) === 1 && (fault.call ?? 'list') === 'list';
    return [{ from, until: from + lengthOf(fault), roomName: fault.room_name, isOfAll }];
  });
}
