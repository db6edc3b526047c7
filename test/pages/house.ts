import { hash } from 'node:crypto';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, TestRunner } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';
import { calendarOf, DOOR_KEY, seedClouds } from '../../src/sandbox/seed-data.ts';
import { CHROMIUM } from '../helpers/chromium.ts';
import { freePort } from '../helpers/free-port.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';

/** What a page's test may take: the machine may have much to do. */
const PATIENCE_MS = 60_000;
/** What a browser itself says of connections that break and of answers that are refusals: no fault of a page. */
const NETWORK = /^Failed to load resource:/;

export const READING_KEY = 'reading-key';

/** The sizes of tablets, and how they are held. */
export const TABLETS = [
  { width: 800, height: 480 },
  { width: 1024, height: 600 },
  { width: 1280, height: 800 },
  { width: 600, height: 1024 },
];

export interface House {
  roomcal: TestRoomcal;
  clouds: Clouds;
  /** Opens a page in a context of its own: another tablet, or telephone. */
  open(
    url: string,
    options?: BrowserContextOptions,
    prepare?: (page: Page) => Promise<unknown>,
  ): Promise<Page>;
  /** The page of a door, with the key of the sandbox. */
  door(
    room: string,
    options?: BrowserContextOptions,
    prepare?: (page: Page) => Promise<unknown>,
  ): Promise<Page>;
  /** Puts a meeting into a room's calendar: minutes from now, and its title. */
  plan(room: string, from: number, to: number, summary: string): void;
}

/** The service on a sandbox, and a browser, for the tests of a file. No page may say a word on the console. */
export function useHouse(): House {
  let browser: Browser;
  const said: string[] = [];
  const opened: Page[] = [];
  const house = {} as House;

  beforeAll(async () => {
    const clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
    const port = await freePort();
    await seedClouds(clouds, `http://127.0.0.1:${port}`, systemClock.now());
    const { data } = clouds.storage.object('roomcal-config', 'config.json');
    const config = JSON.parse(String(data));
    config.api_keys.push({
      name: 'reading',
      sha256: hash('sha256', READING_KEY, 'hex'),
      rooms: 'all',
      may: ['read'],
    });
    clouds.storage.put('roomcal-config', 'config.json', JSON.stringify(config));
    house.clouds = clouds;
    [house.roomcal, browser] = await Promise.all([
      startRoomcal({ ...clouds.environment, PORT: String(port) }),
      chromium.launch(CHROMIUM),
    ]);
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    expect(said.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await house.roomcal.close();
    await house.clouds.close();
  });

  house.open = async (url, options, prepare) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    // What a hook opens for several tests lives on.
    if (TestRunner.getCurrentTest()) opened.push(page);
    page.setDefaultTimeout(PATIENCE_MS / 3);
    page.on('console', (message) => {
      if (!NETWORK.test(message.text())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
    await prepare?.(page);
    await page.goto(url.startsWith('http') ? url : `${house.roomcal.url}${url}`);
    return page;
  };
  house.door = (room, options, prepare) => house.open(`/doors/${room}#key=${DOOR_KEY}`, options, prepare);
  house.plan = (room, from, to, summary) => {
    const [start, end] = [from, to].map((minutes) => ({
      dateTime: new Date(systemClock.now() + minutes * 60_000).toISOString(),
    }));
    house.clouds.calendar.insert(calendarOf(room), { summary, start: start!, end: end! });
  };
  return house;
}

/** Gives the page another size, and lets it be drawn so. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(
    `new Promise((done) => {
      const look = () => requestAnimationFrame(innerWidth === ${size.width} ? () => requestAnimationFrame(done) : look);
      look();
    })`,
  );
}

/** Of what colour the screen is: `free` alone is green. */
export const toneOf = (page: Page) => page.locator('html').getAttribute('data-tone');

/** Waits until the screen is of that colour. */
export const shows = (page: Page, tone: string) => page.locator(`html[data-tone="${tone}"]`).waitFor();

/** What sticks out of the screen, or lies under something else, of what is to be read and pressed. */
export function hiddenOf(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
        if (width === 0 || height === 0) return false;
        const { innerWidth, innerHeight } = element.ownerDocument.defaultView!;
        if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) return true;
        const found = element.ownerDocument.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return !found || !(element.contains(found) || found.contains(element));
      })
      .map((element) => `${element.className || element.tagName}: ${element.textContent}`),
  );
}
