import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { calendarSharing } from '../../../src/io/google-calendar/sharing.ts';
import { GOOGLE, googleTokens, KEY_FILE, useVendors } from '../vendors.ts';

const { use, requests } = useVendors();
const ACL = `${GOOGLE}/calendar/v3/calendars/:calendar/acl`;
const CALENDAR = 'blue@resource.calendar.google.com';
const USER = 'roomcal@acme.iam.gserviceaccount.com';

const sharing = () => calendarSharing({ credentials: JSON.stringify(KEY_FILE), endpoint: GOOGLE });
const rule = (role: string, type: string, value: string) => ({ role, scope: { type, value } });

const ANOTHER = { items: [], nextPageToken: 'more' };

/** Answers page after page, and then the last one for ever. */
function answering(...pages: object[]) {
  use(
    googleTokens(),
    http.get(ACL, () => HttpResponse.json(pages.length > 1 ? pages.shift() : pages[0])),
  );
}

describe('the role of a user in a calendar', () => {
  it("is that of the user's own rule, in whatever letters, and on whatever page", async () => {
    const others = [rule('owner', 'user', 'ada@example.org'), rule('reader', 'group', USER)];
    answering(
      { items: others, nextPageToken: 'more' },
      { items: [rule('writer', 'user', USER.toUpperCase())] },
    );
    expect(await sharing().roleOf(CALENDAR, USER)).toBe('writer');
    expect(requests.at(-1)?.url).toContain('pageToken=more');
  });

  it.each([
    ['no rule is about the user', [{ items: [rule('reader', 'domain', USER)] }]],
    ['there are no rules', [{}]],
    ['a page leads to itself', [ANOTHER, ANOTHER, { items: [rule('writer', 'user', USER)] }]],
  ])('is none where %s', async (_, pages) => {
    answering(...pages);
    expect(await sharing().roleOf(CALENDAR, USER)).toBeUndefined();
  });
});

describe('a role that is given', () => {
  it('is what Google says of it, and no mail is sent', async () => {
    use(
      googleTokens(),
      http.post(ACL, () => HttpResponse.json(rule('reader', 'user', USER))),
    );
    expect(await sharing().give(CALENDAR, USER, 'writer')).toBe('reader');
    const asked = requests.at(-1)!;
    expect(new URL(asked.url).searchParams.get('sendNotifications')).toBe('false');
    expect(await asked.json()).toEqual(rule('writer', 'user', USER));
  });

  it('is none where Google does not say which it is', async () => {
    use(
      googleTokens(),
      http.post(ACL, () => HttpResponse.json({})),
    );
    expect(await sharing().give(CALENDAR, USER, 'writer')).toBe('none');
  });
});
