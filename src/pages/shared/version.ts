/** How long a page stays at least, in ms: where something keeps serving an old one, it is not loaded in a circle. */
const SHORTEST_STAY_MS = 60_000;

const loadedAt = performance.now();
let isLeaving = false;

/** Loads the page anew where the service has another version than it, once it has been there for a minute. */
export function renewIfOld(version: string): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="roomcal-version"]');
  if (isLeaving || !meta || meta.content === version) return;
  // Nothing has to be remembered for that, and nothing can be lost.
  if (performance.now() - loadedAt < SHORTEST_STAY_MS) return;
  isLeaving = true;
  location.reload();
}
