import type { Instant } from '../../agenda/agenda.ts';
import type { Process } from '../../replay/process.ts';
import { BOUNDS } from '../bounds.ts';
import { currentAt } from '../model/door.ts';
import type { Invariant } from './invariant.ts';

/** A door never says free while a meeting runs of which roomcal knows, beyond what a write takes where Arduino answers. */
export const neverFreeWhileKnownBusy: Invariant = {
  name: 'never-free-while-known-busy',
  watch(history, broken) {
    const { world } = history;
    const since = new Map<string, Instant>();
    const mayBeRefused = (history.day.changes ?? []).some(
      ({ fault }) => fault?.call === 'publish' && (fault.iot === 403 || fault.iot === 404),
    );

    /** All that run know it, each by its own clock: one who does not may write what it takes for true. */
    function isKnown(roomName: string, id: string): boolean {
      const running = world.processes.owners(roomName).filter(({ isAsleep }) => !isAsleep);
      return running.length > 0 && running.every((process) => knows(process, roomName, id));
    }

    function look(roomName: string): void {
      if (world.doors.of(roomName).get('busynow') !== 0) return void since.delete(roomName);
      const current = currentAt(history.takenOf(roomName), history.now);
      if (!current || !isKnown(roomName, current.id)) return void since.delete(roomName);
      const known = since.get(roomName) ?? history.now;
      since.set(roomName, known);
      const answering = history.calmSince('iot');
      if (answering === undefined || history.now < known + BOUNDS.falselyFree) return;
      const again = mayBeRefused ? BOUNDS.writingAgain : BOUNDS.arduinoAgain;
      if (history.now < answering + again + BOUNDS.falselyFree) return;
      broken(`free since ${new Date(known).toISOString()}, while ${current.id} runs and is known`, roomName);
    }

    let looked = 0;
    return {
      settled() {
        // It may last minutes: to look each ten seconds is enough.
        if (history.now < looked + 10_000) return;
        looked = history.now;
        for (const roomName of history.roomNames) look(roomName);
      },
    };
  },
};

function knows({ building, clock }: Process, roomName: string, id: string): boolean {
  const { meetings = [] } = building.view(roomName)?.agenda ?? {};
  const now = clock.now();
  return meetings.some((meeting) => meeting.id === id && meeting.start <= now && now < meeting.end);
}
