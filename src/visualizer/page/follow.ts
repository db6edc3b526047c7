import { batch } from '@preact/signals';
import type { Addition } from '../recording/recording.ts';
import { at, followsPresent, index, model, version } from './player.ts';

/** Follows a running service: takes in what happens, and keeps the playhead at the present while that is wanted. */
export function followService(): void {
  const { steps, stateSets, moves } = model.recording;
  const source = new EventSource(
    `visualizer/events?have=${steps.length},${stateSets.length},${moves.length}`,
  );
  // The service's clock, and not this machine's: what is told is set off from what has passed since.
  let [toldAt, heardAt] = [model.recording.steps.at(-1)?.at ?? model.recording.from, performance.now()];
  source.addEventListener('message', ({ data }) => {
    const addition = JSON.parse(data) as Addition;
    [toldAt, heardAt] = [addition.now, performance.now()];
    batch(() => {
      model.add(addition);
      version.value += 1;
      keepUp();
    });
  });
  source.addEventListener('restarted', () => location.reload());
  setInterval(keepUp, 1_000);

  function keepUp(): void {
    if (!followsPresent.value) return;
    at.value = toldAt + performance.now() - heardAt;
    index.value = model.recording.steps.length - 1;
  }
}
