import { chromium } from 'playwright-core';
import { parseDay } from '../src/replay/day.ts';
import { pageOf, readPage } from '../src/visualizer/built-page.ts';
import { recordReplay } from '../src/visualizer/recording/record-replay.ts';
import { servePage } from '../src/visualizer/serve-page.ts';
import { CHROMIUM } from '../test/helpers/chromium.ts';
import { percentile } from './percentile.ts';

// How long a day of 50 rooms and some 2,000 steps takes to be recorded and to load in Chromium, and what a frame costs
// while the playhead is dragged over it. Usage: node bench/visualizer.ts

const ROOMS = 50;
const MEETINGS = 13;
const FRAME_MS = 1_000 / 60;

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 7) + minutes * 60_000).toISOString();
const day = {
  title: `${ROOMS} rooms`,
  time_zone: 'Europe/Rome',
  from: at(0),
  to: at(11 * 60),
  rooms: Array.from({ length: ROOMS }, (_, room) => ({
    room_name: `room_${String(room + 1).padStart(2, '0')}`,
    events: Array.from({ length: MEETINGS }, (_, index) => {
      const from = 20 + index * 49 + (room % 10);
      return {
        id: `meeting${index}`,
        summary: `Meeting ${index + 1} of room ${room + 1}`,
        start: { dateTime: at(from) },
        end: { dateTime: at(from + 30) },
      };
    }),
  })),
};

const said = (line: string) => process.stdout.write(`${line}\n`);
const since = (begun: number) => `${Math.round(performance.now() - begun)} ms`;

const begun = performance.now();
const recording = await recordReplay(parseDay(JSON.stringify(day), 'bench'), 1, 'bench');
const page = await readPage();
const html = pageOf(page, recording);
said(
  `${recording.steps.length} steps recorded and charts laid out in ${since(begun)}, ${html.length >> 10} KiB`,
);

const served = await servePage(html, page, 0);
const browser = await chromium.launch(CHROMIUM);
const loads: number[] = [];
for (let run = 0; run < 5; run++) {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.goto(served.url);
  loads.push(
    await tab.evaluate(
      'new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))',
    ),
  );
  await tab.close();
}
said(
  `loaded and painted: median ${Math.round(percentile(loads, 0.5))} ms, worst ${Math.round(Math.max(...loads))} ms of 5`,
);

for (const scope of ['this room', 'all rooms']) {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.goto(served.url);
  if (scope === 'all rooms') await tab.keyboard.press('a');
  // One move a frame, from end to end: what a frame cost is the time from its start until its work is done.
  const costs = (await tab.evaluate(`new Promise((done) => {
    const track = document.querySelector('.axis .track');
    const { left, width, top } = track.getBoundingClientRect();
    const point = (type, x) => track.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: x, clientY: top + 5, button: 0 }));
    track.setPointerCapture = () => {};
    track.hasPointerCapture = () => true;
    point('pointerdown', left);
    const costs = [];
    const frame = (count) => requestAnimationFrame((started) => {
      if (count > 300) return done(costs);
      point('pointermove', left + width * count / 300);
      const channel = new MessageChannel();
      // After the frame was laid out and painted.
      channel.port1.onmessage = () => { costs.push(performance.now() - started); frame(count + 1); };
      channel.port2.postMessage(0);
    });
    frame(0);
  })`)) as number[];
  const slow = costs.filter((cost) => cost > FRAME_MS).length;
  const [median, late] = [0.5, 0.99].map((share) => percentile(costs, share).toFixed(1));
  said(
    `scrubbing, ${scope}: a frame costs ${median} ms, 99% under ${late} ms, ${slow} of ${costs.length} over 16.7 ms`,
  );
  await tab.close();
}
await browser.close();
await served.close();
