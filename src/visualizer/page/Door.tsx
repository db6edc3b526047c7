import { door, shownRoom, states } from './player.ts';

/** The door as its display would show it. */
export function Door() {
  const { busynow, curevmtg = '', curevtm = '', nextevmtg = '', nextevtm = '' } = door.value;
  const word = busynow === undefined ? 'unknown' : busynow === 1 ? 'busy' : 'free';
  const isStale = states.value.has('room.sync.stale');
  return (
    <section class={`door ${word}`} aria-label="The door" data-word={word}>
      <header>
        <h2>{shownRoom.value.name}</h2>
        {isStale && <span class="stale">stale</span>}
      </header>
      <p class="word">{{ busy: 'Busy', free: 'Free', unknown: 'Not known' }[word]}</p>
      <p class="title">{word === 'unknown' ? 'Nothing was written yet' : curevmtg}</p>
      <p class="range">{curevtm}</p>
      <footer>
        <span class="caption">Next</span>
        <span class="title">{nextevmtg || '—'}</span>
        <span class="range">{nextevtm}</span>
      </footer>
    </section>
  );
}
