import { describe, expect, it } from 'vitest';
import { hasChromium } from '../helpers/chromium.ts';
import { violations } from '../visualizer/browser.ts';
import { hiddenOf, resize, useHouse } from './house.ts';
import { manyRooms, tell } from './told.ts';

const SCREENS = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 3840, height: 2160 },
];
const PHONE = { width: 390, height: 844 };

describe.skipIf(!hasChromium)('the page in the lobby', () => {
  const house = useHouse();
  const withRooms = (count: number) =>
    house.open('/lobby#key=any', {}, (page) => tell(page, () => ({ rooms: manyRooms(count) }), ['read']));

  it.each([1, 3, 24, 80, 200])('has %d rooms on one screen, by day and by night', async (count) => {
    const page = await withRooms(count);
    await page.locator('.rooms li').first().waitFor();
    expect(await page.locator('.rooms li').count()).toBe(count);
    for (const size of SCREENS) {
      await resize(page, size);
      expect(await hiddenOf(page, '.lobby h1, .clock b, .rooms li, .rooms h2'), `${size.width}`).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollHeight > innerHeight')).toBe(false);
    }
    await resize(page, SCREENS[0]!);
    const letters = await page.evaluate<number>(
      "Math.min(...[...document.querySelectorAll('.rooms .text')].map((one) => parseFloat(getComputedStyle(one).fontSize)))",
    );
    expect(letters).toBeGreaterThanOrEqual(count === 200 ? 13 : 15);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
  });

  it('scrolls on a telephone, down and not to the side', async () => {
    const page = await withRooms(80);
    await resize(page, PHONE);
    await page.locator('.rooms li').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollHeight > innerHeight')).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    const last = page.locator('.rooms li').last();
    await last.scrollIntoViewIfNeeded();
    expect(await last.isVisible()).toBe(true);
    expect(await violations(page)).toEqual([]);
  });

  it('follows what happens at the doors', async () => {
    const page = await house.open('/lobby#key=sandbox-key');
    const free = page.locator('.rooms .free', { hasText: 'black' });
    await free.getByText('Free all day').waitFor();
    await free.getByText('for an hour or more').waitFor();
    await house.roomcal.call('POST', '/meetings', { room_name: 'black_room', duration_mins: 60 });
    await page
      .locator('.rooms .busy', { hasText: 'black' })
      .getByText(/^Busy until \d\d:\d\d/)
      .waitFor();
    await house.roomcal.call('DELETE', '/meetings/current?room_name=black_room');
    await free.getByText('Free all day').waitFor();
    expect(await page.locator('.summary').innerText()).toMatch(/^\d of 6 rooms are free$/);
  });

  it('shows the titles of meetings as texts', async () => {
    const rooms = manyRooms(2).map((room) => ({
      ...room,
      title: '<img src=x onerror=alert(1)>',
      group: '<b>',
    }));
    const page = await house.open('/lobby#key=any', {}, (one) => tell(one, () => ({ rooms }), ['read']));
    await page.getByText('<img src=x').first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('h2').innerText()).toBe('<b>');
  });

  it('asks for a key where it has none', async () => {
    const page = await house.open('/lobby');
    await page.getByText('--room all --may read').waitFor();
    await page.getByLabel('Key').fill('sandbox-key');
    await page.keyboard.press('Enter');
    await page.locator('.rooms li').first().waitFor();
  });
});
