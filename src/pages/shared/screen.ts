import { signal } from '@preact/signals';

interface WakeLocks {
  request(kind: 'screen'): Promise<unknown>;
}

/** Keeps the screen lit where the browser can (pages with TLS, or on this machine); a lock is lost with the page's sight. */
export function keepAwake(): void {
  const locks = (navigator as { wakeLock?: WakeLocks }).wakeLock;
  if (!locks) return;
  const lock = () => {
    if (document.visibilityState === 'visible') locks.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', lock);
  lock();
}

/** No menu at a long press: what hangs at a wall is pressed by everybody. */
export function noMenus(): void {
  document.addEventListener('contextmenu', (event) => event.preventDefault());
}

/** Whether the page could fill the screen, and does not. */
export const couldBeFull = signal(false);

export function watchFullScreen(): void {
  const look = () => {
    const isInstalled = matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches;
    couldBeFull.value = document.fullscreenEnabled === true && !document.fullscreenElement && !isInstalled;
  };
  document.addEventListener('fullscreenchange', look);
  look();
}

export function fillScreen(): void {
  document.documentElement.requestFullscreen({ navigationUI: 'hide' }).catch(() => undefined);
}
