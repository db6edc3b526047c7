import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/configuration/config.ts';
import { checkCalendars } from '../../src/operator/calendar-checks.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { EVENTS, GOOGLE, googleTokens, KEY_FILE, useVendors } from '../io/vendors.ts';

const vendors = useVendors();
const clock = new SimulatedClock('2026-11-23T08:00:00Z');

describe('what the doctor says of a calendar', () => {
  const config = {
    gcal_api_endpoint: GOOGLE,
    rooms: [{ room_name: 'blue_room', gcal_calendar_id: 'blue@example.org' }],
  } as Config;
  const checked = async (answer: () => Response) => {
    vendors.use(googleTokens(), http.get(EVENTS, answer));
    const checks = await checkCalendars({ config, credentials: JSON.stringify(KEY_FILE) }, clock);
    return checks.find(({ check }) => check === 'calendar');
  };
  const share = `run roomcal share, or share blue@example.org with ${KEY_FILE.client_email}: Make changes to events`;

  it.each([
    ['owner', 'ok', 'owner, Europe/Rome'],
    ['writer', 'ok', 'writer, Europe/Rome'],
    ['writerWithoutPrivateAccess', 'ok', 'writerWithoutPrivateAccess, Europe/Rome'],
    ['reader', 'warning', 'reader: the room can be shown, but not booked'],
    ['freeBusyReader', 'warning', 'freeBusyReader: no titles, and no bookings'],
    ['none', 'failed', "none: the room can't be shown"],
    [undefined, 'failed', "none: the room can't be shown"],
  ])('of which we are %s', async (accessRole, status, says) => {
    const found = await checked(() => HttpResponse.json({ accessRole, timeZone: 'Europe/Rome' }));
    expect(found).toEqual({
      check: 'calendar',
      subject: 'blue_room',
      status,
      says,
      ...(status !== 'ok' && { mend: share }),
    });
  });

  it.each<[string, object, Partial<Config>, object[]]>([
    ['that Node knows', { timeZone: 'Europe/Rome' }, {}, []],
    [
      'that Node does not know, where the room has none',
      { timeZone: 'Mars/Base' },
      {},
      [
        {
          subject: 'blue_room',
          status: 'failed',
          mend: expect.stringMatching(/^give the room a time_zone, or/),
        },
      ],
    ],
    [
      'that Node does not know, where all rooms have one',
      { timeZone: 'Mars/Base' },
      { time_zone: 'Europe/Rome' },
      [
        {
          subject: 'blue_room',
          status: 'warning',
          says: expect.stringMatching(/Mars\/Base.*its own time_zone$/),
        },
      ],
    ],
  ])('and of a zone %s', async (_, answer, more, zones) => {
    vendors.use(
      googleTokens(),
      http.get(EVENTS, () => HttpResponse.json({ accessRole: 'writer', ...answer })),
    );
    const read = { config: { ...config, ...more }, credentials: JSON.stringify(KEY_FILE) };
    const checks = await checkCalendars(read, clock);
    expect(checks.filter(({ check }) => check === 'zone')).toMatchObject(zones);
    expect(checks.filter(({ check }) => check === 'zone')).toHaveLength(zones.length);
  });

  const refused = (code: number, reason: string) => () =>
    HttpResponse.json({ error: { code, message: 'no', errors: [{ reason }] } }, { status: code });

  it.each([
    ['is not there', refused(404, 'notFound'), 'failed', /no such calendar/, /share blue@example\.org/],
    [
      'is asked for too often',
      refused(403, 'rateLimitExceeded'),
      'warning',
      /could not be seen/,
      /in a minute/,
    ],
    ['is forbidden', refused(403, 'forbidden'), 'failed', /403 forbidden/, /enable the Calendar API/],
    ['is asked for too often by all', refused(429, 'rateLimitExceeded'), 'failed', /429/, /in a minute/],
    ['can not be had', refused(503, 'backendError'), 'failed', /503/, /run it again/],
  ])('that %s', async (_, answer, status, says, mend) => {
    expect(await checked(answer)).toMatchObject({
      subject: 'blue_room',
      status,
      says: expect.stringMatching(says),
      mend: expect.stringMatching(mend),
    });
  });
});
