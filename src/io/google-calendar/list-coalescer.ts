import PQueue from 'p-queue';
import type { Listing } from '../../agenda/agenda.ts';
import type { CalendarPort, ListRequest } from '../../ports/calendar.ts';
import { UNMEASURED } from '../measures.ts';

const AT_ONCE = 10;
/** Of these, lists that nobody waits for: each may wait a minute for Google's budget, and changes are to pass. */
const UNHURRIED_AT_ONCE = 5;

/** A list that has not been sent yet; it may become urgent until then. */
interface Asked {
  request: ListRequest;
  isQueued: boolean;
  answer: PromiseWithResolvers<Listing>;
}

/** What is asked of a calendar: one list on its way, and one more. */
interface CalendarLists {
  sent?: Promise<unknown> | undefined;
  isSending?: boolean;
  asked?: Asked | undefined;
}

/**
 * The one way to list: whoever asks for a calendar gets a list that is sent after the asking, but of each calendar only
 * one is on its way, and all who ask meanwhile share the next. Urgent ones go first; one for which
 * somebody stands at a door goes alone where it would be held up.
 */
export function coalesceLists(list: CalendarPort['list'], measures = UNMEASURED): CalendarPort['list'] {
  const places = new PQueue({ concurrency: AT_ONCE });
  const unhurried = new PQueue({ concurrency: UNHURRIED_AT_ONCE });
  measures.queue('lists', () => places.size + unhurried.size);
  const byCalendar = new Map<string, CalendarLists>();

  async function send(lists: CalendarLists, { request, answer }: Asked): Promise<void> {
    lists.asked = undefined;
    lists.isSending = true;
    const arrived = () => {
      lists.isSending = false;
      // What was answered is the askers': thousands of calendars would keep it until they are listed again.
      if (!lists.asked) byCalendar.delete(request.calendarId);
    };
    const listing = list(request);
    lists.sent = listing.then(arrived, arrived);
    await lists.sent;
    answer.resolve(listing);
  }

  async function queue(lists: CalendarLists, asked: Asked): Promise<void> {
    await lists.sent;
    asked.isQueued = true;
    // One that became urgent meanwhile stands in both lines.
    const turn = async () => (lists.asked === asked ? send(lists, asked) : undefined);
    if (isFirst(asked.request)) await places.add(turn, { priority: 1 });
    else await unhurried.add(() => places.add(turn));
  }

  return (request) => {
    const { calendarId, until = 0, urgent = false, awaited = false, looksBack = false } = request;
    const lists = byCalendar.get(calendarId) ?? {};
    byCalendar.set(calendarId, lists);
    if (awaited && (lists.isSending || places.pending >= AT_ONCE)) return list(request);
    if (!lists.asked) {
      const asked = { request: { ...request }, isQueued: false, answer: Promise.withResolvers<Listing>() };
      lists.asked = asked;
      void queue(lists, asked);
      return asked.answer.promise;
    }
    const { request: shared, isQueued, answer } = lists.asked;
    shared.until = Math.max(shared.until ?? 0, until);
    const wasFirst = isFirst(shared);
    if (urgent) shared.urgent = true;
    if (awaited) shared.awaited = true;
    if (looksBack) shared.looksBack = true;
    if (isFirst(shared) && !wasFirst && isQueued) void queue(lists, lists.asked);
    return answer.promise;
  };
}

function isFirst({ urgent, awaited }: ListRequest): boolean {
  return Boolean(urgent || awaited);
}
