import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Served } from '../../src/visualizer/serve-page.ts';
import { hasChromium } from '../helpers/chromium.ts';
import { aDay, at, meeting } from '../replay/a-day.ts';
import { DESK, PHONE, serveDay } from './a-page.ts';
import { useBrowser, violations } from './browser.ts';

const SIX = readFileSync('fixtures/days/six-rooms.json', 'utf8');
const room = (number: number) => {
  const of = `Floor ${Math.ceil(number / 10)} Meeting Room ${String(number).padStart(2, '0')}`;
  return { room_name: `Headquarters Building North Wing ${of}`, events: [] };
};
const FORTY = aDay({ rooms: Array.from({ length: 40 }, (_, index) => room(index + 1)) });
const REVIEWS = [1, 2, 3, 4, 5].map((one) => meeting(`Review ${one}`, '10:00', '12:00'));
const CROWDED = aDay({
  rooms: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ ...room(number), events: REVIEWS })),
});
const SLOW = aDay({
  changes: [
    { at: at('09:00'), fault: { calendar: 'slow', delay_ms: 2_000, for_mins: 5 } },
    { at: at('09:01'), room_name: 'blue_room', book: { duration_mins: 30 } },
  ],
});

/** Texts of those that are made, and which of them do not fit where they are. */
const cutOf = (all: Locator) =>
  all.evaluateAll((nodes) =>
    nodes.filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.textContent),
  );
const inSight = async (inner: Locator, outer: Locator) => {
  const [own, around] = [await inner.boundingBox(), await outer.boundingBox()];
  if (!own || !around) return false;
  return own.y >= around.y - 1 && own.y + own.height <= around.y + around.height + 1;
};
const painted = (page: Page) =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

