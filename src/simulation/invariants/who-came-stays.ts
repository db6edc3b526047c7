import type { Instant } from '../../agenda/agenda.ts';
import { checkInOf } from '../../replay/day-shape.ts';
import type { StoredEvent } from '../../sandbox/calendar/stored-event.ts';
import { isDone } from '../history.ts';
import { type Asking, isAttended, isOthers, isReleasable, releaseMarkOf } from '../model/check-in.ts';
import { blocks } from '../model/door.ts';
import type { Invariant } from './invariant.ts';

/** How long after it was sent a write may take effect, in ms. */
const LATEST_MS = 200_000;
/** A clock that is wrong by less is not put right, in ms. */
const WRONG_CLOCK_MS = 2_500;

/** A call that may have been the write of a release: whether its process knew the calendar, and since when it heard who came. */
interface Sent {
  at: Instant;
  wasStale: boolean;
  hearsSince: Instant;
}

/**
 * No room is released from a meeting to which somebody came, before its time is up, while the calendar is not known, twice,
 * or otherwise than the day wants it.
 */
export const whoCameStays: Invariant = {
  name: 'who-came-stays',
  watch(history, broken) {
    /** Since when a process would hear whoever comes. */
    const hearsSince = new Map<string, Instant>();
    const sent = new Map<string, Sent[]>();
    /** Meetings, each with its start, that somebody was told to have checked in to. */
    const came = new Set<string>();
    const released = new Set<string>();

    function check(roomName: string, by: string, at: Instant, before: StoredEvent, after: StoredEvent) {
      const { id } = before.event;
      const say = (what: string) => broken(`${id} was released ${what}`, roomName);
      const asking: Asking | undefined = checkInOf(roomName, history.day);
      const name = `${roomName} ${id} ${before.start}`;
      if (!asking || !isReleasable(before, asking)) return say('that is not to be');
      if (isAttended(before) || came.has(name)) say('to which somebody came');
      if (released.has(name)) say('twice');
      released.add(name);
      const calls = (sent.get(`${by} ${roomName}`) ?? []).filter((one) => at - one.at <= LATEST_MS);
      if (calls.every(({ wasStale }) => wasStale)) say('while nobody knew the calendar');
      const waited = calls.map((one) => one.at - Math.max(before.start, one.hearsSince));
      const longest = Math.max(...waited, 0);
      if (longest < asking.withinMs - WRONG_CLOCK_MS) say(`after ${longest / 1_000} s`);
      if (isOthers(before) ? blocks(after) || after.end !== before.end : after.end > at + WRONG_CLOCK_MS)
        say('in another way than it should be');
      const guests = ({ event }: StoredEvent) =>
        JSON.stringify(event.attendees?.filter(({ self }) => !self) ?? []);
      if (guests(before) !== guests(after)) say('and its guests are others now');
    }

    return {
      started: ({ name }) => void hearsSince.set(name, history.now),
      see({ sleep }) {
        if (!sleep) return;
        // Who sleeps already sleeps no longer for it.
        const { process, for_mins } = sleep;
        const isAsleep = (hearsSince.get(process) ?? 0) > history.now;
        if (!isAsleep) hearsSince.set(process, history.now + for_mins * 60_000);
      },
      called({ vendor, call, roomName, process, at }) {
        if (vendor !== 'calendar' || call !== 'patch' || roomName === undefined) return;
        const caller = history.world.processes.all.findLast(
          (one) => one.name === process && one.has(roomName),
        );
        const wasStale = caller?.building.view(roomName)?.stale ?? true;
        const name = `${process} ${roomName}`;
        const recent = (sent.get(name) ?? []).filter((one) => at - one.at <= LATEST_MS);
        sent.set(name, [...recent, { at, wasStale, hearsSince: hearsSince.get(process) ?? 0 }]);
      },
      wrote({ calendarId, at, by, before, after }) {
        if (by === undefined || !before) return;
        const mark = releaseMarkOf(after);
        if (mark !== undefined && mark !== releaseMarkOf(before)) check(calendarId, by, at, before, after);
      },
      told(told) {
        const { asked, answer } = told;
        if (!isDone(told) || !answer || !('meeting' in answer) || asked.request.type === 'end') return;
        came.add(`${asked.room_name} ${asked.eventId} ${answer.meeting.start}`);
      },
    };
  },
};
