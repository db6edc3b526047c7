import { agendaOf, type GoogleEvent, type Instant } from '../agenda/agenda.ts';
import { isTimeZone, zoneName } from '../agenda/zone.ts';
import { ruleErrorOf } from '../agenda/zone-evidence.ts';
import { NEWER_RULES, rulesAreWrong, zoneIsUnknown } from '../telemetry/wrong-times.ts';
import { type Finding, failed, warning } from './check.ts';

/**
 * What is wrong with the zone of a room: `timeZone` is its calendar's, `ownZone` its own, where it has one (IANA both), and
 * `events` show by which rules Google goes. Undefined where nothing is.
 */
export function checkZone(
  { events, timeZone }: { events: readonly GoogleEvent[]; timeZone: string },
  ownZone: string | undefined,
  now: Instant,
): Finding | undefined {
  if (!isTimeZone(ownZone ?? timeZone))
    return failed(zoneIsUnknown(timeZone), `give the room a time_zone, or ${NEWER_RULES}`);
  const agenda = agendaOf({ events: [...events], timeZone, asOf: now, complete: true }, ownZone);
  const errorMs = ruleErrorOf(agenda.timeZone, now);
  if (errorMs !== 0) return warning(rulesAreWrong(zoneName(agenda.timeZone), errorMs), NEWER_RULES);
  if (isTimeZone(timeZone)) return undefined;
  return warning(`${zoneIsUnknown(timeZone)}; the room goes by its own time_zone`, NEWER_RULES);
}
