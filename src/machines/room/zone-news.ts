import { isTimeZone, UNKNOWN_ZONE, zoneName } from '../../agenda/zone.ts';
import { ruleErrorOf } from '../../agenda/zone-evidence.ts';
import type { RoomFact } from '../facts.ts';
import type { RoomContext, ZoneTold } from './types.ts';

type ZoneFact = Extract<RoomFact, { type: 'zone.wrong' | 'zone.unknown' | 'zone.known' }>;

/** Whether this machine does not know the zone of the room's calendar: the room has one of its own, or can't be refreshed. */
export function isOfUnknownZone({ calendarZone, failure }: RoomContext): boolean {
  if (failure?.reason === UNKNOWN_ZONE) return true;
  return calendarZone !== undefined && !isTimeZone(calendarZone);
}

/** What is to be said of a room's zone, for it is another thing than what was said last; each is said once. */
export function newsOfZone({ agenda, calendarZone, zoneTold, now }: RoomContext): {
  zoneTold: ZoneTold;
  facts: ZoneFact[];
} {
  if (!agenda || calendarZone === undefined) return { zoneTold, facts: [] };
  const errorMs = ruleErrorOf(agenda.timeZone, now());
  const unknown = isTimeZone(calendarZone) ? undefined : calendarZone;
  const facts: ZoneFact[] = [];
  if (errorMs !== zoneTold.errorMs)
    facts.push({ type: 'zone.wrong', zone: zoneName(agenda.timeZone), errorMs });
  if (unknown !== undefined && unknown !== zoneTold.unknown)
    facts.push({ type: 'zone.unknown', zone: unknown });
  if (unknown === undefined && zoneTold.unknown !== undefined)
    facts.push({ type: 'zone.known', zone: calendarZone });
  return { zoneTold: { errorMs, unknown }, facts };
}
