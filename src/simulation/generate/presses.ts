import type { Change } from '../../replay/day-shape.ts';
import type { Dice } from './dice.ts';
import { type Event, type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';
import { freeMoment } from './gaps.ts';

/** What boards write, some of it as no board should. */
const TEXTS = {
  book: 4,
  'book 15': 2,
  'book 30': 4,
  ' Book  45 ': 1,
  '60': 1,
  'extend 15': 3,
  extend: 1,
  end: 3,
  '-1': 1,
  'book 500': 0.3,
  checkin: 0.3,
  'open sesame': 0.3,
};

export interface PressesWanted {
  frame: Frame;
  room: { room_name: string; events: readonly Event[] };
  /** Instants at which something else is under way at the door. */
  scenes: readonly number[];
  much: number;
}

/** Presses at the board of a room, whose Thing is a button in one room of three; and when they are. */
export function pressesOf(
  dice: Dice,
  { frame, room, scenes, much }: PressesWanted,
): { changes: Change[]; scenes: number[] } {
  const { room_name, events } = room;
  const times: number[] = [];
  if (!dice.happens(Math.min(0.35 * much, 0.9))) return { changes: [], scenes: [] };
  const count = Math.round(dice.between(2, 7) * much);
  for (let index = 0; index < count; index++) {
    const isAtTheSameMoment = scenes.length > 0 && dice.happens(0.4);
    const begin = isAtTheSameMoment
      ? dice.pick(scenes) + dice.pick([0, dice.between(0, 999), dice.between(-2_000, 5_000)])
      : freeMoment(dice, frame, events, frame.to - 30 * MINUTE_MS) + dice.between(0, 999);
    times.push(begin);
    // Whoever gets no answer presses again, and whoever has one goes on.
    for (let at = begin; dice.happens(0.5); times.push(at)) at += dice.skewed(300, 20 * 60 * SECOND_MS);
  }
  const inTime = times.filter((at) => at >= frame.from && at < frame.to - 30 * MINUTE_MS);
  const changes = inTime.map((at) => ({ at: iso(at), room_name, press: dice.weighted(TEXTS) }));
  return { changes, scenes: inTime };
}
