import type { Instant } from '../../agenda/agenda.ts';
import { untilText } from '../../agenda/meeting-texts.ts';
import { pressId, pressIn } from '../../agenda/press.ts';
import { wordingOf } from '../../agenda/wording.ts';
import type { StoredEvent } from '../../sandbox/calendar/stored-event.ts';
import { BOUNDS } from '../bounds.ts';
import { isPending } from '../own-events.ts';
import type { Invariant } from './invariant.ts';

/** The private property in which a meeting keeps until when it was booked, whatever has become of it since. */
const BOOKED_UNTIL = 'roomcal_booked_until';

interface Pressed {
  roomName: string;
  text: string;
  at: Instant;
  /** What it was told, and by which process. */
  told: { by: string; type: string; says: string }[];
}

/**
 * A press is done once, whoever reads it and however often, and what it is told is true: of what was booked a meeting is in the
 * calendar, confirmed, and nobody is told otherwise. Each press is answered, and the button is there for the next one.
 */
export const aPressBooksOnce: Invariant = {
  name: 'a-press-books-once',
  watch(history, broken) {
    const wording = wordingOf();
    const presses = new Map<string, Pressed>();
    /** The last one of each room: an earlier one that nobody had read is gone. */
    const last = new Map<string, Pressed>();
    /** Until when confirmed meetings were booked, by room and id. */
    const confirmed = new Map<string, Instant>();

    function confirm(roomName: string, stored: StoredEvent): void {
      const until = stored.event.extendedProperties?.private?.[BOOKED_UNTIL];
      if (until && !isPending(stored)) confirmed.set(`${roomName} ${stored.event.id}`, Date.parse(until));
    }

    function check(id: string, { roomName, text, told }: Pressed): void {
      const say = (what: string) => broken(`${JSON.stringify(text)} (${id}): ${what}`, roomName);
      const booked = told.filter(({ type }) => type === 'booked').map(({ says }) => says);
      const refused = told.slice(told.findIndex(({ type }) => type === 'booked')).filter(isRefused);
      if (new Set(booked).size > 1) say(`told ${booked.join(' and ')}`);
      if (booked.length > 0 && refused.length > 0) say(`told ${booked[0]} and ${refused[0]?.says}`);
      if (booked.length === 0) return;
      const until = confirmed.get(`${roomName} ${id}`);
      const text_ =
        until && `booked until ${untilText(until, history.zoneOf(roomName), wording, history.now)}`;
      if (text_ !== booked[0])
        say(`told ${booked[0]}, and in the calendar it is ${text_ ?? 'not confirmed'}`);
    }

    return {
      see({ press: text, room_name: roomName = '' }) {
        const press = text === undefined ? undefined : pressIn({ value: text, updatedAt: history.now });
        if (!press) return;
        const pressed: Pressed = { roomName, text: press.text, at: history.now, told: [] };
        presses.set(`${roomName} ${pressId(roomName, press)}`, pressed);
        last.set(roomName, pressed);
      },
      wrote({ calendarId, eventId, by, after }) {
        if (by === undefined) return;
        confirm(calendarId, after);
        const isPressed = after.event.extendedProperties?.private?.roomcal_booked_by !== undefined;
        if (isPressed && !presses.has(`${calendarId} ${eventId}`))
          broken(`${eventId} is booked, and nobody has pressed for it`, calendarId);
      },
      hear(fact, { id: by }) {
        if (fact.type !== 'pressed') return;
        const { room_name, text, at, says, answer } = fact;
        const id = pressId(room_name, { text, at, wish: { type: 'end' } });
        const pressed = presses.get(`${room_name} ${id}`);
        if (!pressed) return broken(`${JSON.stringify(text)} is answered, and nobody has pressed`, room_name);
        const type = answer.type === 'refused' ? answer.refusal.code : answer.type;
        pressed.told.push({ by, type, says });
        check(id, pressed);
      },
      settled() {
        for (const [roomName, { at, text, told }] of last) {
          if (!history.isOverdue(at, BOUNDS.press, BOUNDS.recovery)) continue;
          last.delete(roomName);
          const { doors } = history.world;
          const [action, result] = ['action', 'actionresult'].map((name) => doors.of(roomName).get(name));
          const isBooked = told.some(({ type }) => type === 'booked');
          if (action !== '') broken(`${JSON.stringify(text)} is still pressed: ${action}`, roomName);
          else if (result === 'N/A') broken(`${JSON.stringify(text)} was never answered`, roomName);
          else if (isBooked && !told.some(({ type, says }) => type === 'booked' && says === result)) {
            // What the cloud has acknowledged and lost is looked for as long as a press lives.
            if ((history.calmSince('lose') ?? at) < at)
              broken(`${JSON.stringify(text)} is booked, and its board says ${result}`, roomName);
          }
        }
      },
    };
  },
};

function isRefused({ type }: Pressed['told'][number]): boolean {
  return type === 'ROOM_BUSY' || type === 'NOT_ENOUGH_TIME';
}
