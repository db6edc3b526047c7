import { auth } from '@googleapis/calendar';
import { describe, expect, it, vi } from 'vitest';
import { googleCalendar } from '../../../src/io/google-calendar/calendar.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { serviceAccountKey } from '../../helpers/service-account.ts';
import { answered, aSilentServer, type SilentServer } from '../../helpers/silent.ts';
import { failureOf } from '../vendors.ts';

const TIMEOUT_MS = 10_000;
const TOKEN = answered({ access_token: 'ya29.access', expires_in: 3_599, token_type: 'Bearer' });
const NOTHING = answered({ timeZone: 'Europe/Rome', items: [] });
const calendarId = 'blue@example.org';

async function aCalendar() {
  const server = await aSilentServer();
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const calendar = googleCalendar({
    credentials: serviceAccountKey(`${server.url}/token`),
    endpoint: server.url,
    eventsPerRefresh: 10,
    requestsPerMinute: 6_000,
    clock,
  });
  const list = () => calendar.list({ calendarId });
  /** Answers the next request, which is to be of that kind. */
  const answer = async (kind: string, text: string) => {
    const { head, socket } = await server.next();
    expect(head).toContain(kind);
    socket.write(text);
  };
  return { server, clock, calendar, list, answer };
}

/** Whoever says something each second, and never all. */
async function trickle({ next }: SilentServer, clock: SimulatedClock, head: string): Promise<void> {
  const { socket } = await next();
  socket.write(head);
  for (let second = 0; second < 10; second++) {
    socket.write(' ');
    clock.step(1_000);
  }
}

describe('a Google that says nothing', () => {
  it('of a token is given up after 10 s, and the next call asks again', async () => {
    const { server, clock, list, answer } = await aCalendar();
    const failing = failureOf('calendar', list());
    await server.next();
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS);
    const failure = await failing;
    expect(failure).toMatchObject({ status: undefined, operator: false });
    expect(failure.message).toBe('Google Calendar: no answer within 10 s');
    await server.left();

    const listing = list();
    await answer('/token', TOKEN);
    await answer('/events', NOTHING);
    expect((await listing).complete).toBe(true);
  });

  it('of a token, by ways that are not ours, is given up after 10 s, and the next call asks by a new one', async () => {
    const { server, clock, list, answer } = await aCalendar();
    const { getAccessToken } = auth.JWT.prototype;
    let first: object | undefined;
    vi.spyOn(auth.JWT.prototype, 'getAccessToken').mockImplementation(function (this: object) {
      first ??= this;
      return this === first ? new Promise(() => undefined) : Reflect.apply(getAccessToken, this, []);
    } as never);
    const failing = failureOf('calendar', list());
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS);
    expect((await failing).message).toContain('no answer within 10 s');
    expect(server.count).toBe(0);

    const listing = list();
    await answer('/token', TOKEN);
    await answer('/events', NOTHING);
    expect((await listing).complete).toBe(true);
  });

  it('of a token is given up by all who wait for it', async () => {
    const { server, clock, calendar } = await aCalendar();
    const failing = ['a', 'b', 'c'].map((id) => failureOf('calendar', calendar.get(calendarId, id)));
    await server.next();
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS);
    await Promise.all(failing);
    expect(server.count).toBe(1);
    await server.left();
  });

  it.each([
    ['of a list', 'GET', ({ list }: Awaited<ReturnType<typeof aCalendar>>) => list()],
    [
      'of an insert, which it may have made all the same,',
      'POST',
      ({ calendar }: Awaited<ReturnType<typeof aCalendar>>) => calendar.insert(calendarId, { id: 'abcde' }),
    ],
    [
      'of a removal',
      'DELETE',
      ({ calendar }: Awaited<ReturnType<typeof aCalendar>>) => calendar.remove(calendarId, 'abcde'),
    ],
  ])('%s is given up after 10 s, and not asked again', async (_, method, call) => {
    const made = await aCalendar();
    const { server, clock, answer } = made;
    const failing = failureOf('calendar', call(made));
    await answer('/token', TOKEN);
    const { head } = await server.next();
    expect(head.startsWith(`${method} `)).toBe(true);
    await clock.armed(TIMEOUT_MS);
    clock.step(TIMEOUT_MS);
    const failure = await failing;
    expect(failure).toMatchObject({ status: undefined, operator: false });
    expect(failure.message).toBe('Google Calendar: no answer within 10 s');
    await server.left();
    expect(server.count).toBe(2);
  });

  it.each([
    ['by a length', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{'],
    ['by the end of the connection', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{'],
    ['by nothing: its head does not end', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-more: '],
    ['by an error', 'HTTP/1.1 503 No\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{'],
  ])('to its end is given up after 10 s, however much it says meanwhile: %s', async (_, head) => {
    const { server, clock, list, answer } = await aCalendar();
    const failing = failureOf('calendar', list());
    await answer('/token', TOKEN);
    await trickle(server, clock, head);
    expect(await failing).toMatchObject({ status: undefined, operator: false });
    await server.left();
  });

  it('to the end of a token is given up after 10 s', async () => {
    const { server, clock, list } = await aCalendar();
    const failing = failureOf('calendar', list());
    await trickle(server, clock, TOKEN.slice(0, -10));
    await failing;
    await server.left();
  });

  it('leaves no timer where it does answer', async () => {
    const { clock, calendar, answer } = await aCalendar();
    const asked = calendar.get(calendarId, 'abcde');
    await answer('/token', TOKEN);
    await answer('/events/abcde', answered({ id: 'abcde', status: 'cancelled' }));
    await asked;
    expect(clock.pending).toBe(0);
  });
});
