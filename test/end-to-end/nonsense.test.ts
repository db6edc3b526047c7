import { expect, it } from 'vitest';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { freePort } from '../helpers/free-port.ts';
import type { Call } from '../helpers/gateway.ts';
import { aStage, CALLS, pendingMark, SECOND_MS } from './a-stage.ts';
import { book, deathsAt, end, isFree, roomAt, roomOnce } from './at-the-door.ts';

const PAGE = '<html><body>Please sign in to the network.</body></html>';
const TIMES = { start: { dateTime: '2026-11-23T10:00:00Z' }, end: { dateTime: '2099-11-23T11:00:00Z' } };
const listing = (...items: unknown[]) => ({ timeZone: 'Europe/Rome', items });

/** What is answered, with status 200, where a page of events should be. */
const LISTINGS: unknown[] = [
  null,
  [],
  7,
  {},
  PAGE,
  { items: null },
  { timeZone: 5, items: [] },
  { timeZone: 'Mars/Olympus', items: [] },
  { timeZone: 'Europe/Rome', items: {} },
  { ...listing(), nextPageToken: 5 },
  { ...listing(), nextPageToken: 'again' },
  listing(null),
  listing('x'),
  listing({ id: 1 }),
  listing({ id: 'abcde', ...TIMES, attendees: 'x' }),
  listing({ id: 'abcde', ...TIMES, attendees: [null] }),
  listing({ id: 'abcde', ...TIMES, summary: 5 }),
  listing({ id: 'abcde', ...TIMES, extendedProperties: { private: 'x' } }),
  listing({ id: 'abcde', ...TIMES, organizer: 'x' }),
  listing({ id: 'abcde', ...TIMES, updated: {} }),
  listing({ id: 'abcde', start: 'now', end: 'then' }),
  listing({ id: 'abcde', start: { dateTime: 'yesterday' }, end: { dateTime: 'tomorrow' } }),
];

/** What is answered where the event should be that was written, or asked for. */
const EVENTS: unknown[] = [null, PAGE, {}, { id: 5 }, { id: 'another', ...TIMES }];

/** How a call goes wrong: whether Google does what it is asked for all the same, and what whoever books is told. */
interface Trouble {
  what: string;
  of: (room: string) => (call: Call) => boolean;
  isDone: boolean;
  told: 201 | 502;
}

const { list, insert, patch } = CALLS;
const TROUBLES: Trouble[] = [
  { what: 'an insert that is not done', of: insert, isDone: false, told: 502 },
  { what: 'an insert that is done', of: insert, isDone: true, told: 201 },
  { what: 'patches that are not done', of: patch, isDone: false, told: 502 },
  { what: 'patches that are done', of: patch, isDone: true, told: 201 },
];
const ROWS = TROUBLES.flatMap((trouble) => EVENTS.map((answered) => ({ ...trouble, answered })));
const ROOMS = Array.from({ length: 5 }, (_, index) => `room-${index}`);

