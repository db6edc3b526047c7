import PQueue from 'p-queue';
import type { Listing } from '../../agenda/agenda.ts';
import type { CalendarPort, ListRequest } from '../../ports/calendar.ts';
import { UNMEASURED } from '../measures.ts';

const AT_ONCE = 10;

/** What is asked of a calendar: one list on its way, and one more that has not been sent yet. */
interface Desk {
  sent?: Promise<unknown> | undefined;
  isSending?: boolean;
  asked?: { request: ListRequest; isQueued: boolean; answer: Promise<Listing> } | undefined;
}

/**
 * The one way to list: whoever asks for a calendar gets a list that is sent after the asking, but of each calendar only
 * one is on its way, and all who ask meanwhile share the next. Urgent ones go first, and past the desk where it
 * would hold up who stands at a door.
 */
export function listDesk(list: CalendarPort['list'], measures = UNMEASURED): CalendarPort['list'] {
  const queue = new PQueue({ concurrency: AT_ONCE });
  measures.queue('lists', () => queue.size);
  const desks = new Map<string, Desk>();

  async function send(desk: Desk, request: ListRequest): Promise<Listing> {
    await desk.sent;
    const { calendarId } = request;
    if (desk.asked) desk.asked.isQueued = true;
    return queue.add(
      () => {
        desk.asked = undefined;
        const listing = list(request);
        desk.isSending = true;
        desk.sent = listing
          .catch(() => undefined)
          .finally(() => {
            desk.isSending = false;
          });
        return listing;
      },
      { id: calendarId, priority: Number(request.urgent ?? false) },
    );
  }

  return (request) => {
    const { calendarId, until = 0, urgent = false, awaited = false } = request;
    const desk = desks.get(calendarId) ?? {};
    desks.set(calendarId, desk);
    if (awaited && (desk.isSending || queue.pending >= AT_ONCE)) return list(request);
    if (!desk.asked) {
      const first = { ...request };
      desk.asked = { request: first, isQueued: false, answer: send(desk, first) };
      return desk.asked.answer;
    }
    const { request: shared, isQueued, answer } = desk.asked;
    shared.until = Math.max(shared.until ?? 0, until);
    if (awaited) shared.awaited = true;
    if (urgent && !shared.urgent) {
      shared.urgent = true;
      if (isQueued) queue.setPriority(calendarId, 1);
    }
    return answer;
  };
}
