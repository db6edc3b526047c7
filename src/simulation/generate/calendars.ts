import { localDate } from '../../agenda/local-time.ts';
import type { Dice } from './dice.ts';
import { type Event, type Frame, HOUR_MS, iso, MINUTE_MS } from './frame.ts';

const QUARTER_MS = 15 * MINUTE_MS;
const TITLES = [
  'Stand-up',
  'Interview',
  'Budget',
  'Review',
  'One to one',
  'Demo',
  'Roadmap',
  'Retrospective',
];

/** What a room's calendar has when the day begins. */
export function calendarOf(dice: Dice, frame: Frame, roomName: string): Event[] {
  const events: Event[] = [];
  const number = Number(roomName.replace('room', ''));
  const add = (event: Omit<Event, 'id'>) => {
    events.push({ id: `r${number}e${events.length + 1}`, ...event });
  };
  let at = frame.from - 2 * HOUR_MS;
  const { to } = frame;
  while (at < to + 8 * HOUR_MS) {
    at += dice.happens(0.3) ? 0 : dice.between(2, 18) * QUARTER_MS;
    const start = dice.happens(0.1) ? at + dice.between(1, 14) * MINUTE_MS : at;
    const length = dice.pick([QUARTER_MS, 2 * QUARTER_MS, HOUR_MS, HOUR_MS, 2 * HOUR_MS]);
    add({ ...timed(start, start + length), ...kind(dice) });
    // Now and then the next one begins before this one ends.
    at = dice.happens(0.12) ? start + length / 2 : start + length;
    if (dice.happens(0.15)) at += dice.between(2, 7) * HOUR_MS;
  }
  if (dice.happens(0.12)) crowd(dice, frame, add);
  if (dice.happens(0.15)) add({ ...wholeDays(dice, frame), ...kind(dice) });
  if (dice.happens(0.1)) {
    const start = moment(dice, frame);
    add({ ...timed(start, start + dice.between(20, 50) * HOUR_MS), ...kind(dice) });
  }
  return events;
}

/** More meetings than a page of a list has. */
function crowd(dice: Dice, frame: Frame, add: (event: Omit<Event, 'id'>) => void): void {
  let at = moment(dice, frame);
  for (let count = dice.between(11, 22); count > 0; count--) {
    const length = dice.between(2, 12) * MINUTE_MS;
    add({ ...timed(at, at + length), ...kind(dice) });
    at += dice.happens(0.3) ? length / 2 : length;
  }
}

function moment(dice: Dice, { from, to }: Frame): number {
  return from + Math.floor((dice.share() * (to - from)) / QUARTER_MS) * QUARTER_MS;
}

/** What is out of the ordinary about an event, mostly nothing but a title. */
export function kind(dice: Dice): Partial<Event> {
  const summary = dice.pick(TITLES);
  switch (
    dice.weighted({
      plain: 80,
      tentative: 4,
      free: 4,
      declined: 4,
      unanswered: 2,
      private: 3,
      untitled: 2,
      office: 1,
    })
  ) {
    case 'tentative':
      return { summary, status: 'tentative' };
    case 'free':
      return { summary, transparency: 'transparent' };
    case 'declined':
      return { summary, attendees: [{ self: true, responseStatus: 'declined' }] };
    case 'unanswered':
      return { summary, attendees: [{ self: true, responseStatus: 'needsAction' }] };
    case 'private':
      return { summary, visibility: 'private' };
    case 'untitled':
      return {};
    case 'office':
      return { summary, eventType: 'workingLocation' };
    default:
      return { summary };
  }
}

export function timed(start: number, end: number): Pick<Event, 'start' | 'end'> {
  return { start: { dateTime: iso(start) }, end: { dateTime: iso(Math.floor(end / MINUTE_MS) * MINUTE_MS) } };
}

function wholeDays(dice: Dice, { from, zone }: Frame): Pick<Event, 'start' | 'end'> {
  const first = from + dice.between(-1, 1) * 24 * HOUR_MS;
  const last = first + dice.between(1, 3) * 24 * HOUR_MS;
  return { start: { date: localDate(first, zone) }, end: { date: localDate(last, zone) } };
}
