import { expect, it } from 'vitest';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import type { Call, TakenCall } from '../helpers/gateway.ts';
import { aSilentServer, type SilentServer } from '../helpers/silent.ts';
import { aStage, CALLS, HOUR_MS, MINUTE_MS, SECOND_MS, type Stage } from './a-stage.ts';
import { type Answer, ask, book, end, isAtRest, isFree, roomAt, roomOnce } from './at-the-door.ts';

/** A call ends after so long. */
const CALL_ENDS_MS = 10 * SECOND_MS;
/** Of those that get no answer a booking makes four at most. */
const PATIENCE_MS = 50 * SECOND_MS;
const { list, insert, get, patch, publish } = CALLS;

const SILENCES: [how: string, fall: (call: TakenCall) => void][] = [
  ['nothing', () => undefined],
  ['half of an answer', (call) => call.stall()],
];
const CALENDAR: [what: string, fits: (room: string) => (call: Call) => boolean][] = [
  ['a list', list],
  ['an insert', insert],
  ['an insert and what is read after it', (room) => (call) => insert(room)(call) || get(room)(call)],
];

async function health(url: string): Promise<number> {
  return (await fetch(`${url}/healthz`)).status;
}

/** An answer, and how long it took in the stage's time. */
async function took({ clock }: Stage, call: () => Promise<Answer>): Promise<Answer & { tookMs: number }> {
  const askedAt = clock.now();
  const answer = await call();
  return { ...answer, tookMs: clock.now() - askedAt };
}

it('where Google says nothing, who books is answered in time, and all other doors go on', async () => {
  const rows = CALENDAR.map(([what, fits], index) => {
    const [how, fall] = SILENCES[index % SILENCES.length]!;
    return { row: `${how} to ${what}`, fits, fall, room: `room-${index}` };
  });
  const stage = await aStage({ rooms: ['lobby', ...rows.map(({ room }) => room)], pace: 8 });
  const { gateway, env } = await stage.gated();
  const { url } = await stage.start({ ...env, ...stage.pushed });
  for (const { room } of rows) await roomOnce(url, room, isFree);
  await stage.shows('lobby', 'Free all day');

  const speak = rows.map(({ fits, fall, room }) => gateway.each(fits(room), fall));
  const answers = Promise.all(rows.map(({ room }) => took(stage, () => book(url, room))));
  stage.meet('lobby', 'Other', -SECOND_MS);
  await stage.shows('lobby', 'Other');
  expect(await health(url)).toBe(200);
  for (const [index, { status, body, tookMs }] of (await answers).entries()) {
    const { row } = rows[index]!;
    expect([row, status, body.code]).toEqual([row, 502, 'VENDOR_FAILED']);
    expect(tookMs).toBeLessThan(PATIENCE_MS);
  }
  for (const end of speak) end();
  await Promise.all(
    rows.map(async ({ room }) => {
      await roomOnce(url, room, isFree);
      const { status, body } = await book(url, room);
      expect(status).toBe(201);
      expect(stage.events(room).map(({ id }) => id)).toEqual([body.id]);
    }),
  );
});

const isToken = ({ path }: Call) => path.endsWith('/token');
const isStorage = ({ path }: Call) => path.includes('/storage/v1/');

it.each(SILENCES)('where %s is said of patches, who books is answered in time', async (_, fall) => {
  const stage = await aStage({ rooms: ['attic'], pace: 2 });
  const { gateway, env } = await stage.gated();
  const { url } = await stage.start({ ...env, ...stage.pushed });
  await roomOnce(url, 'attic', isAtRest);
  const speak = gateway.each(patch('attic'), (call) => {
    fall(call);
    stage.clock.leap(CALL_ENDS_MS);
  });
  const { status, body, tookMs } = await took(stage, () => book(url, 'attic'));
  expect([status, body.code]).toEqual([502, 'VENDOR_FAILED']);
  expect(tookMs).toBeLessThan(PATIENCE_MS);
  expect(await health(url)).toBe(200);
  speak();
  await roomOnce(url, 'attic', isFree);
  expect((await book(url, 'attic')).status).toBe(201);
});

it.each(SILENCES)(
  'where Arduino says %s to a publish, the door is right once it speaks, and others all along',
  async (_, fall) => {
    const stage = await aStage({ rooms: ['attic', 'lobby'], pace: 4 });
    const { gateway, env } = await stage.gated();
    const { url } = await stage.start({ ...env, ...stage.pushed });
    for (const room of ['attic', 'lobby']) await stage.shows(room, 'Free all day');
    const [attic] = stage.clouds.iot.things().filter(({ name }) => name === 'attic');
    const isAttic = (call: Call) => publish(call) && call.path.includes(attic!.id);
    const fallen = gateway.next(isAttic);
    stage.meet('attic', 'Stand-up', -SECOND_MS);
    const call = await fallen;
    const speak = gateway.each(isAttic, fall);
    fall(call);
    for (const mins of [30, 20, 10]) {
      stage.meet('lobby', `For ${mins} minutes`, 0, mins * MINUTE_MS);
      await stage.shows('lobby', `For ${mins} minutes`);
    }
    expect(await health(url)).toBe(200);
    expect((await book(url, 'attic')).body.code).toBe('ROOM_BUSY');
    await roomOnce(url, 'lobby', isAtRest);
    stage.clock.leap(CALL_ENDS_MS);
    await roomOnce(url, 'attic', ({ last_error }) => String(last_error).includes('no answer'));
    speak();
    await stage.shows('attic', 'Stand-up');
    await roomOnce(url, 'attic', ({ last_error }) => last_error === null);
  },
);

