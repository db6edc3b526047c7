import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { googleCalendar } from '../../../src/io/google-calendar/calendar.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { EVENTS, GOOGLE, googleTokens, KEY_FILE, useVendors, WATCH } from '../vendors.ts';

const vendors = useVendors();
const MINUTE_MS = 60_000;
const ONE = `${EVENTS}/:event`;

/** A calendar that may be asked so often a minute, and has been once; `asked` are the calls since, in order. */
async function spent(requestsPerMinute = 1) {
  const asked: string[] = [];
  const answering =
    (name: string, answer: object) =>
    ({ params }: { params: Record<string, unknown> }) => {
      asked.push(`${name} ${params.calendar ?? ''}`.trim());
      return HttpResponse.json(answer);
    };
  const event = { id: 'abcde', status: 'cancelled' };
  vendors.use(
    googleTokens(),
    http.post(WATCH, answering('watch', { resourceId: 'resource' })),
    http.get(ONE, answering('get', event)),
    http.patch(ONE, answering('patch', event)),
    http.delete(ONE, answering('remove', {})),
    http.get(EVENTS, answering('list', { timeZone: 'Europe/Rome', items: [] })),
    http.post(EVENTS, answering('insert', event)),
    http.post(`${GOOGLE}/calendar/v3/freeBusy`, answering('freeBusy', { calendars: {} })),
    http.post(`${GOOGLE}/calendar/v3/channels/stop`, answering('stop', {})),
  );
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const calendar = googleCalendar({
    credentials: JSON.stringify(KEY_FILE),
    endpoint: GOOGLE,
    eventsPerRefresh: 10,
    requestsPerMinute,
    clock,
  });
  await calendar.list({ calendarId: 'first' });
  asked.length = 0;
  await clock.armed(MINUTE_MS);
  return { calendar, clock, asked };
}

type Spent = Awaited<ReturnType<typeof spent>>;

describe('where the budget of a minute is spent', () => {
  it.each<[string, (calendar: Spent['calendar']) => Promise<unknown>]>([
    ['a list that somebody at the door waits for', ({ list }) => list({ calendarId: 'a', awaited: true })],
    ['an event that is read', ({ get }) => get('a', 'abcde')],
    ['an insert', ({ insert }) => insert('a', { id: 'abcde' })],
    ['a patch', ({ patch }) => patch('a', 'abcde', {})],
    ['a removal', ({ remove }) => remove('a', 'abcde')],
    ['the stop of a channel', ({ stopChannel }) => stopChannel({ id: 'a', resource_id: 'b' })],
  ])('%s goes at once', async (_, ask) => {
    const { calendar, asked } = await spent();
    await ask(calendar);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, (calendar: Spent['calendar']) => Promise<unknown>]>([
    ['a list', ({ list }) => list({ calendarId: 'a' })],
    ['an urgent list', ({ list }) => list({ calendarId: 'a', urgent: true })],
    ['a sweep', ({ freeBusy }) => freeBusy({ calendarIds: ['a'], from: 0, until: 1 })],
    ['a channel', ({ watch }) => watch('a', { id: 'a', token: 'b' }, 'https://roomcal.example.org/webhook')],
  ])('%s waits for the next minute', async (_, ask) => {
    const { calendar, clock, asked } = await spent();
    const made = ask(calendar);
    await clock.advance(MINUTE_MS - 1);
    expect(asked).toEqual([]);
    clock.step(1);
    await made;
    expect(asked).toHaveLength(1);
  });

  it('what is urgent is first in the next one, then a sweep, for it tells of many, and then the rest', async () => {
    const { calendar, clock, asked } = await spent();
    const made: Promise<unknown>[] = [
      calendar.watch('later', { id: 'a', token: 'b' }, 'https://roomcal.example.org/webhook'),
      calendar.list({ calendarId: 'later' }),
    ];
    // In line before the others ask.
    await clock.advance(0);
    made.push(calendar.freeBusy({ calendarIds: ['later'], from: 0, until: 1 }));
    await clock.advance(0);
    made.push(calendar.list({ calendarId: 'urgent', urgent: true }));
    await clock.advance(0);
    for (let minute = 0; minute < made.length; minute++) {
      await clock.armed(MINUTE_MS);
      clock.step(MINUTE_MS);
    }
    await Promise.all(made);
    expect(asked).toEqual(['list urgent', 'freeBusy', 'watch later', 'list later']);
  });

  it('what nobody waits for leaves a quarter of the calls to changes', async () => {
    const { calendar, clock, asked } = await spent(9);
    const sweeps = Array.from({ length: 9 }, () =>
      calendar.freeBusy({ calendarIds: ['a'], from: 0, until: 1 }),
    );
    const later = calendar.list({ calendarId: 'later' });
    await clock.armed(MINUTE_MS);
    await calendar.list({ calendarId: 'changed', urgent: true });
    await calendar.list({ calendarId: 'changed too', urgent: true });
    expect(asked.filter((call) => call.startsWith('list'))).toEqual(['list changed', 'list changed too']);
    expect(asked.filter((call) => call === 'freeBusy').length).toBeLessThan(8);
    await clock.advance(MINUTE_MS);
    await Promise.all([...sweeps, later]);
  });
});
