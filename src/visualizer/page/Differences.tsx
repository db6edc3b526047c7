import { model, scrubTo, selectRoom, zone } from './player.ts';
import { clock } from './time.ts';

/** What was expected of the day and did not hold, each a jump. */
export function Differences() {
  const { differences, rooms } = model.recording;
  if (differences.length === 0) return null;
  return (
    <ul class="differences" aria-label="What was expected and did not hold">
      {differences.map(({ at, room, path, expected, found }) => (
        <li key={path}>
          <button type="button" onClick={() => jumpToDifference(at, room)}>
            <b>≠ {path}</b> {rooms[room]?.name}, {clock(at, zone.value)}: expected {expected}, found {found}
          </button>
        </li>
      ))}
    </ul>
  );
}

function jumpToDifference(at: number, room: number): void {
  selectRoom(room);
  scrubTo(at);
}
