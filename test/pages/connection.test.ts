import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasChromium } from '../helpers/chromium.ts';
import { type Cable, layCable } from './cable.ts';
import { shows, toneOf, useHouse } from './house.ts';

const MINUTE_MS = 60_000;

describe.skipIf(!hasChromium)('the pages and their connection', () => {
  const house = useHouse();
  let cable: Cable;
  beforeEach(async () => {
    cable = await layCable(house.roomcal.url);
  });
  afterEach(() => cable.close());

  /** A page at the end of the cable, whose time passes as the test says. */
  const behindCable = (path: string, prepare?: (page: Page) => Promise<unknown>) =>
    house.open(`${cable.url}${path}#key=sandbox-key`, {}, async (page) => {
      await page.clock.install();
      await prepare?.(page);
    });

  it.each(['hang', 'cut'] as const)(
    'a door says so when its connections %s, is never green meanwhile, and comes back',
    async (fault) => {
      const page = await behindCable('/doors/black_room');
      await shows(page, 'free');
      await page.locator('.code').waitFor();
      cable[fault]();
      await page.clock.fastForward(MINUTE_MS);
      await shows(page, 'unsure');
      expect(await page.locator('.headline').innerText()).toMatch(
        /^No connection\s+since \d\d:\d\d\s+Last known: Free all day$/,
      );
      // Whatever can't be done is not offered.
      expect(await page.getByRole('button', { name: /Book/ }).count()).toBe(0);
      expect(await page.locator('.code').count()).toBe(0);
      cable.mend();
      // The browser may still hold a connection that hangs: that one is given up, too.
      for (let time = 0; time < 2; time++) await page.clock.fastForward(20_000);
      await shows(page, 'free');
      await page.getByRole('button', { name: 'Book 60 min' }).waitFor();
    },
  );

  it('a door comes back at once when the tablet says that it is on line again', async () => {
    const page = await behindCable('/doors/black_room');
    await shows(page, 'free');
    cable.hang();
    await page.clock.fastForward(MINUTE_MS);
    await shows(page, 'unsure');
    cable.mend();
    await page.clock.pauseAt(Date.now() + 2 * MINUTE_MS);
    await page.evaluate("dispatchEvent(new Event('online'))");
    await page.clock.resume();
    await shows(page, 'free');
  });

  it('a door that hears of nothing for the night is right in the morning', async () => {
    const page = await behindCable('/doors/black_room');
    await shows(page, 'free');
    cable.cut();
    await page.clock.fastForward(MINUTE_MS);
    await shows(page, 'unsure');
    for (let hour = 0; hour < 10; hour++) {
      await page.clock.fastForward(60 * MINUTE_MS);
      expect(await toneOf(page)).toBe('unsure');
    }
    cable.mend();
    await page.clock.fastForward(20_000);
    await shows(page, 'free');
  });

  it('a tablet that has slept does not believe what it knew', async () => {
    // Of the two clocks only the one on the wall goes on.
    const page = await house.open(`${cable.url}/doors/black_room#key=sandbox-key`);
    await shows(page, 'free');
    cable.hang();
    await page.evaluate('{ const now = Date.now; Date.now = () => now() + 3_600_000 }');
    await shows(page, 'unsure');
    expect(await page.locator('.detail').innerText()).toMatch(/^since \d\d:\d\d$/);
    // Nor what time it is.
    await page.locator('.clock').waitFor({ state: 'detached' });
    cable.mend();
    await page.evaluate("dispatchEvent(new Event('online'))");
    await shows(page, 'free');
    await page.locator('.clock').waitFor();
  });

  it('shows the time of the room, and not that of a tablet whose clock is wrong', async () => {
    const page = await house.open(`/doors/black_room#key=sandbox-key`, {}, (one) =>
      one.clock.install({ time: new Date('2001-01-01T00:00:00Z') }),
    );
    await shows(page, 'free');
    const options = { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Kathmandu' } as const;
    const minutes = [-1, 0, 1].map((minute) =>
      new Date(Date.now() + minute * MINUTE_MS).toLocaleTimeString('en-GB', options),
    );
    expect(minutes).toContain(await page.locator('.clock b').innerText());
  });

  it('the lobby says so, too, and has nothing green then', async () => {
    const page = await behindCable('/lobby');
    await page.locator('.rooms .free').first().waitFor();
    cable.hang();
    await page.clock.fastForward(MINUTE_MS);
    await page.getByText(/^No connection since \d\d:\d\d$/).waitFor();
    expect(await page.locator('.rooms .free').count()).toBe(0);
    expect(await page.locator('.rooms li').allInnerTexts()).toContainEqual(
      expect.stringMatching(/^black\s+room\s+Free\? all day/),
    );
    cable.mend();
    await page.clock.fastForward(20_000);
    await page.locator('.rooms .free').first().waitFor();
  });

  it('a page of another version loads itself anew, once', async () => {
    let served = 0;
    let isOld = true;
    const page = await behindCable('/doors/black_room', (one) =>
      one.route('**/doors/black_room', async (route) => {
        served += 1;
        const response = await route.fetch();
        const body = await response.text();
        await route.fulfill({
          response,
          body: isOld ? body.replace(/(roomcal-version" content=")[^"]+/, '$1old') : body,
        });
      }),
    );
    await shows(page, 'free');
    expect(served).toBe(1);
    await page.clock.fastForward(MINUTE_MS);
    await expect.poll(() => served).toBe(2);
    await shows(page, 'free');
    // Something on the way keeps the old one: it is not loaded in a circle.
    await page.clock.fastForward(30_000);
    await shows(page, 'free');
    expect(served).toBe(2);
    isOld = false;
    await page.clock.fastForward(31_000);
    await expect.poll(() => served).toBe(3);
    await shows(page, 'free');
    await page.clock.fastForward(2 * MINUTE_MS);
    await shows(page, 'free');
    expect(served).toBe(3);
  });
});
