import type { GoogleEvent, Instant } from '../../agenda/agenda.ts';
import { FIELDS } from './calendar.ts';
import { type GoogleOptions, googleClient } from './client.ts';
import { readPage } from './response-schemas.ts';

/** As many as Google puts on a page. */
const EVENTS_ON_A_PAGE = 2_500;

/**
 * Lists all that a calendar tells between two instants, page by page, recurring events expanded; `account` as
 * `GoogleOptions` has it. Throws a `VendorFailure` of vendor `calendar`.
 */
export async function listCalendar(
  account: Pick<GoogleOptions, 'credentials' | 'subject' | 'endpoint'>,
  { calendarId, from, until }: { calendarId: string; from: Instant; until: Instant },
): Promise<{ events: GoogleEvent[]; timeZone: string }> {
  const { ask } = googleClient(account);
  const events: GoogleEvent[] = [];
  let pageToken: string | undefined;
  let timeZone = '';
  do {
    const request = {
      calendarId,
      timeMin: new Date(from).toISOString(),
      timeMax: new Date(until).toISOString(),
      singleEvents: true,
      orderBy: 'startTime',
      maxResults: EVENTS_ON_A_PAGE,
      fields: FIELDS,
      ...(pageToken && { pageToken }),
    };
    const read = (data: unknown) => readPage(data, request.pageToken);
    const page = await ask('events.list', (client) => client.events.list(request), read);
    events.push(...page.items);
    timeZone = page.timeZone;
    pageToken = page.nextPageToken;
  } while (pageToken);
  return { events, timeZone };
}
