import type { Config } from '../configuration/config.ts';
import type { Environment } from '../configuration/environment.ts';
import type { CalendarAdmin } from '../ports/administration.ts';
import type { Clock } from '../ports/clock.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { type Check, type Finding, failed, look, ok, warning } from './check.ts';
import { bucketsOf, openBuckets, openCalendar, withEvents } from './clouds.ts';

const WRITERS = new Set(['owner', 'writer', 'writerWithoutPrivateAccess']);

/** Whether Google gives a token, and if so what it lets us do with each room's calendar. */
export async function checkCalendars(
  { config, credentials }: { config: Config; credentials: string | undefined },
  clock: Clock,
): Promise<Check[]> {
  const account = credentials ? String(JSON.parse(credentials).client_email) : 'the default credentials';
  let calendar: CalendarAdmin | undefined;
  const token = await look('credentials', 'Google Calendar', clock, async () => {
    const opened = await openCalendar(config, credentials);
    await opened.authorize();
    calendar = opened;
    return ok(`Google gives a token to ${account}`);
  });
  if (!calendar) return [token];
  const { access } = calendar;
  const calendars = config.rooms.map(({ room_name, gcal_calendar_id }) =>
    look('calendar', room_name, clock, () => checkAccess(access, gcal_calendar_id, account)),
  );
  return [token, ...(await Promise.all(calendars))];
}

async function checkAccess(
  access: CalendarAdmin['access'],
  calendarId: string,
  account: string,
): Promise<Finding> {
  const share = `share ${calendarId} with ${account}: Make changes to events`;
  try {
    const { role, timeZone } = await access(calendarId);
    if (WRITERS.has(role)) return ok(`${role}, ${timeZone}`);
    if (role === 'reader') return warning('reader: the room can be shown, but not booked', share);
    if (role === 'freeBusyReader') return warning('freeBusyReader: no titles, and no bookings', share);
    return failed(`${role}: the room can't be shown`, share);
  } catch (error) {
    const { status, operator, message } = error as VendorFailure;
    if (status === 404) return failed('there is no such calendar, or it is not shared with us', share);
    if (status === 403 && !operator)
      return warning(`${message}: it could not be seen`, 'run it again in a minute');
    throw error;
  }
}

/** Topic and subscription; the service makes them at its start where they are missing. */
export async function checkEvents(environment: Environment, clock: Clock): Promise<Check[]> {
  const { subscription: name } = environment;
  const later = 'it is made as the service starts; or run roomcal setup';
  const topic = look('topic', 'roomcalendar_events', clock, () =>
    withEvents(environment, async (events) =>
      (await events.topic()) ? ok('is there') : warning('is missing', later),
    ),
  );
  const subscription = look('subscription', name, clock, () =>
    withEvents(environment, async (events) => {
      const found = await events.subscription();
      if (!found) return warning('is missing', later);
      const anew = 'delete it and run roomcal setup, or name another one in ROOMCAL_SUBSCRIPTION';
      if (found.topic === '_deleted-topic_') return failed('its topic was deleted: it hears nothing', anew);
      if (found.topic !== events.topicName) return failed(`hears another topic, ${found.topic}`, anew);
      return found.ordered ? ok('is there') : warning('does not keep the order of messages', anew);
    }),
  );
  return Promise.all([topic, subscription]);
}

/** The buckets of the configuration and of the watch ids, where they are in one. */
export async function checkBuckets(environment: Environment, clock: Clock): Promise<Check[]> {
  return Promise.all(
    bucketsOf(environment).map((bucket) =>
      look('bucket', `gs://${bucket}`, clock, async () =>
        (await (await openBuckets(environment)).exists(bucket))
          ? ok('is there')
          : failed(
              'is missing',
              'run roomcal setup, or correct its name in ROOMCAL_CONFIG or ROOMCAL_WATCH_IDS',
            ),
      ),
    ),
  );
}
