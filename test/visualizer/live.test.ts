import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from '../helpers/chromium.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';
import { useSandboxes } from '../helpers/sandbox.ts';
import { DESK, PHONE } from './a-page.ts';
import { useBrowser } from './browser.ts';

describe('on the sandbox', () => {
  let roomcal: TestRoomcal;
  beforeAll(async () => {
    roomcal = await startRoomcal();
  }, 30_000);

  describe.skipIf(!hasChromium)('the page', () => {
    const open = useBrowser();

    it('follows the service as it runs', async () => {
      const page = await open(`${roomcal.url}/visualizer`);
      await page.locator('.door.free').waitFor();
      await roomcal.call('POST', '/meetings', { room_name: 'blue_room', title: 'Fire brigade' });
      await page.locator('.door.busy .title', { hasText: 'Fire brigade' }).waitFor();
      await page.locator('[data-state="room.occupancy.busy"].lit').waitFor();
      expect(await page.locator('.event', { hasText: 'Fire brigade' }).count()).toBe(1);
      const live = page.getByRole('button', { name: 'Live', exact: true });
      await page.keyboard.press('Home');
      expect(await live.getAttribute('aria-pressed')).toBe('false');
      await page.keyboard.press('End');
      expect(await live.getAttribute('aria-pressed')).toBe('true');
      await page.locator('.door.busy').waitFor();
    });

    it('opens at the present step, and has it in sight, at a desk as on a phone', async () => {
      const room_name = 'green_room';
      const watching = await open(`${roomcal.url}/visualizer`);
      await watching.getByRole('combobox', { name: 'Room' }).selectOption(room_name);
      const count = watching.locator('.happenings .count');
      for (let round = 0; round < 15; round++) {
        const before = await count.textContent();
        await roomcal.call('DELETE', '/meetings/nothing', { room_name });
        await expect.poll(() => count.textContent()).not.toBe(before);
      }
      for (const viewport of [DESK, PHONE]) {
        const page = await open(`${roomcal.url}/visualizer`, { viewport });
        await page.getByRole('combobox', { name: 'Room' }).selectOption(room_name);
        const marked = page.locator('.happenings [aria-current]');
        await marked.waitFor();
        // Not waitForFunction, which evaluates in the page: its policy forbids that.
        const isInSight = () =>
          page.evaluate<boolean>(`(() => {
          const { top, bottom } = document.querySelector('.happenings .list').getBoundingClientRect();
          const line = document.querySelector('.happenings [aria-current]').getBoundingClientRect();
          const [, own, all] = document.querySelector('.happenings .count').textContent.match(/(\\d+) of (\\d+)/);
          return own === all && own > 14 && line.top >= top - 1 && line.bottom <= bottom + 1;
        })()`);
        await expect.poll(isInSight, { timeout: 20_000 }).toBe(true);
      }
    });

    it('has all its buttons on a phone', async () => {
      const page = await open(`${roomcal.url}/visualizer`, { viewport: PHONE });
      await page.locator('.door.free, .door.busy').waitFor();
      // Beyond the screen, or under something else.
      const lost =
        await page.evaluate(`[...document.querySelectorAll('.controls button')].filter((button) => {
        const { left, right, top, bottom } = button.getBoundingClientRect();
        const at = (x) => document.elementFromPoint(x, (top + bottom) / 2)?.closest('button');
        return left < 0 || right > innerWidth || at(left + 4) !== button || at(right - 4) !== button;
      }).map((button) => button.getAttribute('aria-label') ?? button.textContent)`);
      expect(lost).toEqual([]);
      expect(await page.locator('.controls button').count()).toBe(8);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    });
  });

  it('is no part of the API', async () => {
    const { body } = await roomcal.call('GET', '/openapi.json');
    const paths = Object.keys(body.paths as object);
    expect(paths).toContain('/meetings');
    expect(paths.filter((path) => path.includes('visualizer'))).toEqual([]);
  });

  it('tells of what happens, from where a page is on, until the service ends', async () => {
    const [response] = (await once(get(`${roomcal.url}/visualizer/events?have=0,0,0`), 'response')) as [
      IncomingMessage,
    ];
    expect(response.headers['content-type']).toBe('text/event-stream');
    let heard = '';
    const chunks = response[Symbol.asyncIterator]();
    const told = async (text: string) => {
      while (!heard.includes(text)) heard += String((await chunks.next()).value);
    };
    await told('"because":["start"]');
    heard = '';
    await roomcal.call('POST', '/meetings', { room_name: 'yellow_room', title: 'Press' });
    await told('"curevmtg":"Press"');
    expect(heard).not.toContain('"because":["start"]');
    // A stream that nobody ends would hold up the end of the process.
    const ended = async () => {
      for (let done = false; !done; ) done = (await chunks.next()).done ?? false;
    };
    await Promise.all([roomcal.close(), ended()]);
  }, 30_000);
});

describe('in production', () => {
  const useSandbox = useSandboxes();
  let roomcal: TestRoomcal | undefined;
  afterEach(() => roomcal?.close());

  it('is not there', async () => {
    const { env } = await useSandbox();
    roomcal = await startRoomcal(env);
    for (const path of ['/visualizer', '/visualizer/events'])
      expect(await roomcal.call('GET', path)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ROUTE' } });
  });
});
