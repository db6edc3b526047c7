import { chromium } from 'playwright-core';
import { start } from '../src/bootstrap.ts';
import { systemClock } from '../src/io/clock.ts';
import { startClouds } from '../src/sandbox/clouds.ts';
import { DOOR_KEY, seedClouds } from '../src/sandbox/seed-data.ts';
import { CHROMIUM } from '../test/helpers/chromium.ts';
import { percentile } from './percentile.ts';

// How soon a press at a door is answered: until the button is drawn as pressed, until the page says what came of it, and until
// the room is of the other colour. On the sandbox, in Chromium, by the clock of the page.
// Usage: node bench/door-page.ts [presses]

/** Presses the first button of that class, and gives when what followed was drawn, in ms since then. */
const pressing = (selector: string) => `(async () => {
  const drawn = (isSo) => new Promise((resolve) => {
    const look = () => requestAnimationFrame(isSo() ? () => resolve(performance.now()) : look);
    look();
  });
  const outcome = () => document.querySelector('.outcome');
  const tone = document.documentElement.dataset.tone;
  const began = performance.now();
  document.querySelector('${selector}').click();
  const times = await Promise.all([
    drawn(() => outcome().classList.contains('pending')),
    drawn(() => outcome().textContent.startsWith('Booked')),
    drawn(() => document.documentElement.dataset.tone !== tone),
  ]);
  return times.map((time) => time - began);
})()`;

const presses = Number(process.argv[2] ?? 20);
const clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
await seedClouds(clouds, 'http://127.0.0.1:18098', systemClock.now());
const env = { ...process.env, ...clouds.environment, HOST: '127.0.0.1', PORT: '18098', LOG_LEVEL: 'error' };
const roomcal = await start(env);
await roomcal.opened;
const browser = await chromium.launch(CHROMIUM);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(`${roomcal.url}/doors/black_room#key=${DOOR_KEY}`);

const times: number[][] = [];
for (let press = 0; press < presses; press++) {
  await page.locator('html[data-tone="free"] .actions .book').first().waitFor();
  times.push(await page.evaluate<number[]>(pressing('.actions .book:last-child')));
  const end = page.locator('html[data-tone="busy"] .actions .end');
  await end.click();
  await page.locator('.actions .sure').click();
}
for (const [index, what] of ['pressed', 'said what came of it', 'of the other colour'].entries()) {
  const own = times.map((of) => of[index] ?? 0);
  const share = (part: number) => percentile(own, part).toFixed(0);
  process.stdout.write(
    `${what.padEnd(22)} p50 ${share(0.5)} ms  p95 ${share(0.95)} ms  max ${share(1)} ms\n`,
  );
}
await browser.close();
await roomcal.close();
await clouds.close();
