import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { pageOf, readPage } from '../../src/visualizer/built-page.ts';
import { recordReplay } from '../../src/visualizer/recording/record-replay.ts';
import { type Served, servePage } from '../../src/visualizer/serve-page.ts';
import { hasChromium } from '../helpers/chromium.ts';
import { DESK, PHONE } from './a-page.ts';
import { litStates, useBrowser, violations } from './browser.ts';

const DAY = 'fixtures/days/six-rooms.json';
const PICTURE = process.env.ROOMCAL_PICTURE;

if (!hasChromium) process.stderr.write('skipped: the visualizer in a browser needs /usr/bin/chromium\n');

describe.skipIf(!hasChromium)('the page of a day', () => {
  const open = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'roomcal-page-'));
  const file = join(folder, 'six-rooms.html');
  let served: Served;

  beforeAll(async () => {
    const page = readPage();
    const recording = await recordReplay(parseDay(readFileSync(DAY, 'utf8'), DAY), 1, DAY);
    const html = pageOf(page, recording);
    writeFileSync(file, html);
    served = await servePage(html, page, 0);
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });

  let atDesk: Page | undefined;

  /** The page on a desk, at its beginning: one for all tests, for to open it takes longer than to look at it. */
  const desk = async () => {
    atDesk ??= await open(served.url, {}, 'kept');
    await atDesk.setViewportSize(DESK);
    await atDesk.getByRole('combobox', { name: 'Room' }).selectOption('blue_room');
    for (const name of ['All rooms', 'Triggers']) {
      const button = atDesk.getByRole('button', { name });
      if ((await button.getAttribute('aria-pressed')) === 'true') await button.click();
    }
    await atDesk.locator('h1').click();
    for (const key of ['Home', '1']) await atDesk.keyboard.press(key);
    return atDesk;
  };
  const clock = (page: Page) => page.locator('.clock b').textContent();
  /** Jumps to the first line that says `text`; the list makes only those in sight. */
  const jumpTo = async (page: Page, text: string) => {
    const line = page.locator('.happenings li button', { hasText: text }).first();
    const list = page.locator('.happenings .list');
    for (let top = 0; top < 3_000 && (await line.count()) === 0; top += 300)
      await list.evaluate((element, to) => element.scrollTo(0, to), top);
    await line.click();
  };
  const door = (page: Page) => page.locator('.door');

  it('loads at the beginning of the day, with what the door showed then', async () => {
    const page = await desk();
    expect(await page.title()).toMatch(/^A Monday of six rooms.* · roomcal$/);
    expect(await clock(page)).toBe('08:00:00');
    expect(await page.locator('.clock span').textContent()).toBe('Mon 23 Nov 2026 · Europe/Rome (GMT+1)');
    expect(await door(page).innerText()).toMatch(
      /blue_room\s+Free\s+Free until 09:00\s+Next\s+Stand-up\s+09:00-09:30/,
    );
    expect(await litStates(page)).toEqual(['room.occupancy.free', 'room.sync.current']);
  });

  it('steps with the keys, and lights the states after each step', async () => {
    const page = await desk();
    await page.keyboard.press('ArrowRight');
    expect(await clock(page)).toBe('08:08:32');
    await page.keyboard.press('ArrowRight');
    expect(await clock(page)).toBe('09:00:00');
    expect(await page.locator('.way li').allTextContents()).toContain(
      'occupancy → occupancy.busy occupancy.known [the room is busy]',
    );
    expect(await litStates(page)).toContain('room.occupancy.busy');
    expect(await door(page).getAttribute('data-word')).toBe('busy');
    expect(await door(page).innerText()).toContain('Stand-up');
    expect(await page.locator('.properties tr.new th').allTextContents()).toContain('busynow');
    expect(await page.locator('.edge.taken').count()).toBe(1);
    await page.keyboard.press('ArrowLeft');
    expect(await clock(page)).toBe('08:08:32');
    expect(await litStates(page)).toContain('room.occupancy.free');
    await page.keyboard.press('End');
    expect(await clock(page)).toBe('19:00:00');
    await page.keyboard.press('Home');
    expect(await clock(page)).toBe('08:00:00');
  });

  it('jumps to a line of the list', async () => {
    const page = await desk();
    await jumpTo(page, 'deleted Design review');
    expect(await clock(page)).toBe('11:10:00');
    expect(await litStates(page)).toContain('room.occupancy.free');
    expect(await page.locator('.event', { hasText: 'Design review' }).count()).toBe(0);
    await jumpTo(page, 'refresh failed');
    expect(await litStates(page)).toContain('room.sync.stale');
    expect(await door(page).innerText()).toContain('stale');
  });

  it('plays, faster if wanted, and pauses', async () => {
    const page = await desk();
    for (let press = 0; press < 3; press++) await page.keyboard.press('+');
    expect(await page.locator('.speed output').textContent()).toBe('120 min/s');
    await page.keyboard.press(' ');
    await page.locator('.door.busy').waitFor();
    await page.keyboard.press(' ');
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    const at = await clock(page);
    expect(at! >= '09:00:00').toBe(true);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await clock(page)).toBe(at);
  });

  it('goes to another room by key, by name and by its row; and lists all rooms', async () => {
    const page = await desk();
    await page.keyboard.press('ArrowDown');
    expect(await door(page).innerText()).toContain('green_room');
    await page.getByRole('combobox', { name: 'Room' }).selectOption('black_room');
    expect(await door(page).innerText()).toContain('black_room');
    await page.locator('.overview').getByRole('button', { name: 'white_room' }).click();
    expect(await door(page).innerText()).toContain('white_room');
    await page.keyboard.press('a');
    expect(await page.locator('.happenings .room').first().textContent()).toBe('blue_room');
    await jumpTo(page, 'Budget 2027');
    expect(await door(page).innerText()).toMatch(/^green_room\s+Busy/);
  });

  it('takes the playhead along with the pointer', async () => {
    const page = await desk();
    const { x, y, width } = (await page.locator('.axis .track').boundingBox())!;
    await page.mouse.move(x + width / 11, y + 5);
    await page.mouse.down();
    expect(await clock(page)).toMatch(/^09:00|^08:59/);
    await page.mouse.move(x + width / 2, y + 40);
    expect(await clock(page)).toMatch(/^13:(29|30)/);
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toBe(await clock(page));
    await page.mouse.up();
  });

  it('draws each machine, with its triggers where they are wanted', async () => {
    const page = await desk();
    await page.keyboard.press('3');
    expect(await litStates(page)).toEqual(['thing.settled']);
    await page.keyboard.press('4');
    expect(await litStates(page)).toEqual(['channel.live.trusted']);
    expect(await page.locator('.edge text').count()).toBe(0);
    await page.keyboard.press('t');
    expect(await page.locator('.edge text', { hasText: 'after renewal due' }).count()).toBeGreaterThan(0);
  });

  it('draws a booking as the way it took: it is over by then, and in no state', async () => {
    const page = await desk();
    await page.keyboard.press('2');
    expect(await page.locator('.edge.taken').count()).toBe(0);
    await jumpTo(page, 'somebody books');
    expect(await page.locator('.way li').allTextContents()).toEqual(
      expect.arrayContaining([
        'open → fitting [someone wants to book]',
        'verifying → confirming done [the claim holds]',
        'open → gone [nothing is to be compensated]',
      ]),
    );
    expect(await page.locator('.edge.taken').count()).toBeGreaterThan(5);
    expect(await litStates(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Booking —' }).count()).toBe(1);
  });

  it.each([
    ['a desk', DESK],
    ['a phone', PHONE],
  ])('has each statechart fit %s', async (_, viewport) => {
    const page = await desk();
    await page.setViewportSize(viewport);
    for (const key of ['1', '2', '3', '4']) {
      await page.keyboard.press(key);
      // The chart is drawn anew once the frame has another size.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      const { across, down } = await page.evaluate<{ across: number; down: number }>(
        `(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => ({
          across: scrollWidth - clientWidth, down: scrollHeight - clientHeight
        }))(document.querySelector('.statechart .frame'))`,
      );
      // On a phone one scrolls down, not to the side.
      expect([key, across]).toEqual([key, 0]);
      if (viewport === DESK) expect([key, down]).toEqual([key, 0]);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
  });

  it('helps with the keys', async () => {
    const page = await desk();
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').innerText()).toMatch(/Space\s+play or pause/);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('has no violation that axe finds, %s', async (colorScheme) => {
    const page = await desk();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await jumpTo(page, 'refresh failed');
    expect(await violations(page)).toEqual([]);
    const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(Number(paper.match(/\d+/)![0]) > 128).toBe(colorScheme === 'light');
  });

  it('fits a phone', async () => {
    const page = await desk();
    await page.setViewportSize(PHONE);
    const width = () => page.evaluate('document.documentElement.scrollWidth');
    expect(await width()).toBe(PHONE.width);
    await page.keyboard.press('t');
    expect(await width()).toBe(PHONE.width);
    expect(await violations(page)).toEqual([]);
  });

  it('opens from a file, with nothing but the file', async () => {
    const page = await open(pathToFileURL(file).href, { offline: true });
    await page.keyboard.press('End');
    expect(await door(page).innerText()).toContain('Free all day');
  });

  it.runIf(PICTURE)('is the picture of the README', async () => {
    const page = await open(served.url);
    await jumpTo(page, 'works again');
    // Whatever the pointer rests on is drawn otherwise.
    await page.mouse.move(640, 20);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await page.screenshot({ path: PICTURE!, animations: 'disabled' });
  });
});
