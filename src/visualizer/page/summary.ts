import type { Move, Step } from '../recording.ts';

/** A step in a line. */
export interface Summary {
  kind: 'change' | 'wrong' | 'note' | 'door';
  /** What the door says anew, if it does. */
  word: 'busy' | 'free' | undefined;
  text: string;
}

/** What somebody did or what failed, what the door says now, and why the room looked again. */
export function summaryOf({ because, set, notes, moves }: Step, allMoves: readonly Move[]): Summary {
  const { busynow, curevmtg, nextevmtg, nextevtm } = set;
  const isWritten = Object.keys(set).length > 0;
  const told = notes.map(({ text }) => text);
  const next = nextevmtg ?? nextevtm;
  const door = curevmtg ?? (next === undefined ? undefined : `next ${next || 'none'}`);
  const why = because.filter((one) => one !== 'boundary' || !isWritten).join(', ');
  const word = busynow === undefined ? undefined : busynow === 1 ? 'busy' : 'free';
  return {
    kind: notes.find(({ kind }) => kind !== 'note')?.kind ?? (isWritten ? 'door' : 'note'),
    word,
    text: [...told, door, why].filter(Boolean).join(' · ') || arrival(allMoves[moves.at(-1) ?? -1]),
  };
}

/** Where the last transition led, `thing: settled`. */
function arrival(move: Move | undefined): string {
  const [machine, ...states] = move?.edge.split('>')[1]?.split('.') ?? [];
  return machine ? `${machine}: ${states.join('.')}` : 'states changed';
}
