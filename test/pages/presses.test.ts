import type { Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from '../helpers/chromium.ts';
import { shows, useHouse } from './house.ts';

const ROOM = 'black_room';

describe.skipIf(!hasChromium)('a press at a door', () => {
  const house = useHouse();

  afterEach(async () => {
    await house.roomcal.call('DELETE', `/meetings/current?room_name=${ROOM}`);
  });

  const press = (page: Page) => page.getByRole('button', { name: 'Book 60 min' }).click();
  const keysOf = (requests: Request[]) => requests.map((request) => request.headers()['idempotency-key']);
  const isBooking = (request: Request) => request.method() === 'POST' && request.url().endsWith('/meetings');
  const bookings = async () => {
    const { body } = await house.roomcal.call('GET', `/meetings?room_name=${ROOM}`);
    return (body.meetings as { title: string }[]).filter(({ title }) => title === 'Meeting').length;
  };

  it('is answered, and told to who presses at another tablet at the same time', async () => {
    const [one, other] = [await house.door(ROOM), await house.door(ROOM)];
    await shows(other, 'free');
    const { promise: done, resolve: go } = Promise.withResolvers<void>();
    await other.route('**/meetings', async (route) => {
      await done;
      await route.continue();
    });
    await press(other);
    expect(await other.locator('.outcome').innerText()).toBe('Booking …');
    await press(one);
    await one.getByText(/^Booked until \d\d:\d\d$/).waitFor();
    go();
    await other.getByText(/^Somebody was faster: the room is taken until \d\d:\d\d$/).waitFor();
    await shows(other, 'busy');
    expect(await bookings()).toBe(1);
  });

  it('is told again under the same name when its answer is lost, and done once', async () => {
    const page = await house.door(ROOM);
    const asked: Request[] = [];
    page.on('request', (request) => {
      if (isBooking(request)) asked.push(request);
    });
    await page.route(
      '**/meetings',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await press(page);
    await page.getByText(/^Booked until/).waitFor();
    expect(asked).toHaveLength(2);
    expect(new Set(keysOf(asked)).size).toBe(1);
    expect(await bookings()).toBe(1);
  });

  it('is given up in the end, and the next one is another', async () => {
    const page = await house.door(ROOM, {}, (one) => one.clock.install());
    const asked: Request[] = [];
    page.on('request', (request) => {
      if (isBooking(request)) asked.push(request);
    });
    await page.route('**/meetings', (route) => route.abort());
    await press(page);
    await page.getByText('No answer yet: trying again …').waitFor();
    // Nobody presses twice meanwhile.
    await page.getByRole('button', { name: 'Book 60 min' }).click({ force: true });
    for (let second = 0; second < 8; second++) await page.clock.fastForward(1_000);
    await page.getByText('No connection: the door will show whether it was done').waitFor();
    expect(asked).toHaveLength(4);
    expect(new Set(keysOf(asked)).size).toBe(1);
    await page.unroute('**/meetings');
    await press(page);
    await page.getByText(/^Booked until/).waitFor();
    expect(new Set(keysOf(asked)).size).toBe(2);
  });

  describe('that is refused', () => {
    let page: Page;
    beforeAll(async () => {
      page = await house.door(ROOM);
    });
    afterAll(() => page.context().close());

    // One tablet for all of them: a page that is opened takes half a second of a core.
    it.each([
      [403, 'NOT_ALLOWED', {}, 'This may not be done here'],
      [401, 'UNAUTHORIZED', {}, 'The key of this page is not accepted any more'],
      [404, 'UNKNOWN_ROOM', {}, 'There is no such room any more'],
      [409, 'NOT_ENOUGH_TIME', { available_mins: 25 }, 'Only 25 minutes are left before the next meeting'],
      [409, 'KEY_USED', {}, 'This was booked and removed again: press once more'],
      [409, 'SOMETHING_NEW', {}, 'That was not possible: in words'],
      [429, 'TOO_MANY_FAILURES', {}, 'Too many attempts: wait a minute'],
    ])('is answered %d %s in words', async (status, code, more, text) => {
      await page.reload();
      await page.unrouteAll();
      await page.route('**/meetings', (route) =>
        route.fulfill({ status, json: { statusCode: status, code, message: 'in words', ...more } }),
      );
      await press(page);
      await page.getByText(text).waitFor();
      expect(await page.locator('.outcome.refused').count()).toBe(1);
    });
  });

  it.each([
    [502, 'VENDOR_FAILED', 'The calendar does not answer: try again in a moment'],
    [503, 'NOT_READY', 'Not ready yet: try again in a moment'],
    [504, undefined, 'Something went wrong: try again in a moment'],
  ])('that is answered %d is tried again before it is told', async (status, code, text) => {
    const page = await house.door(ROOM, {}, (one) => one.clock.install());
    let asked = 0;
    await page.route('**/meetings', (route) => {
      asked += 1;
      return route.fulfill({ status, json: code === undefined ? {} : { code, message: 'failed' } });
    });
    await press(page);
    await page.getByText('No answer yet: trying again …').waitFor();
    for (let second = 0; second < 8; second++) await page.clock.fastForward(1_000);
    await page.getByText(text).waitFor();
    expect(asked).toBe(4);
  });

  it('is of a meeting that somebody else has put into the calendar only where that may be', async () => {
    house.plan('yellow_room', -5, 30, 'Fire brigade');
    const page = await house.door('yellow_room');
    await shows(page, 'busy');
    expect(await page.locator('.headline .title').innerText()).toBe('Fire brigade');
    expect(await page.locator('.actions').count()).toBe(0);
  });
});
