import type { Move, Step } from '../recording/recording.ts';

/** A step in a line: what led to it, what the door says anew, and the rest. */
export interface Summary {
  kind: 'change' | 'wrong' | 'note' | 'door';
  cause: string;
  word: 'busy' | 'free' | undefined;
  text: string;
}

/** What somebody did or what failed, what the door says now, and why the room looked again. */
export function summaryOf({ because, set, notes, moves }: Step, allMoves: readonly Move[]): Summary {
  const { busynow, curevmtg, nextevmtg, nextevtm } = set;
  const isWritten = Object.keys(set).length > 0;
  const noteTexts = notes.map(({ text }) => text).join(' · ');
  const next = nextevmtg ?? nextevtm;
  const door = curevmtg ?? (next === undefined ? undefined : `next ${next || 'none'}`);
  const why = because.filter((one) => one !== 'boundary' || !isWritten).join(', ');
  const kind = notes.find((note) => note.kind !== 'note')?.kind ?? (isWritten ? 'door' : 'note');
  const isCause = kind === 'change' || kind === 'wrong';
  const text = [door, isCause ? '' : noteTexts, why].filter(Boolean).join(' · ');
  return {
    kind,
    cause: isCause ? noteTexts : '',
    word: busynow === undefined ? undefined : busynow === 1 ? 'busy' : 'free',
    text: text || (isCause ? '' : arrival(allMoves[moves.at(-1) ?? -1])),
  };
}

/** Where the last transition led, `thing: settled`. */
function arrival(move: Move | undefined): string {
  const [machine, ...states] = move?.edge.split('>')[1]?.split('.') ?? [];
  return machine ? `${machine}: ${states.join('.')}` : 'states changed';
}