describe.skipIf(!hasChromium)('the page, as it is seen', () => {
  const open = useBrowser();
  let [six, forty, crowded, slow]: Served[] = [];
  beforeAll(async () => {
    six = await serveDay(SIX);
    forty = await serveDay(FORTY);
    crowded = await serveDay(CROWDED);
    slow = await serveDay(SLOW);
  });
  afterAll(async () => {
    for (const served of [six, forty, crowded, slow]) await served?.close();
  });

  it('on a phone has nothing lie over the chart, wherever one scrolls to', async () => {
    const page = await open(six?.url ?? '', { viewport: PHONE });
    for (const down of [0, 300, 600, 900]) {
      await page.evaluate(`scrollTo(0, ${down})`);
      const above = await page.evaluate<string[]>(`(() => {
        const { left, top, right, bottom } = document.querySelector('.statechart').getBoundingClientRect();
        const seen = [];
        for (let y = Math.max(top, 0) + 2; y < Math.min(bottom, innerHeight) - 2; y += 20)
          for (const x of [left + 20, (left + right) / 2, right - 20]) {
            const found = document.elementFromPoint(x, y);
            if (!found.closest('.statechart')) seen.push(found.className);
          }
        return seen;
      })()`);
      expect([down, above]).toEqual([down, []]);
    }
  });

  it.each(['1', '2', '3', '4'])(
    'on a desk shows the whole of statechart %s, also below a crowded calendar',
    async (key) => {
      const page = await open(crowded?.url ?? '', { viewport: DESK });
      await page.keyboard.press(key);
      await painted(page);
      const hidden = await page
        .locator('.statechart .frame')
        .evaluate((frame) => [
          frame.scrollWidth - frame.clientWidth,
          frame.scrollHeight - frame.clientHeight,
        ]);
      expect(hidden).toEqual([0, 0]);
    },
  );

  it('lists all rooms with time, room and what happened in full, and marks the step of the room that is shown', async () => {
    const page = await open(six?.url ?? '', { viewport: DESK });
    await page.getByRole('button', { name: 'All rooms' }).click();
    await page.keyboard.press('End');
    const marked = page.locator('.happenings [aria-current]');
    await marked.filter({ hasText: '18:08:32' }).waitFor();
    expect(await marked.locator('.room').textContent()).toBe('blue_room');
    expect(await page.locator('.statechart h3').textContent()).toContain('18:08:32');
    expect(await inSight(marked, page.locator('.happenings .list'))).toBe(true);
    // The playhead is further: others went on.
    expect(await page.locator('.happenings li.last').textContent()).toContain('18:55:22');
    for (let top = 0; top < 9_000; top += 350) {
      await page.locator('.happenings .list').evaluate((list, to) => list.scrollTo(0, to), top);
      await painted(page);
      expect(await cutOf(page.locator('.happenings time, .happenings .room'))).toEqual([]);
    }
    expect(await violations(page)).toEqual([]);
  });

  it('tells forty long names apart, in the list, below the day and where one chooses', async () => {
    const page = await open(forty?.url ?? '', { viewport: DESK });
    const names = await page.locator('.overview .name').allTextContents();
    expect(new Set(names).size).toBe(40);
    expect(names[11]).toContain('Room 12');
    expect(await cutOf(page.locator('.overview .name'))).toEqual([]);
    expect(new Set(await page.locator('.picker option').allTextContents()).size).toBe(40);
    const width = await page.locator('.picker select').evaluate((select) => select.clientWidth);
    expect(width).toBeGreaterThan(200);
    await page.getByRole('button', { name: 'All rooms' }).click();
    await page.locator('.happenings .named').waitFor();
    // Every room begins at the same instant, in a line each.
    await page.locator('.happenings .list').evaluate((list) => list.scrollTo(0, 0));
    await page.locator('.happenings .room', { hasText: 'Room 01' }).first().waitFor();
    const beginning = page.locator('.happenings li', { hasText: '08:00:00' }).locator('.room');
    const listed = await beginning.allTextContents();
    expect(listed.length).toBeGreaterThan(5);
    expect(new Set(listed).size).toBe(listed.length);
    expect(await cutOf(page.locator('.happenings .room'))).toEqual([]);
    // In full it is at the door, and whoever hears the page is told it, too.
    expect(await page.locator('.door h2').textContent()).toBe(room(1).room_name);
    await page.getByRole('button', { name: room(1).room_name }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('has one Tab stop among what happened, and arrows from there on', async () => {
    const page = await open(six?.url ?? '', { viewport: DESK });
    const focused = () =>
      page.evaluate<string>(`document.activeElement.closest('.happenings li')?.textContent ?? ''`);
    await page.getByRole('button', { name: 'All rooms' }).focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('08:00:00');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('08:08:32');
    expect(await page.locator('.door h2').textContent()).toBe('blue_room');
    await page.keyboard.press('End');
    await expect.poll(focused).toContain('18:08:32');
    expect(await inSight(page.locator(':focus'), page.locator('.happenings .list'))).toBe(true);
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toContain('17:30:00');
    // Nothing is jumped to before it is asked for.
    expect(await page.locator('.clock b').textContent()).toBe('08:00:00');
    await page.keyboard.press('Enter');
    expect(await page.locator('.clock b').textContent()).toBe('17:30:00');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('');
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toContain('17:30:00');
    expect(await page.locator('.happenings li button[tabindex="0"]').count()).toBe(1);
  });

  it('shows the booking in the chart of its room, while there is one', async () => {
    const page = await open(slow?.url ?? '', { viewport: DESK });
    const booking = page.locator('.statechart .beside');
    const chart = page.getByRole('img', { name: /^Room: / });
    expect(await booking.count()).toBe(0);
    const seen: string[] = [];
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('ArrowRight');
      if ((await booking.count()) === 0) continue;
      const [state] = await booking.locator('.state').allTextContents();
      const isThere = (await booking.locator('.state.lit').count()) === 1;
      seen.push(`${state} ${isThere ? 'now' : 'over'}`);
      expect(await chart.getAttribute('aria-label')).toContain(`booking: ${state}`);
    }
    expect(seen).toContain('inserting now');
    expect(seen.at(-1)).toBe('gone over');
    await page.keyboard.press('End');
    expect(await booking.count()).toBe(0);
  });
});
