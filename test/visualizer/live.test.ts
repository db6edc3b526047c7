import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { hasChromium } from '../helpers/chromium.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';
import { useSandboxes } from '../helpers/sandbox.ts';
import { useBrowser } from './browser.ts';

const opened: TestRoomcal[] = [];
afterEach(async () => {
  for (const roomcal of opened.splice(0)) await roomcal.close();
});

async function running(env?: Record<string, string>): Promise<TestRoomcal> {
  const roomcal = await startRoomcal(env);
  opened.push(roomcal);
  return roomcal;
}

describe('on the sandbox', () => {
  it('tells what happens as it happens, from where the page is on', async () => {
    const { url, call, close } = await running();
    opened.pop();
    const request = get(`${url}/visualizer/events?have=0,0,0`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers['content-type']).toBe('text/event-stream');
    let heard = '';
    const told = async (text: string) => {
      while (!heard.includes(text)) heard += String((await once(response, 'data'))[0]);
    };
    await told('"because":["start"]');
    heard = '';
    expect((await call('POST', '/meetings', { room_name: 'blue_room', title: 'Fire brigade' })).status).toBe(
      201,
    );
    await told('"curevmtg":"Fire brigade"');
    expect(heard).not.toContain('"because":["start"]');
    // A stream that nobody ends would hold up the end of the process.
    const ended = once(response, 'end');
    response.resume();
    await Promise.all([close(), ended]);
  });
});

describe('in production', () => {
  const useSandbox = useSandboxes();

  it('is not there', async () => {
    const { env } = await useSandbox();
    const { call } = await running(env);
    for (const path of ['/visualizer', '/visualizer/events'])
      expect(await call('GET', path)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ROUTE' } });
  });
});

describe.skipIf(!hasChromium)('the page of a running sandbox', () => {
  const open = useBrowser();

  it('follows the service', async () => {
    const { url, call } = await running();
    const page = await open(`${url}/visualizer`);
    await page.locator('.door.free').waitFor();
    await call('POST', '/meetings', { room_name: 'blue_room', title: 'Fire brigade' });
    await page.locator('.door.busy .title', { hasText: 'Fire brigade' }).waitFor();
    await page.locator('[data-state="room.occupancy.busy"].lit').waitFor();
    expect(await page.locator('.event', { hasText: 'Fire brigade' }).count()).toBe(1);
    await page.keyboard.press('Home');
    expect(await page.getByRole('button', { name: 'Live', exact: true }).getAttribute('aria-pressed')).toBe(
      'false',
    );
    await page.keyboard.press('End');
    await page.locator('.door.busy').waitFor();
  });
});
