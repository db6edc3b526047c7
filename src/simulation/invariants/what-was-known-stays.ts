import type { Process } from '../../replay/process.ts';
import type { StoredEvent } from '../../sandbox/events.ts';
import { blocks } from '../model/door.ts';
import type { Invariant } from './invariant.ts';

/** How long after lists that lag, and clocks that were wrong, a room may know less than before, in ms. */
const AFTERMATH_MS = 3 * 60_000;
/** How long what Google has acknowledged stands against lists that lag, in ms. */
const STANDS_MS = 60_000;

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
    /** By process, room and event: when a client was told of it. */
    const told = new Map<string, number>();
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
        if (meeting?.start === start && meeting.end === end) after.set(event.id, revision);
        else if (before.get(event.id) === revision && !isExcused(process, `${name} ${event.id}`))
          forgotten(name, roomName, stored);
      }
      known.set(name, after);
    }

    function forgotten(name: string, roomName: string, { event }: StoredEvent): void {
      broken(`process ${name.split(' ')[0]} no longer knows of ${event.id}, which is as it was`, roomName);
    }

    function isExcused({ machine }: Process, name: string): boolean {
      if (machine.offset !== 0) return true;
      if (history.now < (told.get(name) ?? 0) + STANDS_MS) return false;
      const times = [history.calmSince('lag'), history.calmSince('clock')];
      return times.some((since) => since === undefined || history.now < since + AFTERMATH_MS);
    }

    return {
      told({ asked: { room_name, eventId }, answer, process, at }) {
        const by = history.world.processes.findLast(({ name }) => name === process);
        if (by && answer && 'meeting' in answer) told.set(`${by.id} ${room_name} ${eventId}`, at);
      },
      hear(fact, process) {
        if (fact.type === 'looked')
          looked.set(`${process.id} ${fact.room_name}`, { process, roomName: fact.room_name });
      },
      settled() {
        for (const [name, one] of looked) look(name, one);
        looked.clear();
      },
    };
  },
};
