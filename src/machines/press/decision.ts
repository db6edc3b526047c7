import type { Agenda, Instant, Meeting } from '../../agenda/agenda.ts';
import { occupancyAt } from '../../agenda/occupancy.ts';
import { isTooLate, pressId } from '../../agenda/press.ts';
import type { PressAnswer, RoomAnswer } from '../door.ts';
import { isInDoubt } from '../failure.ts';
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
 * Whether nobody knows yet what came of it. Where Google did not answer it may be done, by this process or by another that has read
 * the same press: it is asked for once more before anyone is told that it failed, and on while its meeting is on its way.
 */
export function isOpen(context: PressContext, answer: RoomAnswer): boolean {
  if (answer.type === 'refused') return answer.refusal.code === 'NOT_READY';
  if (answer.type !== 'failed' || !isInDoubt(answer.failure)) return false;
  return context.attempt === 0 || bookedBy(context)?.pending !== undefined;
}

/**
 * What is true when the Thing's turn comes to be told: where two processes have read one press, and this one was refused for what
 * is gone by now, or could not ask, the other may have booked. What failed is told to nobody where the press is gone: whoever has
 * emptied it has told what came of it.
 */
export function answerNow(context: PressContext): PressAnswer | undefined {
  const { answer, isStill } = context;
  if (answer?.type !== 'refused' && answer?.type !== 'failed') return answer;
  const booked = bookedBy(context);
  if (booked && !booked.pending) return { type: 'booked', meeting: booked, shortened: false };
  return answer.type === 'refused' || isStill() ? answer : undefined;
}

/** The meeting that the press has booked, as far as the room knows. */
function bookedBy({ press, roomName, agenda }: PressContext): Meeting | undefined {
  const id = pressId(roomName, press);
  return agenda()?.meetings.find((meeting) => meeting.id === id);
}

type Refusal = Extract<PressAnswer, { type: 'refused' }>['refusal'];

function refusedAs(refusal: Refusal): Decision {
  return { answer: { type: 'refused', refusal } as PressAnswer };
}
