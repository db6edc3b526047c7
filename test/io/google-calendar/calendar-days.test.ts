import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { listCalendar } from '../../../src/io/google-calendar/calendar-days.ts';
import { event } from '../../helpers/events.ts';
import { EVENTS, failureOf, GOOGLE, googleTokens, KEY_FILE, useVendors } from '../vendors.ts';

const vendors = useVendors();

const twoDays = () =>
  listCalendar(
    { credentials: JSON.stringify(KEY_FILE), endpoint: GOOGLE },
    {
      calendarId: 'blue@example.org',
      from: Date.parse('2026-11-23T00:00:00Z'),
      until: Date.parse('2026-11-25T00:00:00Z'),
    },
  );

it('the days of a calendar are listed from the first instant to the last, page by page', async () => {
  const first = event('first', '2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z');
  const second = event('second', '2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z');
  const asked: Record<string, string>[] = [];
  vendors.use(
    googleTokens(),
    http.get(EVENTS, ({ request }) => {
      const query = Object.fromEntries(new URL(request.url).searchParams);
      asked.push(query);
      const page = query.pageToken ? { items: [second] } : { items: [first], nextPageToken: 'more' };
      return HttpResponse.json({ timeZone: 'Europe/Rome', ...page });
    }),
  );
  const listed = await twoDays();
  expect(listed).toMatchObject({ timeZone: 'Europe/Rome', events: [{ id: 'first' }, { id: 'second' }] });
  const days = {
    timeMin: '2026-11-23T00:00:00.000Z',
    timeMax: '2026-11-25T00:00:00.000Z',
    singleEvents: 'true',
    orderBy: 'startTime',
    maxResults: '2500',
  };
  expect(asked).toMatchObject([days, { ...days, pageToken: 'more' }]);
  expect(asked[0]).not.toHaveProperty('pageToken');
});

it('a page that leads to itself is not listed for ever', async () => {
  const end = { timeZone: 'Europe/Rome', items: [] };
  const pages = [1, 2].map(() => ({ ...end, nextPageToken: 'more' }));
  vendors.use(
    googleTokens(),
    http.get(EVENTS, () => HttpResponse.json(pages.shift() ?? end)),
  );
  expect((await failureOf('calendar', twoDays())).message).toContain('there is no end');
  expect(vendors.count('/events')).toBe(2);
});
