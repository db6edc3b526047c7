import { describe, expect, it } from 'vitest';
import { doctor } from '../../src/operator/doctor.ts';
import { setup } from '../../src/operator/setup.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';
import { aStage } from './a-stage.ts';
import { isAtRest, roomOnce } from './at-the-door.ts';

const openSandbox = useSandboxes();
const ROOMS = ['blue_room', 'black_room'].map((room_name) => ({
  room_name,
  gcal_calendar_id: calendarOf(room_name),
}));

const thingIn = ({ iot }: Clouds, name: string) => iot.things().find((one) => one.name === name)!;

async function setUp(env: Record<string, string>) {
  const { written, terminal } = terminalOf();
  const code = await setup({ yes: true, withActions: true }, env, terminal);
  return { code, ...written };
}

/** The findings of the doctor on Things, without those that are ok. */
async function findings(env: Record<string, string>) {
  const { written, terminal } = terminalOf();
  await doctor({ json: true }, env, terminal);
  const checks = JSON.parse(written.out.join('\n')) as Record<string, string>[];
  return checks
    .filter(({ check, status }) => check === 'thing' && status !== 'ok')
    .map(({ subject, status, says, mend }) => [subject, status, says, mend]);
}

describe('roomcal setup --with-actions', () => {
  it('makes Things buttons, lets Arduino tell of presses, and finds nothing missing the second time', async () => {
    const { clouds, env, serviceUrl } = await openSandbox({ rooms: ROOMS });
    clouds.iot.deleteThing(thingIn(clouds, 'black_room').id);
    const { code, out, err } = await setUp(env);
    expect([code, err]).toEqual([0, []]);
    expect(out).toContainEqual(
      'Thing blue_room: add action, actionresult; let Arduino tell roomcal when it is written',
    );
    expect(out).toContainEqual(
      expect.stringMatching(/^Thing black_room: make it, with busynow, .+, actionresult; let Arduino tell/),
    );
    for (const { room_name } of ROOMS) {
      const { webhook_active, webhook_uri, properties } = thingIn(clouds, room_name);
      expect([webhook_active, webhook_uri]).toEqual([
        true,
        expect.stringMatching(`^${serviceUrl}/iot-webhook/[\\w-]+\\.[\\w-]{43}$`),
      ]);
      expect(properties.slice(-2)).toMatchObject(
        ['action', 'actionresult'].map((name) => ({ name, type: 'CHARSTRING', permission: 'READ_WRITE' })),
      );
      // Its address is a secret: whoever has it could make roomcal read.
      expect(out.join()).not.toContain(webhook_uri);
    }
    expect((await setUp(env)).out).toEqual(['nothing is missing']);
    expect(await findings(env)).toEqual([]);
  });

  it('does not take a webhook that is in use for something else', async () => {
    const { clouds, env } = await openSandbox({ rooms: ROOMS });
    const { id } = thingIn(clouds, 'blue_room');
    clouds.iot.updateThing(id, {
      webhook_active: true,
      webhook_uri: 'https://others.example.org/hook?key=k',
    });
    const { code, err } = await setUp(env);
    expect([code, err]).toEqual([1, [expect.stringMatching(/^Thing blue_room: its webhook is in use/)]]);
    expect(thingIn(clouds, 'blue_room').webhook_uri).toBe('https://others.example.org/hook?key=k');
    expect(await findings(env)).toEqual([
      [
        'blue_room',
        'warning',
        'Arduino does not tell roomcal of presses: they are read every 30 s',
        expect.stringMatching(/^take its webhook, https:\/\/others\.example\.org, from the Thing/),
      ],
    ]);
  });

  it('makes the variables alone without a public address', async () => {
    const { clouds, env } = await openSandbox({ rooms: ROOMS, gcal_watch_function_url: '' });
    expect((await setUp(env)).out).toContainEqual('Thing blue_room: add action, actionresult');
    expect(thingIn(clouds, 'blue_room').webhook_active).toBe(false);
    expect(await findings(env)).toEqual([]);
  });
});

describe('roomcal doctor', () => {
  it('finds what is wrong with a Thing that is a button, and how to mend it', async () => {
    const { clouds, env } = await openSandbox({ rooms: ROOMS });
    const [blue, black] = ROOMS.map(({ room_name }) => thingIn(clouds, room_name));
    const more = { update_strategy: 'ON_CHANGE', permission: 'READ_WRITE' };
    clouds.iot.createProperty(blue!.id, { ...more, name: 'action', type: 'CHARSTRING' });
    clouds.iot.createProperty(black!.id, { ...more, name: 'action', type: 'INT' });
    clouds.iot.createProperty(black!.id, {
      ...more,
      name: 'actionresult',
      type: 'CHARSTRING',
      permission: 'READ_ONLY',
    });
    const untold = 'Arduino does not tell roomcal of presses: they are read every 30 s';
    const setup = 'run roomcal setup --with-actions';
    expect(await findings(env)).toEqual([
      ['blue_room', 'warning', 'has action and no actionresult: nobody is told what came of a press', setup],
      ['blue_room', 'warning', untold, setup],
      [
        'black_room',
        'failed',
        'action is INT, not CHARSTRING',
        `delete action in the IoT Cloud, and ${setup}`,
      ],
      [
        'black_room',
        'warning',
        'actionresult is READ_ONLY: roomcal may not be able to write it',
        'set actionresult to Read & Write in the IoT Cloud',
      ],
      ['black_room', 'warning', untold, setup],
    ]);
  });
});

describe('a board without a secret', () => {
  it('books, extends and ends within half a second, and Arduino never says 429', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    const { clouds, clock } = stage;
    await setUp(clouds.environment);
    const { url } = await stage.start({ ...clouds.environment, HOST: '127.0.0.1', ...stage.pushed });
    const thing = clouds.iot.things().find(({ name }) => name === 'attic')!;
    const action = thing.properties.find(({ name }) => name === 'action')!;
    /** Presses: what was told, and after how many ms, once the button may be pressed again. */
    async function press(text: string): Promise<[says: unknown, ms: number]> {
      await roomOnce(url, 'attic', isAtRest);
      // What Arduino told of all that was written before is looked after by then.
      clock.leap(2_000);
      const began = performance.now();
      clouds.iot.publish(thing.id, action.id, text);
      await stage.shows('attic', '', 'action');
      return [stage.door('attic').actionresult, performance.now() - began];
    }
    const told: [says: unknown, ms: number][] = [];
    for (const text of ['book 30', 'extend 15', 'end', 'end', 'sesame']) told.push(await press(text));
    expect(told.map(([says]) => says)).toEqual([
      // Before midnight with the day.
      expect.stringMatching(/^booked until (\w{3} \d+ \w{3} )?\d\d:\d\d$/),
      expect.stringMatching(/^extended until (\w{3} \d+ \w{3} )?\d\d:\d\d$/),
      'ended',
      'no meeting runs',
      'takes book, book 30, extend 15, end, checkin',
    ]);
    expect(Math.min(...told.map(([, ms]) => ms))).toBeLessThan(500);
    const made = [...clouds.calendar.calendar(calendarOf('attic')).events.values()];
    expect(made.filter(({ event }) => event.extendedProperties?.private?.roomcal)).toMatchObject([
      { event: { extendedProperties: { private: { roomcal_booked_by: 'the Thing attic' } } } },
    ]);
    const counted = await (await fetch(`${clouds.httpUrl}/sandbox/calls`)).json();
    expect(counted).toMatchObject({ 'iot.429': 0 });
  });
});
