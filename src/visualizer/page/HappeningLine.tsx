import type { Zone } from '../../agenda/zone.ts';
import { cutMiddle } from './names.ts';
import { jumpTo, model, names } from './player.ts';
import { px } from './scale.ts';
import { summaryOf } from './summary.ts';
import { clock } from './time.ts';

/** Letters that have room beside the time. */
const LONGEST_NAME = 34;

interface LineProps {
  number: number;
  place: number;
  /** How many lines there are. */
  of: number;
  /** In px. */
  height: number;
  /** The step that is shown. */
  isMarked: boolean;
  /** The last one before the playhead. */
  isLast: boolean;
  /** The one line of the list that Tab reaches. */
  isTabStop: boolean;
  zone: Zone;
  /** Whether the name of the room is on the line. */
  isNamed: boolean;
}

/** A step in a line: a jump to it. */
export function HappeningLine(props: LineProps) {
  const { number, place, of, height, isMarked, isLast, isTabStop, zone, isNamed } = props;
  const step = model.step(number);
  if (!step) return null;
  const { kind, cause, word, text } = summaryOf(step, model.recording.moves);
  const name = model.recording.rooms[step.room]?.name ?? 'all rooms';
  return (
    <li
      class={isLast ? 'last' : undefined}
      style={{ top: px(place * height), height: px(height) }}
      aria-setsize={of}
      aria-posinset={place + 1}
    >
      <button
        type="button"
        class={`is-${kind}`}
        tabIndex={isTabStop ? 0 : -1}
        data-step={number}
        aria-current={isMarked ? 'step' : undefined}
        title={[isNamed && name, cause, word, text].filter(Boolean).join(' ')}
        onClick={() => jumpTo(number)}
      >
        <time>{clock(step.at, zone)}</time>
        {isNamed && <span class="room">{cutMiddle(names.value[step.room] ?? name, LONGEST_NAME)}</span>}
        <span class="text">
          {cause} {word ? <i class={`word ${word}`}>{word}</i> : cause && text && '· '}
          {text}
        </span>
      </button>
    </li>
  );
}