it.each(SILENCES)(
  'where %s is said of tokens, who books is answered in time, and all is well afterwards',
  async (_, fall) => {
    const stage = await aStage({ rooms: ['attic'], pace: 8 });
    const { gateway, env } = await stage.gated();
    const { url } = await stage.start({ ...env, ...stage.pushed });
    await stage.shows('attic', 'Free all day');
    await roomOnce(url, 'attic', isAtRest);
    // Both vendors take the tokens for used up.
    const speak = [
      gateway.each(insert('attic'), (call) => call.answer(401, { error: { code: 401, errors: [] } })),
      gateway.each(publish, (call) => call.answer(401, {})),
      gateway.each(isToken, (call) => {
        fall(call);
        stage.clock.leap(CALL_ENDS_MS);
      }),
    ];
    const { status, body, tookMs } = await took(stage, () => book(url, 'attic'));
    expect([status, body.code]).toEqual([502, 'VENDOR_FAILED']);
    expect(tookMs).toBeLessThan(PATIENCE_MS);
    expect(await health(url)).toBe(200);
    for (const end of speak) end();
    stage.meet('attic', 'Stand-up', -SECOND_MS);
    await stage.shows('attic', 'Stand-up');
    await roomOnce(url, 'attic', ({ last_error }) => last_error === null);
  },
);

it.each(SILENCES)('where Cloud Storage says %s, doors go on and rooms are booked', async (_, fall) => {
  const stage = await aStage({ rooms: ['attic'] });
  const { gateway, env } = await stage.gated();
  const { url } = await stage.start({ ...env, ...stage.pushed });
  await stage.shows('attic', 'Free all day');
  const fallen = gateway.next(isStorage);
  gateway.each(isStorage, fall);
  expect((await book(url, 'attic')).status).toBe(201);
  await stage.shows('attic', 'Meeting');
  fall(await fallen);
  stage.meet('attic', 'Stand-up');
  await stage.shows('attic', 'Stand-up');
  expect(await health(url)).toBe(200);
});

/** Lets pass what each request to a silent server waits for. */
async function passTheTime({ clock }: Stage, { next }: SilentServer): Promise<never> {
  for (;;) {
    await next();
    clock.leap(CALL_ENDS_MS);
  }
}

it('a Google that accepts connections and never answers leaves the process alive, and the room with what it knew', async () => {
  const stage = await aStage({ rooms: ['attic'] });
  const meeting = [-HOUR_MS, HOUR_MS].map((ms) => ({
    dateTime: new Date(stage.clock.now() + ms).toISOString(),
  }));
  const known = {
    room_name: 'attic',
    calendar_id: calendarOf('attic'),
    events: [{ id: 'known', summary: 'Known', start: meeting[0], end: meeting[1] }],
    time_zone: 'Europe/Rome',
    as_of: new Date(stage.clock.now()).toISOString(),
    complete: true,
  };
  stage.clouds.storage.put('roomcal-watch-ids', 'agendas/attic.json', JSON.stringify(known));
  const google = await aSilentServer();
  const { env } = await stage.gated({ gcal_api_endpoint: google.url });
  const { url } = await stage.start(env);
  expect(await health(url)).toBe(200);
  // What was kept is known at once.
  await stage.shows('attic', 'Known');
  expect(await book(url, 'attic')).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY' } });
  void passTheTime(stage, google);
  const failing = await roomOnce(url, 'attic', ({ last_error }) => last_error !== null);
  expect(failing.last_error).toContain('no answer');
  expect(await book(url, 'attic')).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY' } });
  const { status, tookMs } = await took(stage, () => end(url, 'attic', 'known'));
  expect(status).toBe(502);
  expect(tookMs).toBeLessThan(PATIENCE_MS);
  expect(await ask(url, 'GET', '/meetings?room_name=attic')).toMatchObject({
    status: 200,
    body: { stale: true, curevmtg: 'Known' },
  });
});

it('an Arduino that accepts connections and never answers keeps no room from being booked', async () => {
  const stage = await aStage({ rooms: ['attic'], pace: 4 });
  const arduino = await aSilentServer();
  const { env } = await stage.gated({ iot_api_endpoint: arduino.url });
  const { url } = await stage.start({ ...env, ...stage.pushed });
  await roomOnce(url, 'attic', isFree);
  expect((await book(url, 'attic')).status).toBe(201);
  void passTheTime(stage, arduino);
  const { last_error } = await roomOnce(url, 'attic', (room) => room.last_error !== null);
  expect(last_error).toContain('no answer');
  expect(await roomAt(url, 'attic')).toMatchObject({ occupancy: 'busy', sync: 'current' });
  expect(await health(url)).toBe(200);
});
