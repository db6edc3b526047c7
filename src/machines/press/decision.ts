import type { Agenda, Instant, Meeting } from '../../agenda/agenda.ts';
import { occupancyAt } from '../../agenda/occupancy.ts';
import { isTooLate, pressId } from '../../agenda/press.ts';
import type { PressAnswer } from '../door.ts';
import type { Decision, PressContext, PressInput } from './types.ts';

/** Google tells when a meeting was made to the second, and ours are ended at the second in which somebody asked for it. */
const SECOND_MS = 1_000;

/**
 * What to do about a press. Its name goes with the request, so that whoever asks again, this process after its start or another
 * one, gets the answer of the first.
 */
export function decide(input: PressInput): Decision {
  const { press, roomName, thingName, title, now } = input;
  const { wish, at } = press;
  const agenda = input.agenda();
  if (at === undefined || isTooLate(press, now())) return refusedAs({ code: 'TOO_LATE' });
  const id = pressId(roomName, press);
  const who = `the Thing ${thingName}`;
  switch (wish.type) {
    case 'nonsense':
      return refusedAs({ code: 'NOT_UNDERSTOOD', says: wish.says });
    case 'book':
      return { request: { type: 'book', id, title, durationMins: wish.mins, mayBeRepeated: true, who } };
    default: {
      const meeting = agenda && meantAt(agenda, Math.min(at, now()));
      if (meeting === undefined) return undefined;
      if (meeting === 'none') return refusedAs({ code: 'NO_MEETING' });
      const eventId = meeting.id;
      if (wish.type === 'extend')
        return { request: { type: 'extend', id, eventId, extendMins: wish.mins, by: id, who } };
      return { request: { type: wish.type, id, eventId, who } };
    }
  }
}

/**
 * The meeting that ran when somebody pressed, also where another process has ended it since; undefined where that is not known.
 * One that was made later is not meant, though it begins with its quarter hour.
 */
function meantAt(agenda: Agenda, at: Instant): Meeting | 'none' | undefined {
  const meetings = agenda.meetings.filter(({ created }) => created <= at + SECOND_MS);
  const { current, state } = occupancyAt({ ...agenda, meetings }, at);
  const over = meetings.findLast(({ end }) => end <= at && end > at - SECOND_MS);
  return current ?? over ?? (state === 'unknown' ? undefined : 'none');
}

/**
 * What is true when the Thing's turn comes to be told: where two processes have read one press, and this one was refused for what
 * is gone by now, or got no answer from Google, the other may have booked.
 */
export function answerNow({ answer, press, roomName, agenda }: PressContext): PressAnswer | undefined {
  const id = pressId(roomName, press);
  const booked = agenda()?.meetings.find((meeting) => meeting.id === id && !meeting.pending);
  return (answer?.type === 'refused' || answer?.type === 'failed') && booked
    ? { type: 'booked', meeting: booked, shortened: false }
    : answer;
}

type Refusal = Extract<PressAnswer, { type: 'refused' }>['refusal'];

function refusedAs(refusal: Refusal): Decision {
  return { answer: { type: 'refused', refusal } as PressAnswer };
}
