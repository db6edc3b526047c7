import type { Change, Config, Day } from '../../replay/day-shape.ts';
import { timed } from './calendars.ts';
import type { Class } from './classes.ts';
import type { Dice } from './dice.ts';
import { type Frame, HOUR_MS, iso, MINUTE_MS, SECOND_MS } from './frame.ts';

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

export interface CheckInsWanted {
  frame: Frame;
  room: Room;
  names: readonly string[];
  much: Class;
  withinMs: number;
}

/** Who comes to which meetings, and when something is under way because of that. */
export function checkInsOf(
  dice: Dice,
  { frame, room: { room_name, events }, names, much, withinMs }: CheckInsWanted,
): { changes: Change[]; scenes: number[] } {
  const changes: Change[] = [];
  const scenes: number[] = [];
  const press = (at: number, check_in: string) => {
    if (at >= frame.from && at < frame.to) changes.push({ at: iso(at), room_name, check_in });
  };
  const add = (change: Change) => void changes.push(change);

  /** Whoever comes meanwhile is not heard. */
  function asleep(begins: number): void {
    const for_mins = dice.between(1, 6);
    const at = begins + Math.floor(dice.share() * withinMs);
    if (much.clocks > 0 && at + 2 * for_mins * MINUTE_MS < frame.calm)
      add({ at: iso(at), sleep: { process: dice.pick(names), for_mins } });
  }

  /** A sweep finds another meeting, and nobody can list it: until then what is known is not known to be true. */
  function unlisted(begins: number): void {
    const for_ms = withinMs + dice.between(4, 12) * MINUTE_MS;
    const at = begins - dice.between(0, 4) * MINUTE_MS;
    if (much.calendar === 0 || at < frame.from || at + for_ms + withinMs > frame.calm) return;
    const event = {
      id: `${room_name}u${begins / MINUTE_MS}`,
      summary: 'Unlisted',
      ...timed(begins + 5 * HOUR_MS, begins + 6 * HOUR_MS),
    };
    add({ at: iso(at), room_name, insert: event });
    add({ at: iso(at), fault: { calendar: 503, call: 'list', for_ms, room_name } });
  }

  for (const { id, start } of events) {
    const begins = Date.parse(start?.dateTime ?? '');
    if (!(begins > frame.from)) continue;
    if (dice.happens(0.3)) scenes.push(begins + withinMs);
    if (dice.happens(0.06)) asleep(begins);
    if (dice.happens(0.06)) unlisted(begins);
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
