import PQueue from 'p-queue';
import type { Listing } from '../../agenda/agenda.ts';
import type { CalendarPort, ListRequest } from '../../ports/calendar.ts';
import { UNMEASURED } from '../measures.ts';

const AT_ONCE = 10;

/** What is asked of a calendar: one list on its way, and one more that has not been sent yet. */
interface CalendarLists {
  sent?: Promise<unknown> | undefined;
  isSending?: boolean;
  asked?: { request: ListRequest; isQueued: boolean; answer: Promise<Listing> } | undefined;
}

/**
 * The one way to list: whoever asks for a calendar gets a list that is sent after the asking, but of each calendar only
 * one is on its way, and all who ask meanwhile share the next. Urgent ones go first, and past the desk where it
 * would hold up who stands at a door.
 */
export function coalesceLists(list: CalendarPort['list'], measures = UNMEASURED): CalendarPort['list'] {
  const queue = new PQueue({ concurrency: AT_ONCE });
  measures.queue('lists', () => queue.size);
  const byCalendar = new Map<string, CalendarLists>();

  async function send(lists: CalendarLists, request: ListRequest): Promise<Listing> {
    await lists.sent;
    const { calendarId } = request;
    if (lists.asked) lists.asked.isQueued = true;
    return queue.add(
      () => {
        lists.asked = undefined;
        const listing = list(request);
        lists.isSending = true;
        const arrived = () => {
          lists.isSending = false;
          // What was answered is the askers': thousands of calendars would keep it until they are listed again.
          if (!lists.asked) byCalendar.delete(calendarId);
        };
        lists.sent = listing.then(arrived, arrived);
        return listing;
      },
      { id: calendarId, priority: Number(request.urgent ?? false) },
    );
  }

  return (request) => {
    const { calendarId, until = 0, urgent = false, awaited = false, looksBack = false } = request;
    const lists = byCalendar.get(calendarId) ?? {};
    byCalendar.set(calendarId, lists);
    if (awaited && (lists.isSending || queue.pending >= AT_ONCE)) return list(request);
    if (!lists.asked) {
      const first = { ...request };
      lists.asked = { request: first, isQueued: false, answer: send(lists, first) };
      return lists.asked.answer;
    }
    const { request: shared, isQueued, answer } = lists.asked;
    shared.until = Math.max(shared.until ?? 0, until);
    if (awaited) shared.awaited = true;
    if (looksBack) shared.looksBack = true;
    if (urgent && !shared.urgent) {
      shared.urgent = true;
      if (isQueued) queue.setPriority(calendarId, 1);
    }
    return answer;
  };
}
