import type { Page } from 'playwright-core';
import { encode } from 'uqr';
import { afterEach, describe, expect, it } from 'vitest';
import { passesOf } from '../../src/http/access/passes.ts';
import { CLIENT_SECRET } from '../../src/sandbox/seed-data.ts';
import { hasChromium } from '../helpers/chromium.ts';
import { violations } from '../visualizer/browser.ts';
import { hiddenOf, resize, shows, useHouse } from './house.ts';

const ROOM = 'black_room';
const MINUTE_MS = 60_000;
const PHONES = [
  { width: 390, height: 844 },
  { width: 320, height: 568 },
  { width: 844, height: 390 },
];

describe.skipIf(!hasChromium)('the page of a telephone', () => {
  const house = useHouse();
  const passes = passesOf(CLIENT_SECRET);

  afterEach(async () => {
    await house.roomcal.call('DELETE', `/meetings/current?room_name=${ROOM}`);
  });

  const pathOf = (pass: string) => `/book/${ROOM}#pass=${pass}`;
  const goodPass = () => passes.written(passes.forDoor(ROOM, 'the door', Date.now()));
  const scan = (pass = goodPass(), prepare?: (page: Page) => Promise<unknown>) =>
    house.open(pathOf(pass), { viewport: PHONES[0]!, hasTouch: true, isMobile: true }, prepare);
  const scanAgain = (page: Page) => page.getByText('Scan the code at the door again').waitFor();

  it('is where the code at the door leads to', async () => {
    const made: { path: string }[] = [];
    const door = await house.door(ROOM, {}, async (page) => {
      page.on('response', async (response) => {
        if (response.url().endsWith('/passes')) made.push(await response.json());
      });
    });
    await door.locator('.code').waitFor();
    expect(await door.locator('.code').innerText()).toBe('Scan to book');
    const { size, data } = encode(`${house.roomcal.url}${made[0]?.path}`, { ecc: 'L', border: 4 });
    expect(await door.locator('.code svg').getAttribute('viewBox')).toBe(`0 0 ${size} ${size}`);
    const drawn = await door.locator('.code path').getAttribute('d');
    const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])));
    expect(modulesOf(drawn!)).toEqual(dark);
    const phone = await house.open(made[0]!.path, { viewport: PHONES[0]! });
    await shows(phone, 'free');
  });

  it('is all there on any telephone, by day and by night', async () => {
    const page = await scan();
    await shows(page, 'free');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const size of PHONES) {
        await resize(page, size);
        const scrolls = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        expect(scrolls, `${size.width} ${colorScheme}`).toBe(false);
      }
      expect(await violations(page), colorScheme).toEqual([]);
    }
    await resize(page, PHONES[0]!);
    expect(await hiddenOf(page, 'h1, .word, .detail, .actions button')).toEqual([]);
  });

  it('books, and extends and ends what was booked there', async () => {
    const page = await scan();
    await page.getByRole('button', { name: 'Book 60 min' }).tap();
    await page.getByText(/^Booked until/).waitFor();
    await page.getByText(/^You have booked this room until/).waitFor();
    expect(await violations(page)).toEqual([]);
    // Somebody comes back to it, an hour later.
    await page.reload();
    await page.getByRole('button', { name: 'Extend +15 min' }).tap();
    await page.getByText(/^Extended until/).waitFor();
    await page.getByRole('button', { name: 'End', exact: true }).tap();
    await page.getByRole('button', { name: 'End it now' }).tap();
    await shows(page, 'free');
    await page.getByRole('button', { name: 'Book 60 min' }).waitFor();
  });

  it('goes on with what was booked once the code has expired, and books nothing more', async () => {
    const page = await scan(undefined, (one) => one.clock.install());
    await page.getByRole('button', { name: 'Book 60 min' }).tap();
    await page.getByText(/^You have booked this room until/).waitFor();
    await page.clock.fastForward(10 * MINUTE_MS);
    await page.getByRole('button', { name: 'Extend +15 min' }).tap();
    await page.getByText(/^Extended until/).waitFor();
    await page.getByRole('button', { name: 'End', exact: true }).tap();
    await page.getByRole('button', { name: 'End it now' }).tap();
    await scanAgain(page);
  });

  it('changes nothing that others have booked', async () => {
    await house.roomcal.call('POST', '/meetings', { room_name: ROOM, duration_mins: 60 });
    const page = await scan();
    await shows(page, 'busy');
    expect(await page.locator('.actions').count()).toBe(0);
  });

  it('wants the code scanned again when the pass expires while it is open', async () => {
    const page = await scan(undefined, (one) => one.clock.install());
    await shows(page, 'free');
    await page.clock.fastForward(10 * MINUTE_MS);
    await scanAgain(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.locator('html').getAttribute('data-tone')).toBe('unsure');
  });

  it.each([
    ['has expired', () => passes.written({ room: ROOM, until: Date.now() - 1 })],
    ['is of another room', () => passes.written({ room: 'blue_room', until: Date.now() + MINUTE_MS })],
    ['is none', () => 'nonsense'],
  ])('wants the code scanned again where the pass %s', async (_, pass) => {
    const page = await scan(pass());
    await scanAgain(page);
    // And is content with one that is good.
    await page.goto(`${house.roomcal.url}${pathOf(goodPass())}`);
    await shows(page, 'free');
  });

  it('wants it, too, where there is none at all', async () => {
    await scanAgain(await house.open(`/book/${ROOM}`));
  });
});

/** The dark modules that a path draws, row by row. */
function modulesOf(path: string): string[] {
  return [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].flatMap(([, x, y, width]) =>
    Array.from({ length: Number(width) }, (_, index) => `${Number(x) + index} ${y}`),
  );
}
