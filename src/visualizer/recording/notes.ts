import type { BaseLogger } from 'pino';
import type { RoomAnswer } from '../../machines/door.ts';
import type { Fact } from '../../machines/facts.ts';
import { lengthOf, mishapsIn, narrowed } from '../../replay/day-faults.ts';
import type { Change } from '../../replay/day-shape.ts';
import { saidOf } from '../../replay/happenings.ts';
import { factLog } from '../../telemetry/fact-log.ts';
import type { Note } from './recording.ts';

/** What there is to tell of each fact, in the words of the log, which tells each failure once. */
export function factNotes(): (fact: Fact) => Note[] {
  let notes: Note[] = [];
  const tell = (kind: Note['kind']) => (details: { room_name: string; because?: string }, text: string) => {
    // What a door says is shown as such.
    if (!details.because) notes.push({ kind, text: text.replace(`${details.room_name}: `, '') });
  };
  const [info, warn, debug] = [tell('note'), tell('wrong'), () => undefined];
  const log = factLog({ debug, info, warn, error: warn } as unknown as BaseLogger);
  return (fact) => {
    notes = [];
    log(fact);
    if (fact.type === 'answered') notes.push(noteOfAnswer(fact.answer));
    return notes;
  };
}

function noteOfAnswer(answer: RoomAnswer): Note {
  switch (answer.type) {
    case 'booked':
      return { kind: 'note', text: answer.shortened ? 'booked, but shortened' : 'booked' };
    case 'extended':
    case 'ended':
      return { kind: 'note', text: `the meeting is ${answer.type}` };
    case 'checked_in':
      return { kind: 'note', text: 'somebody has checked in' };
    case 'refused':
      return { kind: 'note', text: `refused: ${answer.refusal.code}` };
    case 'failed':
      return { kind: 'wrong', text: `failed: ${answer.failure.message}` };
  }
}

/** A change of a day, in words; `titleOf` an event as it was before. */
export function noteOfChange(change: Change, titleOf: (id: string) => string): Note {
  const { insert, update, delete: eventId, book, fault } = change;
  return { kind: 'change', text: words() };

  function words(): string {
    if (insert) return `inserted ${insert.summary ?? insert.id}`;
    if (update) return `${keysOf(update)} of ${titleOf(update.id)} changed`;
    if (eventId !== undefined) return `deleted ${titleOf(eventId)}`;
    if (book) return `somebody books${book.duration_mins ? ` ${book.duration_mins} minutes` : ''}`;
    if (fault) {
      const answers = mishapsIn(fault).map(([vendor, answer]) => `${vendor} answers ${answer}`);
      const more = narrowed(fault);
      return `${answers.join(', ')} for ${lengthOf(fault) / 60_000} minutes${more && `: ${more}`}`;
    }
    const { what, said } = saidOf(change, 'UTC');
    return `${what} ${said.join(', ')}`;
  }

  function keysOf(event: object): string {
    return Object.keys(event)
      .filter((key) => key !== 'id')
      .join(', ');
  }
}
