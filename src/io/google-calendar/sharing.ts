import type { calendar_v3 } from '@googleapis/calendar';
import type { SharingAdmin } from '../../ports/administration.ts';
import { type GoogleOptions, googleClient } from './client.ts';
import { readRule, readRules } from './response-schemas.ts';

/** The most rules that Google puts on a page. */
const PAGE = 250;

/** Who may do what with calendars, for an account that manages them. */
export function calendarSharing(options: GoogleOptions): SharingAdmin {
  const { ask } = googleClient(options);
  return {
    async roleOf(calendarId, user) {
      let pageToken: string | undefined;
      do {
        const request = { calendarId, maxResults: PAGE, ...(pageToken && { pageToken }) };
        const page = await ask('acl.list', (client) => client.acl.list(request), readRules);
        const rule = page.items?.find(({ scope }) => scope?.type === 'user' && isSame(scope.value, user));
        if (rule) return rule.role ?? undefined;
        if (page.nextPageToken === pageToken) return undefined;
        pageToken = page.nextPageToken ?? undefined;
      } while (pageToken);
      return undefined;
    },

    async give(calendarId, user, role) {
      const requestBody = { role, scope: { type: 'user', value: user } };
      const request = { calendarId, sendNotifications: false, requestBody };
      const insert = (client: calendar_v3.Calendar) => client.acl.insert(request);
      return (await ask('acl.insert', insert, readRule)).role ?? 'none';
    },
  };
}

/** Google writes addresses as their owners do. */
function isSame(one: string | null | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
