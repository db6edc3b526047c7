import { describe, expect, it } from 'vitest';
import { hasChromium } from '../helpers/chromium.ts';
import { violations } from '../visualizer/browser.ts';
import { hiddenOf, READING_KEY, resize, shows, TABLETS, toneOf, useHouse } from './house.ts';
import { busyDoor, freeDoor, meeting, tell, unknownDoor } from './told.ts';

if (!hasChromium) process.stderr.write('skipped: the pages in a browser need /usr/bin/chromium\n');

const READABLE =
  '.door h1, .clock b, .word, .detail, .headline .title, .actions button, .code, .coming h2, .band';

describe.skipIf(!hasChromium)('the page at a door', () => {
  const house = useHouse();
  const fromTold = (state: () => object, path = '/doors/blue_room#key=any', may?: string[]) =>
    house.open(path, {}, (page) => tell(page, state, may));

  it.each([
    ['free', freeDoor()],
    ['busy', busyDoor()],
    ['unsure', freeDoor({ stale: true })],
  ])('is all there when %s, on every tablet, by day and by night', async (tone, state) => {
    const page = await fromTold(() => state);
    await shows(page, tone);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const size of TABLETS) {
        await resize(page, size);
        const which = `${size.width}x${size.height} ${colorScheme}`;
        expect(await hiddenOf(page, READABLE), which).toEqual([]);
        const scrolls = await page.evaluate('document.documentElement.scrollHeight > innerHeight');
        expect(scrolls, which).toBe(false);
      }
      // What axe finds hangs on colours and words, which are the same on all of them.
      expect(await violations(page), colorScheme).toEqual([]);
    }
  });

  it('says whether the room is free, until when, what comes, and what time it is there', async () => {
    const page = await fromTold(() => freeDoor());
    await shows(page, 'free');
    expect(await page.locator('.headline').innerText()).toMatch(/^Free\s+until 15:00$/);
    expect(await page.locator('.coming').innerText()).toMatch(/Next\s+15:00-18:00\s+Design review/);
    expect(await page.locator('.clock').innerText()).toMatch(/Mon 23 Nov\s+10:20/);
    expect(await page.locator('h1').innerText()).toBe('blue room');
    expect(await page.title()).toBe('blue room: Free until 15:00');
  });

  it('says the words and the hours that the service gives it', async () => {
    const words = { free: 'Frei', until: 'bis {time}', locale: 'de-DE', minutes: '{mins} Min.' };
    const page = await fromTold(() => ({ ...freeDoor(), words, hour_cycle: 'h12' }));
    await shows(page, 'free');
    expect(await page.locator('.headline').innerText()).toMatch(/^Frei\s+bis 15:00$/);
    expect(await page.locator('.clock').innerText()).toMatch(/Mo\.? 23\.? Nov\.?\s+10:20\sAM/);
    expect(await page.locator('.actions').innerText()).toContain('30 Min.');
    expect(await page.locator('html').getAttribute('lang')).toBe('de-DE');
  });

  it.each([
    [
      'the calendar does not answer',
      freeDoor({ stale: true }),
      /^Free\?\s+until 15:00\s+The calendar does not/,
    ],
    ['nothing is known', unknownDoor(), /^Not known/],
    [
      'the free time is over, and nobody has said what comes',
      freeDoor({ free_until: { at: '2026-11-23T10:19:00+01:00', time: '10:19' } }),
      /^Not known/,
    ],
  ])('is not green where %s', async (_, state, text) => {
    const page = await fromTold(() => state);
    await page.locator('.word', { hasText: /Free|known/ }).waitFor();
    expect(await toneOf(page)).toBe('unsure');
    expect(await page.locator('.headline').innerText()).toMatch(text);
  });

  it('offers to check in where that is wanted', async () => {
    const page = await fromTold(() =>
      busyDoor({ check_in: 'wanted', check_in_until: { at: '2026-11-23T10:25:00+01:00', time: '10:25' } }),
    );
    await shows(page, 'busy');
    expect(await page.locator('.headline').innerText()).toContain('Check in by 10:25');
    const asked = page.waitForRequest('**/meetings/stand-up/check_in');
    await page.route('**/check_in', (route) => route.fulfill({ status: 204 }));
    await page.getByRole('button', { name: 'Check in' }).click();
    expect((await asked).postDataJSON()).toEqual({ room_name: 'blue_room' });
    await page.getByText('Checked in').waitFor();
  });

  it('shows what somebody has called a meeting as that, whatever it is', async () => {
    const hostile = `<img src=x onerror=alert(1)> {time} ${'long '.repeat(60)}`;
    const state = busyDoor({
      says: { busynow: 1, curevmtg: hostile, nextevmtg: 'פגישת צוות 🎉', nextevtm: '15:00-18:00' },
      coming: [meeting('rtl', '15:00', '18:00', 'פגישת צוות 🎉')],
    });
    const page = await fromTold(() => state);
    await shows(page, 'busy');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.headline .title').textContent()).toBe(hostile);
    expect(await page.locator('.coming .title').textContent()).toBe('פגישת צוות 🎉');
    expect(await hiddenOf(page, READABLE)).toEqual([]);
  });

  it('has neither buttons nor a code where its key only reads', async () => {
    const page = await house.open(`/doors/blue_room#key=${READING_KEY}`);
    await shows(page, 'free');
    expect(await page.getByRole('button', { name: /Book/ }).count()).toBe(0);
    expect(await page.locator('.code').count()).toBe(0);
  });

  it('asks for a key where it has none, and keeps the one it is given', async () => {
    const page = await house.open('/doors/yellow_room');
    await page.getByRole('heading', { name: 'This page needs a key' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'This key is not accepted' }).waitFor();
    await page.getByLabel('Key').fill('sandbox-key');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.locator('.word').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.reload();
    await shows(page, 'free');
  });

  it('can be used with the keys alone, and shows where they are', async () => {
    const page = await house.door('black_room');
    await page.getByRole('button', { name: 'Book 60 min' }).waitFor();
    const names: string[] = [];
    for (let press = 0; press < 5; press++) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus-visible');
      if ((await focused.count()) === 0) break;
      names.push(await focused.innerText());
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      if (/60 min/.test(names.at(-1) ?? '')) break;
    }
    expect(names.at(-1)).toMatch(/^Book\s+60 min\s+until \d\d:\d\d$/);
    await page.keyboard.press('Enter');
    await page.getByText(/^Booked until/).waitFor();
    await shows(page, 'busy');
    await page.getByRole('button', { name: 'End', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('Ended: the room is free').waitFor();
    await shows(page, 'free');
  });

  it('books, extends and ends at a touch', async () => {
    const page = await house.door('black_room', { hasTouch: true, viewport: { width: 800, height: 480 } });
    await page.getByRole('button', { name: 'Book 60 min' }).tap();
    await page.getByText(/^Booked until/).waitFor();
    await shows(page, 'busy');
    await page.getByRole('button', { name: 'Extend +15 min' }).tap();
    await page.getByText(/^Extended until/).waitFor();
    await page.getByRole('button', { name: 'End', exact: true }).tap();
    // A hand that brushes past ends nothing.
    expect(await toneOf(page)).toBe('busy');
    await page.getByRole('button', { name: 'End it now' }).tap();
    await shows(page, 'free');
  });

  it('darkens in the hours that its address says, and lights up for half a minute', async () => {
    const page = await house.open('/doors/blue_room?dim=00:00-24:00#key=sandbox-key', {}, (one) =>
      one.clock.install(),
    );
    const cover = page.getByRole('button', { name: 'Light up' });
    await cover.waitFor();
    await shows(page, 'free');
    expect(await violations(page)).toEqual([]);
    // In the middle of a button, which the touch must not press.
    await page.getByRole('button', { name: 'Book 60 min' }).click({ force: true });
    await cover.waitFor({ state: 'detached' });
    expect(await page.locator('.outcome').innerText()).toBe('');
    await page.clock.fastForward(31_000);
    await cover.waitFor();
  });
});
