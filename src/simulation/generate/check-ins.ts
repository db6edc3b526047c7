import type { Change, Config, Day } from '../../replay/day-shape.ts';
import type { Dice } from './dice.ts';
import { type Event, type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';

type Room = Day['rooms'][number];

/** What a day asks for at its doors; mostly nothing. */
export function askingOf(dice: Dice): Config['check_in'] {
  if (!dice.happens(0.4)) return undefined;
  return { within_mins: dice.pick([3, 5, 10, 10, 15]), releases: dice.pick(['own', 'any', 'any']) };
}

/** The room with meetings of others, to which it was invited. */
export function withGuests(dice: Dice, room: Room): Room {
  const self = {
    email: `${room.room_name}@example.org`,
    resource: true,
    self: true,
    responseStatus: 'accepted',
  };
  const ada = { email: 'ada@example.org', responseStatus: 'accepted' };
  const events = room.events.map((event) => {
    if (event.attendees || !dice.happens(0.5)) return event;
    const organizer = { email: 'ada@example.org' };
    return { ...event, organizer, attendees: dice.happens(0.5) ? [ada, self] : [self] };
  });
  return { ...room, events };
}

/** Who comes to which meetings, and when something is under way because of that. */
export function checkInsOf(
  dice: Dice,
  frame: Frame,
  { room_name, events }: { room_name: string; events: readonly Event[] },
  withinMs: number,
): { changes: Change[]; scenes: number[] } {
  const changes: Change[] = [];
  const scenes: number[] = [];
  const press = (at: number, check_in: string) => {
    if (at >= frame.from && at < frame.to) changes.push({ at: iso(at), room_name, check_in });
  };
  for (const { id, start } of events) {
    const begins = Date.parse(start?.dateTime ?? '');
    if (!(begins > frame.from)) continue;
    if (dice.happens(0.3)) scenes.push(begins + withinMs);
    if (!dice.happens(0.5)) continue;
    // Rather just before the time is up than in the midst of it.
    const after = dice.happens(0.5)
      ? withinMs + dice.between(-8, 4) * SECOND_MS
      : dice.share() * withinMs * 1.2;
    const at = begins + Math.floor(after) + (dice.happens(0.05) ? -MINUTE_MS : 0);
    press(at, dice.happens(0.5) ? 'current' : id);
    if (dice.happens(0.3)) press(at + dice.skewed(100, 20 * SECOND_MS), dice.happens(0.5) ? 'current' : id);
  }
  return { changes, scenes };
}
