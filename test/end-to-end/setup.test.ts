import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOOR_VARIABLES, VARIABLES } from '../../src/agenda/properties.ts';
import { setup } from '../../src/operator/setup.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();

async function run(
  env: Record<string, string>,
  { yes = true, answer, allVariables }: { yes?: boolean; answer?: string; allVariables?: boolean } = {},
) {
  const { written, terminal } = terminalOf(answer);
  return { code: await setup({ yes, ...(allVariables && { allVariables }) }, env, terminal), ...written };
}

const thing = ({ iot }: Clouds, name: string) => iot.things().find((one) => one.name === name)!;

const calls = async ({ httpUrl }: Clouds): Promise<Record<string, number>> =>
  (await fetch(`${httpUrl}/sandbox/calls`)).json() as Promise<Record<string, number>>;

const NINE = DOOR_VARIABLES.join(', ');
const OPTIONAL = [
  'curevid',
  'nextevid',
  'curevorganizer',
  'nextevorganizer',
  'stale',
  'nextchange',
  'checkin',
];

describe('roomcal setup', () => {
  it('makes what is missing and leaves alone what is there; the second time nothing is missing', async () => {
    const { clouds, env } = await openSandbox();
    clouds.iot.deleteThing(thing(clouds, 'blue_room').id);
    const red = thing(clouds, 'red_room');
    for (const name of ['curevend', 'curevmtg']) {
      clouds.iot.deleteProperty(
        red.id,
        red.properties.find(({ variable_name }) => variable_name === name)!.id,
      );
    }
    clouds.iot.createProperty(red.id, {
      name: 'curevmsg',
      type: 'CHARSTRING',
      permission: 'READ_WRITE',
      update_strategy: 'ON_CHANGE',
    });
    const elsewhere = { ...env, ROOMCAL_WATCH_IDS: 'gs://elsewhere/ids', ROOMCAL_SUBSCRIPTION: 'ours' };

    const first = await run(elsewhere);
    expect(first.err).toEqual([]);
    expect(first.out).toEqual([
      'bucket gs://elsewhere: make it',
      'topic roomcalendar_events: make it',
      'subscription ours: make it',
      `Thing blue_room: make it, with ${NINE}`,
      'Thing red_room: add curevend',
      'bucket gs://elsewhere: made',
      'topic roomcalendar_events: made',
      'subscription ours: made',
      'Thing blue_room: made',
      'Thing red_room: done',
    ]);
    expect(first.code).toBe(0);
    expect(
      thing(clouds, 'blue_room').properties.map(
        ({ name, variable_name, type, permission, update_strategy }) => [
          name === variable_name,
          type,
          permission,
          update_strategy,
        ],
      ),
    ).toEqual(
      DOOR_VARIABLES.map((name) => [
        true,
        name === 'busynow' ? 'INT' : 'CHARSTRING',
        'READ_WRITE',
        'ON_CHANGE',
      ]),
    );
    expect(clouds.storage.list().map(({ name }) => name)).toContain('elsewhere');

    const things = structuredClone(clouds.iot.things());
    expect(await run(elsewhere)).toEqual({ code: 0, out: ['nothing is missing'], err: [], asked: [] });
    expect(clouds.iot.things()).toEqual(things);
    expect((await calls(clouds))['iot.429']).toBe(0);
  });

  it('makes the optional variables, too, where it is told to, and says what plan they need', async () => {
    const rooms = ['blue_room', 'red_room'].map((room_name) => ({
      room_name,
      gcal_calendar_id: calendarOf(room_name),
    }));
    const { clouds, env } = await openSandbox({ rooms });
    clouds.iot.deleteThing(thing(clouds, 'blue_room').id);
    const { id } = thing(clouds, 'red_room');
    const stale = { name: 'stale', type: 'INT', permission: 'READ_WRITE', update_strategy: 'ON_CHANGE' };
    clouds.iot.createProperty(id, stale);

    const { code, out, err } = await run(env, { allVariables: true });
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out.filter((line) => line.startsWith('Thing') || line.startsWith('note'))).toEqual([
      `Thing blue_room: make it, with ${NINE}, ${OPTIONAL.join(', ')}`,
      'Thing red_room: add curevid, nextevid, curevorganizer, nextevorganizer, nextchange, checkin',
      expect.stringMatching(/^note: a Thing with all variables has 16; the free plan of Arduino allows five/),
      'Thing blue_room: made',
      'Thing red_room: done',
    ]);
    for (const name of ['blue_room', 'red_room']) {
      const types = thing(clouds, name).properties.map(({ variable_name, type }) => [variable_name, type]);
      expect(Object.fromEntries(types)).toEqual(
        Object.fromEntries(
          VARIABLES.map((one) => [one, ['busynow', 'stale', 'checkin'].includes(one) ? 'INT' : 'CHARSTRING']),
        ),
      );
    }
    expect((await run(env, { allVariables: true })).out).toEqual(['nothing is missing']);
    expect((await run(env)).out).toEqual(['nothing is missing']);
  });

  it('makes no optional variable unless it is told to', async () => {
    const { clouds, env } = await openSandbox();
    clouds.iot.deleteThing(thing(clouds, 'blue_room').id);
    await run(env);
    expect(thing(clouds, 'blue_room').properties.map(({ variable_name }) => variable_name)).toEqual([
      ...DOOR_VARIABLES,
    ]);
  });

  it.each([
    ['yes', 'y', true],
    ['no', 'n', false],
    ['nothing', '', false],
    ['another word that begins with y', 'yesterday', false],
    ['yes, in full and loud', ' YES ', true],
  ])('asks whoever is at the terminal: %s', async (_, answer, made) => {
    const { clouds, env } = await openSandbox();
    const { code, asked } = await run(env, { yes: false, answer });
    expect(asked).toEqual(['Do this? [y/N] ']);
    expect(code).toBe(made ? 0 : 1);
    const again = await run(env, { yes: false, answer: '' });
    expect(again.out.includes('nothing is missing')).toBe(made);
    expect((await calls(clouds))['iot.things']).toBe(2);
  });

  it('does nothing without a terminal unless told to', async () => {
    const { env } = await openSandbox();
    const { code, err } = await run(env, { yes: false });
    expect({ code, err }).toEqual({ code: 1, err: [expect.stringContaining('add --yes')] });
    expect((await run(env, { yes: false })).out).not.toContain('nothing is missing');
  });

  it('touches no Thing of several that have one name, and does the rest', async () => {
    const { clouds, env } = await openSandbox();
    clouds.iot.createThing({ name: 'blue_room' });
    const { code, out, err } = await run(env);
    expect(code).toBe(1);
    expect(err).toEqual([
      expect.stringMatching(/^Thing blue_room: 2 Things have this name: .+; rename all but one/),
    ]);
    expect(out).toContain('topic roomcalendar_events: made');
    expect(await run(env)).toMatchObject({ code: 1, out: [] });
  });

  it('tells what fails and how to mend it, and goes on', async () => {
    const { clouds, env } = await openSandbox();
    const { id } = thing(clouds, 'blue_room');
    const [busynow, ...rest] = [...thing(clouds, 'blue_room').properties];
    for (const property of rest.slice(-2)) clouds.iot.deleteProperty(id, property.id);
    clouds.iot.deleteProperty(id, busynow!.id);
    await setFaults(clouds, [{ vendor: 'iot', status: 403, match: '/iot/v2/things/' }]);
    const { code, out, err } = await run(env);
    expect(code).toBe(1);
    expect(err).toHaveLength(3);
    expect(err[0]).toMatch(/^Thing blue_room: busynow: Arduino IoT Cloud: 403.*; make an API key that may/);
    expect(out).toContain('topic roomcalendar_events: made');
    expect(out).not.toContain('Thing blue_room: done');
    await setFaults(clouds, []);
    expect((await run(env)).code).toBe(0);
  });

  it('makes what does not need Arduino while Arduino is away', async () => {
    const { clouds, env } = await openSandbox();
    await setFaults(clouds, [{ vendor: 'iot', status: 503 }]);
    const { code, out, err } = await run(env);
    expect(code).toBe(1);
    expect(err).toEqual([expect.stringMatching(/^Arduino IoT Cloud: .*503.*; run it again/)]);
    expect(out).toContain('topic roomcalendar_events: made');
  });

  it('begins with the bucket of the configuration where that is missing', async () => {
    const { clouds, env } = await openSandbox();
    const { code, out, err } = await run({ ...env, ROOMCAL_CONFIG: 'gs://to-come/config.json' });
    expect(code).toBe(1);
    expect(err).toEqual([
      expect.stringContaining('put the configuration there, and run roomcal setup again'),
    ]);
    expect(out).toContain('bucket gs://to-come: made');
    expect(clouds.storage.list().map(({ name }) => name)).toContain('to-come');
  });

  it('needs no bucket beside a configuration in a file', async () => {
    const { clouds, env } = await openSandbox();
    using folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-'));
    const file = join(folder.path, 'config.json');
    writeFileSync(file, clouds.storage.object('roomcal-config', 'config.json').data);
    const { code, out } = await run({ ...env, ROOMCAL_CONFIG: file });
    expect(code).toBe(0);
    expect(out.filter((line) => line.startsWith('bucket'))).toEqual([]);
  });

  it.each([
    ['on the sandbox', {}, /set ROOMCAL_CONFIG/],
    ['with a configuration that is not there', { ROOMCAL_CONFIG: '/nowhere/config.json' }, /\/nowhere/],
  ])('says in a line what is wrong, %s', async (_, env, line) => {
    const { env: joined } = await openSandbox();
    const { ROOMCAL_CONFIG: __, ...rest } = joined;
    const { code, err, out } = await run({ ...rest, ...env });
    expect({ code, lines: err.length, out }).toEqual({ code: 1, lines: 1, out: [] });
    expect(err[0]).toMatch(line);
  });
});
