import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import type { Check } from '../../src/operator/check.ts';
import { doctor } from '../../src/operator/doctor.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { startRoomcal } from '../helpers/roomcal.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();

async function run(env: Record<string, string>, clock?: Clock) {
  const { written, terminal } = terminalOf();
  const code = await doctor({ json: true }, env, terminal, clock);
  const checks = JSON.parse(written.out.join('\n') || '[]') as Check[];
  const all = (check: string, subject?: string) =>
    checks.filter((one) => one.check === check && (subject === undefined || one.subject === subject));
  return { code, checks, all, err: written.err };
}

const thing = ({ iot }: Clouds, name: string) => iot.things().find((one) => one.name === name)!;

function property(clouds: Clouds, room: string, variable: string): [thingId: string, id: string] {
  const { id, properties } = thing(clouds, room);
  return [id, properties.find(({ variable_name }) => variable_name === variable)!.id];
}

/** Of the sandbox's six rooms: all checks but those of its Things, which need an answer of Arduino's. */
const CHECKS_BUT_THINGS = 14;

describe('roomcal doctor', () => {
  it('finds nothing wrong with a service that runs, within the budget of Arduino', async () => {
    const rooms = ['blue_room', 'white_room'].map((room_name) => ({
      room_name,
      gcal_calendar_id: calendarOf(room_name),
    }));
    const { clouds, env, serviceUrl } = await openSandbox({ rooms });
    const roomcal = await startRoomcal({ ...env, PORT: new URL(serviceUrl).port });
    try {
      await roomcal.line(({ msg }) => msg === 'Pub/Sub: connected');
      const { written, terminal } = terminalOf();
      expect(await doctor({ json: false }, env, terminal)).toBe(0);
      expect(written.out.slice(-2)).toEqual(['', '14 ok, 0 warnings, 0 failed']);
      const cells = written.out.map((line) => line.split(/ {2,}/));
      expect(cells).toContainEqual(['ok', 'configuration', 'gs://roomcal-config/config.json', 'rooms: 2']);
      expect(cells).toContainEqual(['ok', 'calendar', 'white_room', 'writer, Asia/Kathmandu']);
      expect(cells).toContainEqual(['ok', 'webhook', serviceUrl, 'roomcal answers']);
      expect(cells).toContainEqual([
        'ok',
        'service',
        serviceUrl,
        expect.stringMatching(/^roomcal \S+ runs by this file$/),
      ]);
      const columns = written.out.slice(0, -2).map((line) => line.search(/(?<= {2})\S+( \S+)*$/));
      expect(new Set(columns).size).toBe(1);

      const url = 'http://127.0.0.1:1';
      const { written: elsewhere, terminal: another } = terminalOf();
      expect(await doctor({ json: true, url }, env, another)).toBe(1);
      const failed = (JSON.parse(elsewhere.out.join('')) as Check[]).filter(
        ({ status }) => status === 'failed',
      );
      expect(failed).toMatchObject([{ check: 'service', subject: url, says: 'no roomcal answers there' }]);
    } finally {
      await roomcal.close();
    }
    expect(clouds.iot.things()).toHaveLength(6);
  }, 20_000);

  it('finds what is wrong with Things, and how to mend it', async () => {
    const { clouds, env } = await openSandbox();
    clouds.iot.deleteThing(thing(clouds, 'blue_room').id);
    clouds.iot.updateProperty(...property(clouds, 'green_room', 'busynow'), { type: 'STATUS' });
    clouds.iot.createThing({ name: 'red_room' });
    clouds.iot.updateProperty(...property(clouds, 'white_room', 'curevtm'), { permission: 'READ_ONLY' });
    clouds.iot.updateProperty(...property(clouds, 'white_room', 'curevmtg'), { variable_name: 'curevmsg' });
    for (const variable of ['nextevmtg', 'nextevtm', 'nextevstart', 'nextevend']) {
      clouds.iot.deleteProperty(...property(clouds, 'black_room', variable));
    }
    const { code, all } = await run(env);
    expect(code).toBe(1);
    expect(all('thing').map(({ subject, status, says }) => [subject, status, says])).toEqual([
      ['blue_room', 'failed', 'there is no such Thing'],
      ['green_room', 'failed', 'busynow is STATUS, not INT'],
      ['red_room', 'failed', '2 Things have this name'],
      ['yellow_room', 'ok', 'has its nine variables'],
      ['white_room', 'warning', 'curevtm is READ_ONLY: roomcal may not be able to write it'],
      ['black_room', 'failed', 'lacks nextevmtg, nextevtm, nextevstart, nextevend'],
    ]);
    expect(all('thing').filter(({ status, mend }) => (status === 'ok') === Boolean(mend))).toEqual([]);
    expect(all('plan')).toMatchObject([{ subject: 'black_room', status: 'warning' }]);
  });

  it('names the optional variables that a Thing has, and warns of those that can not be written', async () => {
    const { clouds, env } = await openSandbox();
    const give = (room: string, name: string, type: string) =>
      clouds.iot.createProperty(thing(clouds, room).id, {
        name,
        type,
        permission: 'READ_WRITE',
        update_strategy: 'ON_CHANGE',
      });
    give('green_room', 'stale', 'INT');
    give('green_room', 'nextchange', 'CHARSTRING');
    give('red_room', 'nextchange', 'INT');
    const { all } = await run(env);
    expect(all('thing', 'green_room')).toMatchObject([
      { status: 'ok', says: 'has its nine variables, and stale, nextchange' },
    ]);
    expect(all('thing', 'red_room')).toMatchObject([
      {
        status: 'warning',
        says: 'nextchange is INT, not CHARSTRING',
        mend: 'delete nextchange in the IoT Cloud, and run roomcal setup --all-variables',
      },
    ]);
  });

  it('finds calendars that are not there, or not ours to write', async () => {
    const [lost, read] = ['lost@example.org', 'read@example.org'];
    const { clouds, env } = await openSandbox({
      rooms: [
        { room_name: 'blue_room', gcal_calendar_id: calendarOf('blue_room') },
        { room_name: 'red_room', gcal_calendar_id: lost },
        { room_name: 'white_room', gcal_calendar_id: read },
      ],
    });
    clouds.calendar.addCalendar({ id: read, summary: 'read', timeZone: 'Europe/Rome', accessRole: 'reader' });
    const { code, all } = await run(env);
    expect(code).toBe(1);
    expect(all('calendar')).toMatchObject([
      { status: 'ok', says: 'writer, Europe/Rome' },
      { status: 'failed', mend: expect.stringMatching(/share lost@example.org with roomcal@/) },
      { status: 'warning', says: expect.stringContaining('not booked') },
    ]);
  });

  it('finds a bucket that is missing; the topic, and a named subscription, are made by the service', async () => {
    const { env } = await openSandbox();
    const { code, all } = await run({
      ...env,
      ROOMCAL_WATCH_IDS: 'gs://elsewhere',
      ROOMCAL_SUBSCRIPTION: 'ours',
    });
    expect(code).toBe(1);
    expect(all('bucket').map(({ subject, status }) => [subject, status])).toEqual([
      ['gs://roomcal-config', 'ok'],
      ['gs://elsewhere', 'failed'],
    ]);
    expect([...all('topic'), ...all('subscription')]).toMatchObject([
      { status: 'warning' },
      { status: 'warning' },
    ]);
  });

  describe('asks at the address of the webhook', () => {
    it('where nobody listens', async () => {
      const { env, serviceUrl } = await openSandbox();
      const { code, all } = await run(env);
      expect(code).toBe(1);
      expect(all('webhook', serviceUrl)).toMatchObject([
        { status: 'failed', says: expect.stringContaining('ECONNREFUSED') },
      ]);
    });

    it.each([204, 302, 404, 503])('where something else answers %i', async (status) => {
      const receiver = await startReceiver();
      receiver.answers.push(status);
      const { env } = await openSandbox({ gcal_watch_function_url: new URL('/', receiver.url).href });
      const { all } = await run(env);
      await receiver.close();
      expect(all('webhook')).toMatchObject([
        { status: 'failed', says: `something answers ${status}, but it is not roomcal` },
      ]);
    });

    it('unless there is none', async () => {
      const { env } = await openSandbox({ gcal_watch_function_url: '' });
      const { code, all } = await run(env);
      expect({ code, webhook: all('webhook')[0]?.status }).toEqual({ code: 0, webhook: 'warning' });
    });
  });

  it.each([
    ['401', { vendor: 'iot', status: 401 }, /401/, /iot_client_id and iot_client_secret/],
    ['503', { vendor: 'iot', status: 503 }, /503/, /run it again/],
    ['nothing', { vendor: 'iot', status: 'hang' }, /no answer within 15 s/, /run it again/],
  ])('leaves Things out where Arduino answers %s', async (_, fault, says, mend) => {
    const { clouds, env } = await openSandbox();
    await setFaults(clouds, [fault]);
    const { code, all } = await run(
      env,
      fault.status === 'hang' ? patientButForOne(CHECKS_BUT_THINGS) : undefined,
    );
    expect(code).toBe(1);
    const [account] = all('credentials', 'Arduino IoT Cloud');
    expect(account).toMatchObject({ status: 'failed', says: expect.stringMatching(says) });
    expect(account?.mend).toMatch(mend);
    expect(all('thing')).toEqual([]);
    expect(all('calendar')).toHaveLength(6);
  });

  it('waits where others spend the budget of the account', async () => {
    const { clouds, env } = await openSandbox();
    await setFaults(clouds, [{ vendor: 'iot', status: 429, for_ms: 500 }]);
    expect((await run(env)).all('thing').map(({ status }) => status)).toEqual(Array(6).fill('ok'));
  });

  it('leaves calendars out where Google gives no token', async () => {
    const { clouds, env } = await openSandbox();
    await setFaults(clouds, [{ vendor: 'token', status: 400, match: '/token' }]);
    const { code, all } = await run(env);
    expect(code).toBe(1);
    expect(all('credentials', 'Google Calendar')).toMatchObject([
      { status: 'failed', mend: expect.stringContaining('calendar_credentials.json') },
    ]);
    expect(all('calendar')).toEqual([]);
    expect(all('thing')).toHaveLength(6);
  });

  it('tells each mistake in the configuration, and checks what does not need it', async () => {
    const { env } = await openSandbox('{"rooms": [], "iot_client": "x"}');
    const { code, all, checks } = await run(env);
    expect(code).toBe(1);
    expect(all('configuration').length).toBeGreaterThan(1);
    expect(checks.map(({ says }) => says).filter((says) => says.includes('\n'))).toEqual([]);
    expect(all('bucket')).toHaveLength(2);
    expect(all('thing')).toEqual([]);
  });

  it('refuses the sandbox in a line', async () => {
    expect(await run({})).toMatchObject({ code: 1, err: [expect.stringContaining('set ROOMCAL_CONFIG')] });
  });
});

/** A clock on which the doctor's patience is over for the last of so many checks as soon as all others have ended. */
function patientButForOne(checks: number): Clock {
  const deadlines = new Map<object, () => void>();
  let ended = 0;
  const endTheLast = () => {
    if (ended === checks - 1) for (const end of deadlines.values()) end();
  };
  return {
    ...systemClock,
    setTimeout(callback, ms) {
      if (ms !== 15_000) return systemClock.setTimeout(callback, ms);
      const id = {};
      deadlines.set(id, callback);
      endTheLast();
      return id;
    },
    clearTimeout(id) {
      if (!deadlines.delete(id as object)) return systemClock.clearTimeout(id);
      ended += 1;
      endTheLast();
    },
  };
}