it('nonsense that Google Calendar answers kills nothing, breaks no promise, and leaves every door right', async () => {
  const stage = await aStage({ rooms: ROOMS, pace: 5 });
  const { gateway, env } = await stage.gated();
  const { url } = await stage.start({ ...env, ...stage.pushed });
  await Promise.all(ROOMS.map((room) => roomOnce(url, room, isFree)));

  await Promise.all(
    ROOMS.map(async (room, index) => {
      const ours = () => stage.events(room);
      for (const { what, of, isDone, told, answered } of ROWS.filter(
        (_, row) => row % ROOMS.length === index,
      )) {
        const endFault = gateway.each(of(room), async (call) => {
          if (isDone) await call.keep();
          call.answer(200, answered);
        });
        const { status, body } = await book(url, room);
        const row = `${what}, answered ${JSON.stringify(answered)}`;
        expect(`${row}: ${status} ${body.code ?? ''}`).toBe(
          `${row}: ${told} ${told === 502 ? 'VENDOR_FAILED' : ''}`,
        );
        endFault();
        if (status === 201) {
          expect(ours().map((event) => [event.id, pendingMark(event)])).toEqual([[body.id, undefined]]);
          expect((await end(url, room, body.id)).status).toBe(204);
        }
        // What nobody was promised goes as well, as soon as Google lets it.
        await roomOnce(url, room, isFree);
      }
    }),
  );

  // Each list is answered something else, until there is no nonsense left.
  const left = [...LISTINGS];
  const spoken = Promise.withResolvers<void>();
  const endFault = gateway.each(
    (call) => ROOMS.some((room) => list(room)(call)),
    (call) => {
      if (left.length === 0) return void call.pass();
      call.answer(200, left.shift());
      if (left.length === 0) spoken.resolve();
    },
  );
  const answers = await Promise.all(
    ROOMS.map((room) => {
      stage.meet(room, 'After');
      return book(url, room);
    }),
  );
  await spoken.promise;
  endFault();
  for (const { status } of answers) expect([409, 502]).toContain(status);
  await Promise.all(ROOMS.map((room) => stage.shows(room, 'After')));
  for (const room of ROOMS) {
    expect(stage.events(room).map(({ summary }) => summary)).toEqual(['After']);
    expect(await roomAt(url, room)).toMatchObject({ occupancy: 'busy', last_error: null });
  }
  expect(await deathsAt(url)).toBe(0);
});

const paths = (isIt: (path: string) => boolean) => (call: Call) => isIt(call.path);

/** Of the other calls, all there are while the service starts and runs: what is answered instead of an answer. */
const OTHERS: [room: string, fits: (call: Call) => boolean, answers: unknown[]][] = [
  [
    'free-busy',
    paths((path) => path.startsWith('/calendar/v3/freeBusy')),
    [PAGE, { calendars: [] }, { calendars: { 'free-busy': 'x' } }],
  ],
  ['watch', paths((path) => path.endsWith('/watch')), [null, PAGE, { resourceId: 'x', expiration: 'soon' }]],
  ['google-token', paths((path) => path === '/token'), [null, PAGE, { access_token: 5 }]],
  [
    'arduino-token',
    paths((path) => path === '/iot/v1/clients/token'),
    [null, PAGE, { access_token: 'a\nb' }],
  ],
  [
    'things',
    paths((path) => path.startsWith('/iot/v2/things?')),
    [PAGE, [null], [{ id: 'x', name: 'things', properties: 'x' }]],
  ],
  ['publish', CALLS.publish, [PAGE]],
  ['agendas', paths((path) => path.includes('agendas')), [null, PAGE, {}]],
  ['records', paths((path) => path.includes('records.json')), [null, PAGE, {}]],
];

it('nonsense that all other calls are answered kills nothing, and is over as soon as it ends', async () => {
  const stage = await aStage({ rooms: OTHERS.map(([room]) => room), pace: 5 });
  await Promise.all(
    OTHERS.map(async ([room, fits, answers]) => {
      const PORT = String(await freePort());
      const { gateway, env } = await stage.gated({
        rooms: [{ room_name: room, gcal_calendar_id: calendarOf(room) }],
        // What is pushed need not be swept.
        gcal_watch_function_url: room === 'free-busy' ? undefined : `http://127.0.0.1:${PORT}`,
        poll_seconds: 2,
      });
      const left = [...answers];
      const spoken = Promise.withResolvers<void>();
      gateway.each(fits, (call) => {
        if (left.length === 0) return void call.pass();
        call.answer(200, left.shift());
        if (left.length === 0) spoken.resolve();
      });
      const { url } = await stage.start({ ...env, PORT });
      await spoken.promise;
      const spokenAt = stage.clock.now();
      await stage.shows(room, 0, 'busynow');
      await stage.shows(room, 'Free all day');
      // Not only by the reading of all Things that comes each minute.
      expect(stage.clock.now() - spokenAt).toBeLessThan(45 * SECOND_MS);
      stage.meet(room, 'After');
      await stage.shows(room, 'After');
      const isWell = (state: Record<string, unknown>) =>
        state.last_error === null && state.occupancy === 'busy';
      await roomOnce(url, room, isWell);
      expect(await deathsAt(url)).toBe(0);
    }),
  );
});
