import {
  faster,
  followsPresent,
  minutesASecond,
  model,
  playing,
  SPEEDS,
  speed,
  stepBy,
  toEnd,
  togglePlay,
  toStart,
} from './player.ts';

const ICONS = {
  start: 'M3 3h2v10H3zM13 3v10L6 8z',
  back: 'M11 3v10L4 8z',
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M5 3v10l7-5z',
  end: 'M11 3h2v10h-2zM3 3v10l7-5z',
};

/** Play, pause, step and speed. */
export function Transport() {
  const { live } = model.recording;
  return (
    <fieldset class="transport" aria-label="Playback">
      <Button name="Beginning" icon="start" act={toStart} />
      <Button name="Previous step" icon="back" act={() => stepBy(-1)} />
      <Button
        name={playing.value ? 'Pause' : 'Play'}
        icon={playing.value ? 'pause' : 'play'}
        act={togglePlay}
        main
      />
      <Button name="Next step" icon="next" act={() => stepBy(1)} />
      <Button name={live ? 'Present' : 'End'} icon="end" act={toEnd} />
      <fieldset class="speed" aria-label="Speed">
        <button type="button" aria-label="Slower" disabled={speed.value === 0} onClick={() => faster(-1)}>
          −
        </button>
        <output aria-label="Speed">{minutesASecond.value} min/s</output>
        <button
          type="button"
          aria-label="Faster"
          disabled={speed.value === SPEEDS.length - 1}
          onClick={() => faster(1)}
        >
          +
        </button>
      </fieldset>
      {live && (
        <button type="button" class="live" aria-pressed={followsPresent.value} onClick={toEnd}>
          Live
        </button>
      )}
    </fieldset>
  );
}

function Button(props: { name: string; icon: keyof typeof ICONS; act: () => void; main?: boolean }) {
  const { name, icon, act, main = false } = props;
  return (
    <button type="button" class={main ? 'main' : undefined} aria-label={name} title={name} onClick={act}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[icon]} />
      </svg>
    </button>
  );
}
