import { clockText, dayText } from '../shared/local-time.ts';
import { roomText } from '../shared/words.ts';
import { minute, room, times } from './model.ts';

/** Which room it is, and what time. */
export function Head() {
  const now = minute.value;
  return (
    <header>
      <h1 dir="auto">{roomText(room)}</h1>
      {now !== undefined && (
        <p class="clock">
          <span>{dayText(now, times.value)}</span> <b>{clockText(now, times.value)}</b>
        </p>
      )}
    </header>
  );
}
