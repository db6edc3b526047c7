import type { Config } from '../configuration/config.ts';
import { accountOf } from '../configuration/open.ts';
import { type GoogleTime, googleTime } from '../io/google-calendar/google-time.ts';
import type { CalendarAdmin } from '../ports/administration.ts';
import type { Clock } from '../ports/clock.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { clockIsWrong } from '../telemetry/wrong-times.ts';
import { type Check, type Finding, failed, look, ok, warning } from './check.ts';
import { openCalendar } from './clouds.ts';
import { checkZone } from './zone-check.ts';

const WRITERS = new Set(['owner', 'writer', 'writerWithoutPrivateAccess']);

type Access = Awaited<ReturnType<CalendarAdmin['access']>>;

/** Whether Google gives a token, and if so what it lets us do with each room's calendar, and whether we agree on the time. */
export async function checkCalendars(
  { config, credentials }: { config: Config; credentials: string | undefined },
  clock: Clock,
): Promise<Check[]> {
  const account = accountOf(config, credentials);
  const time = googleTime(clock);
  let calendar: CalendarAdmin | undefined;
  const token = await look('credentials', 'Google Calendar', clock, async () => {
    const opened = await openCalendar(config, credentials, time);
    await opened.authorize();
    calendar = opened;
    return ok(`Google gives a token to ${account}`);
  });
  if (!calendar) return [token];
  const { access } = calendar;
  const rooms = config.rooms.map(async ({ room_name, gcal_calendar_id: id, time_zone }): Promise<Check[]> => {
    let seen: Access | undefined;
    const ofCalendar = await look('calendar', room_name, clock, () =>
      checkAccess(async () => {
        seen = await access(id);
        return seen;
      }, `run roomcal share, or share ${id} with ${account}: Make changes to events`),
    );
    const ofZone = seen && checkZone(seen, time_zone ?? config.time_zone, time.clock.now());
    return ofZone ? [ofCalendar, { check: 'zone', subject: room_name, ...ofZone }] : [ofCalendar];
  });
  const checks = (await Promise.all(rooms)).flat();
  // All those answers have told what time it is.
  return [token, { check: 'clock', subject: 'this machine', ...checkClock(time) }, ...checks];
}

/** Whether this machine's clock is right, as Google's answers tell. */
function checkClock(time: GoogleTime): Finding {
  const skewMs = time.skewMs();
  if (skewMs === 0) return ok('right to two seconds');
  return warning(`${clockIsWrong(skewMs)}; roomcal goes by Google's`, 'let NTP keep the clock');
}

/** `share` says how the calendar is shared as it should be. */
async function checkAccess(access: () => Promise<Access>, share: string): Promise<Finding> {
  try {
    const { role, timeZone } = await access();
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
