import { expect, it } from 'vitest';
import { exactOffset, type Zone } from '../../src/agenda/zone.ts';
import type { Check } from '../../src/operator/check.ts';
import { doctor } from '../../src/operator/doctor.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { terminalOf } from '../helpers/sandbox.ts';
import { MachineClock } from '../helpers/world-clock.ts';
import { aStage, HOUR_MS, MINUTE_MS, SECOND_MS, type Stage } from './a-stage.ts';
import { AUTHORIZATION, ask, isAtRest, roomOnce } from './at-the-door.ts';

const DAY_MS = 24 * HOUR_MS;
const ROME = 'Europe/Rome';

async function metric(url: string, name: string): Promise<string | undefined> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: AUTHORIZATION } });
  const lines = (await response.text()).split('\n');
  return lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
}

async function examined({ clouds }: Stage, clock: Clock): Promise<Check[]> {
  const { written, terminal } = terminalOf();
  await doctor({ json: true }, clouds.environment, terminal, clock);
  return JSON.parse(written.out.join('\n')) as Check[];
}

it('rules of time zones that are older than Google’s are followed, and told in the log, the metrics and by the doctor', async () => {
  const stage = await aStage({ rooms: ['attic', 'lobby'], variables: ['busynow', 'curevmtg'] });
  const now = stage.clock.now();
  const offset = exactOffset(now, ROME) + HOUR_MS;
  const corrections = [{ from: now - 2 * DAY_MS, until: now + 2 * DAY_MS, offset }];
  const timeZone: Zone = { name: ROME, corrections };
  const id = calendarOf('attic');
  stage.clouds.calendar.addCalendar({ id, summary: 'attic', timeZone, accessRole: 'writer' });
  stage.meet('attic', 'Stand-up');
  const { url, line, lines } = await stage.start();
  await stage.shows('attic', 'Stand-up');
  const told = await line(({ msg }) => msg.includes('time zone rules'));
  expect(told).toMatchObject({ room_name: 'attic', error_ms: -HOUR_MS });
  expect(told.msg).toMatch(
    /^attic: Node's time zone rules \(\w+\) are 60 min behind Google's in Europe\/Rome; .*Time zone rules"$/,
  );

  const { body } = await ask(url, 'GET', '/meetings?room_name=attic');
  const [meeting] = body.meetings as { start: string }[];
  const [, hours] = /\+0(\d):00$/.exec(meeting!.start) ?? [];
  expect(Number(hours)).toBe(offset / HOUR_MS);
  expect(body).toMatchObject({ time_zone: ROME, curevstart: meeting!.start.slice(11, 16) });

  expect(await metric(url, 'roomcal_zone_error_seconds{room_name="attic"}')).toBe('-3600');
  expect(await metric(url, 'roomcal_zone_error_seconds{room_name="lobby"}')).toBe('0');
  expect(lines.filter(({ msg }) => msg.includes('time zone rules'))).toHaveLength(1);

  const checks = await examined(stage, stage.clock);
  expect(checks.filter(({ check }) => check === 'zone' || check === 'clock')).toEqual([
    { check: 'clock', subject: 'this machine', status: 'ok', says: 'right to two seconds' },
    {
      check: 'zone',
      subject: 'attic',
      status: 'warning',
      says: expect.stringContaining("60 min behind Google's in Europe/Rome"),
      mend: expect.stringContaining('bring newer rules'),
    },
  ]);
});

it('a clock that is off is told in the log, the metrics and by the doctor, and so is that it is right again', async () => {
  const stage = await aStage({ rooms: ['attic'] });
  stage.meet('attic', 'Stand-up', -MINUTE_MS);
  const machine = new MachineClock(stage.clock, -37 * SECOND_MS);
  const { url, line, lines } = await stage.start(undefined, { clock: machine });
  const isOfClock = ({ msg }: { msg: string }) => msg.startsWith("this machine's clock");
  expect((await line(isOfClock)).msg).toMatch(
    /is 3[67]\.\d s behind Google's; roomcal goes by Google's; let NTP keep it$/,
  );
  await roomOnce(url, 'attic', isAtRest);
  const seconds = Number(await metric(url, 'roomcal_clock_skew_seconds'));
  expect(Math.abs(seconds - 37)).toBeLessThan(2);
  const checks = await examined(stage, machine);
  expect(checks.filter(({ check }) => check === 'clock')).toMatchObject([
    {
      status: 'warning',
      says: expect.stringMatching(/ s behind Google's/),
      mend: expect.stringContaining('NTP'),
    },
  ]);

  machine.aheadMs = 0;
  stage.clock.leap(HOUR_MS);
  expect((await line(({ msg }) => msg.endsWith('right again'))).msg).toBe(
    "this machine's clock is right again",
  );
  expect(lines.filter(isOfClock)).toHaveLength(2);
  expect(await metric(url, 'roomcal_clock_skew_seconds')).toBe('0');
});
