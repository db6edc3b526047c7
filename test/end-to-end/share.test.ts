import { describe, expect, it } from 'vitest';
import { calendarSharing } from '../../src/io/google-calendar/sharing.ts';
import { share } from '../../src/operator/share.ts';
import { ConfigError } from '../../src/validation/config-error.ts';
import { type Sandbox, terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const MANAGER = 'ada@acme.iam.gserviceaccount.com';
const ACCOUNT = 'roomcal@roomcal-sandbox.iam.gserviceaccount.com';
const [BLUE, RED] = ['blue@resource.calendar.google.com', 'red@resource.calendar.google.com'];
const ROOMS = [
  { room_name: 'blue_room', gcal_calendar_id: BLUE },
  { room_name: 'red_room', gcal_calendar_id: RED },
];

/** A sandbox whose two calendars nobody sees but who manages them. */
async function opened(more: object = {}, owners = [MANAGER]) {
  const sandbox = await openSandbox({ rooms: ROOMS, ...more });
  for (const id of [BLUE, RED])
    sandbox.clouds.calendar.addCalendar({ id, summary: id, timeZone: 'UTC', accessRole: 'none', owners });
  return sandbox;
}

/** Runs the command as the manager is logged in. */
async function run(
  { clouds, env }: Sandbox,
  { yes = true, answer, account }: { yes?: boolean; answer?: string; account?: string } = {},
) {
  const credentials = await clouds.accounts.create(MANAGER, `${clouds.httpUrl}/token`);
  const { written, terminal } = terminalOf(answer);
  const open = async () => calendarSharing({ credentials, endpoint: clouds.httpUrl });
  return { code: await share({ yes, account }, env, terminal, open), ...written };
}

const roleOf = ({ clouds }: Sandbox, id: string, email = ACCOUNT) =>
  clouds.calendar.calendar(id).rules.get(`user:${email}`)?.role;

describe('roomcal share', () => {
  it("lets the key file's account write to each room's calendar; the second time it is already", async () => {
    const sandbox = await opened();
    expect(await run(sandbox)).toMatchObject({
      code: 0,
      out: [
        `blue_room: make ${ACCOUNT} writer of ${BLUE}`,
        `red_room: make ${ACCOUNT} writer of ${RED}`,
        `blue_room: ${ACCOUNT} is writer`,
        `red_room: ${ACCOUNT} is writer`,
      ],
      err: [],
    });
    expect([roleOf(sandbox, BLUE), roleOf(sandbox, RED)]).toEqual(['writer', 'writer']);
    expect(await run(sandbox)).toMatchObject({
      code: 0,
      out: [`blue_room: ${ACCOUNT} is writer already`, `red_room: ${ACCOUNT} is writer already`],
    });
  });

  it('raises who may only read, and says so before', async () => {
    const sandbox = await opened();
    const reader = { role: 'reader', scope: { type: 'user', value: ACCOUNT } };
    sandbox.clouds.calendar.calendar(BLUE).rules.set(`user:${ACCOUNT}`, reader);
    const { out } = await run(sandbox);
    expect(out[0]).toBe(`blue_room: make ${ACCOUNT} writer of ${BLUE}, who is reader`);
    expect(roleOf(sandbox, BLUE)).toBe('writer');
  });

  it.each([
    [{ yes: false }, []],
    [{ yes: false, answer: 'n' }, ['Do this? [y/N] ']],
  ])('does nothing of itself: %j', async (options, asked) => {
    const sandbox = await opened();
    const done = await run(sandbox, options);
    expect(done).toMatchObject({ code: 1, asked });
    expect(roleOf(sandbox, BLUE)).toBeUndefined();
  });

  it('says how a person does it, where who is logged in may not, and shares the rest', async () => {
    const sandbox = await opened();
    sandbox.clouds.calendar.calendar(RED).rules.clear();
    const { code, out, err } = await run(sandbox);
    expect(code).toBe(1);
    expect(roleOf(sandbox, BLUE)).toBe('writer');
    expect(err).toEqual([
      expect.stringMatching(/^red_room: Google Calendar: 404 .*; log in as somebody who/),
    ]);
    const steps = out.slice(out.indexOf('By hand:'));
    expect(steps.join('\n')).toContain('outsiders can change calendars');
    for (const part of [ACCOUNT, `blue_room  ${BLUE}`, `red_room   ${RED}`])
      expect(steps.some((line) => line.includes(part))).toBe(true);
  });

  it('tells where Google gives less than was asked for', async () => {
    const { env } = await opened();
    const { written, terminal } = terminalOf();
    const open = async () => ({ roleOf: async () => undefined, give: async () => 'reader' });
    expect(await share({ yes: true }, env, terminal, open)).toBe(1);
    expect([...written.out, ...written.err].join('\n')).toMatch(/blue_room: .*Google made it reader only/);
  });

  it('says the same where nobody is logged in', async () => {
    const { env } = await opened();
    const { written, terminal } = terminalOf();
    const open = () => Promise.reject(new ConfigError('nobody is logged in; log in'));
    expect(await share({ yes: true }, env, terminal, open)).toBe(1);
    expect(written.err).toEqual(['Google Calendar: nobody is logged in; log in']);
    expect(written.out).toContain('By hand:');
  });

  it('is with whom it is told', async () => {
    const sandbox = await opened();
    await run(sandbox, { account: 'other@acme.iam.gserviceaccount.com' });
    expect(roleOf(sandbox, BLUE, 'other@acme.iam.gserviceaccount.com')).toBe('writer');
    expect(roleOf(sandbox, BLUE)).toBeUndefined();
  });

  it('is with the user for whom the account acts', async () => {
    const sandbox = await opened({ gcal_subject: 'rooms@example.org' });
    await run(sandbox);
    expect(roleOf(sandbox, BLUE, 'rooms@example.org')).toBe('writer');
  });

  it('asks for a name where there is no key file', async () => {
    const sandbox = await opened();
    sandbox.clouds.storage.delete('roomcal-config', 'calendar_credentials.json', {});
    expect(await run(sandbox)).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/^roomcal: share: .*--account$/)],
    });
  });
});
