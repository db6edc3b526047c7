import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../../src/agenda/agenda.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { makeChange, withdraw } from '../../../src/machines/booking/effects.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { event } from '../../helpers/events.ts';
import { PortsInMemory } from '../../helpers/ports-in-memory.ts';

const BLUE = 'blue@example.org';
const END = Date.parse('2026-11-23T10:30:00+01:00');

/** What comes of taking back the attempt `here.1`, where the event has these marks. */
async function busy(
  marks: Record<string, string>,
  prepare: (ports: PortsInMemory) => unknown = () => undefined,
) {
  const ports = new PortsInMemory(new SimulatedClock('2026-11-23T09:50:00+01:00'));
  const mark = { roomcal: 'instant', ...marks };
  ports.put(BLUE, ours(mark));
  await prepare(ports);
  ports.calls.length = 0;
  const answer = await withdraw(ports.calendar, BLUE, { eventId: 'ours1', attempt: 'here.1' });
  const called = ports.calls.map((call) => call.split(' ')[0]);
  return { ports, answer, called, left: ports.event(BLUE, 'ours1') };
}

function ours(marks: Record<string, string>): GoogleEvent {
  return event('ours1', '2026-11-23T10:00:00+01:00', '2026-11-23T11:00:00+01:00', {
    extendedProperties: { private: marks },
  });
}

describe('what an attempt has left is busy back', () => {
  it('a new meeting: marked first, then removed', async () => {
    const { answer, called, ports, left } = await busy({ roomcal_pending: 'here.1' });
    expect(answer).toEqual({ event: { id: 'ours1', status: 'cancelled' }, isOthers: false });
    expect(called).toEqual(['get', 'patch', 'remove']);
    expect(left).toBeUndefined();
    expect(await ports.calendar.get(BLUE, 'ours1')).toMatchObject({
      status: 'cancelled',
      extendedProperties: { private: { roomcal_withdrawn: '1' } },
    });
  });

  it('an extension: the meeting has the end that it had', async () => {
    const marks = { roomcal_pending: `here.1@${END}`, roomcal_extended_by: `plus@${END + 1_800_000}` };
    const { answer, left } = await busy(marks);
    expect(answer.isOthers).toBe(false);
    expect(Date.parse(left!.end!.dateTime!)).toBe(END);
    expect(left?.extendedProperties?.private).toEqual({ roomcal: 'instant' });
  });

  it('one that is gone already', async () => {
    const { answer, called } = await busy({ roomcal_pending: 'here.1' }, ({ calendar }) =>
      calendar.remove(BLUE, 'ours1'),
    );
    expect(answer).toEqual({ event: { id: 'ours1', status: 'cancelled' }, isOthers: false });
    expect(called).toEqual(['get']);
  });

  it('one that was marked already, and is still there', async () => {
    const { left } = await busy({ roomcal_pending: 'here.1', roomcal_withdrawn: '1' });
    expect(left).toBeUndefined();
  });
});

describe('nothing else is touched', () => {
  it.each([
    ['what another attempt has busy over', { roomcal_pending: 'there.1' }],
    ['what a later attempt of this process has busy over', { roomcal_pending: 'here.2' }],
    ['what an attempt of a like name has busy over', { roomcal_pending: 'here.11' }],
    ['an extension of another attempt', { roomcal_pending: `there.1@${END}` }],
    ['what was promised', {}],
  ])('%s', async (_, marks) => {
    const { answer, called, left } = await busy(marks);
    expect(answer).toMatchObject({ isOthers: true, event: { id: 'ours1' } });
    expect(called).toEqual(['get']);
    expect(left).toMatchObject(ours({ roomcal: 'instant', ...marks }));
  });

  it.each([
    ['is promised', {}],
    ['is busy over by another attempt', { roomcal_pending: 'there.1' }],
  ])('what %s between the reading and the writing', async (_, marks) => {
    const { answer, left } = await busy({ roomcal_pending: 'here.1' }, (ports) => {
      ports.obstacles.patch = () => {
        delete ports.obstacles.patch;
        ports.put(BLUE, ours({ roomcal: 'instant', ...marks }));
      };
    });
    expect(answer.isOthers).toBe(true);
    expect(left).toMatchObject(ours({ roomcal: 'instant', ...marks }));
  });

  it('what is booked anew between the mark and the retry', async () => {
    const { answer, left } = await busy({ roomcal_pending: 'here.1' }, (ports) => {
      ports.obstacles.remove = () => {
        delete ports.obstacles.remove;
        ports.put(BLUE, ours({ roomcal: 'instant', roomcal_pending: 'there.1' }));
      };
    });
    expect(answer.isOthers).toBe(true);
    expect(left).toBeDefined();
  });

  it('what somebody changes again and again: it is left to be looked at later', async () => {
    const changed = new VendorError('calendar', 'changed', { status: 412, operator: true });
    await expect(
      busy({ roomcal_pending: 'here.1' }, (ports) => {
        ports.obstacles.patch = () => Promise.reject(changed);
      }),
    ).rejects.toThrow(changed);
  });
});

describe('a meeting that somebody has changed since it was read', () => {
  it.each([
    ['is not changed', { summary: 'ours' }],
    ['is not deleted', undefined],
  ])('%s: whoever asks is told so', async (_, patch) => {
    const { ports } = await busy({});
    const { etag } = ports.event(BLUE, 'ours1')!;
    ports.put(BLUE, { ...ours({}), summary: 'theirs' });
    const change = { eventId: 'ours1', etag: etag ?? undefined, patch };
    await expect(makeChange(ports.calendar, BLUE, change)).rejects.toMatchObject({ status: 412 });
    expect(ports.event(BLUE, 'ours1')?.summary).toBe('theirs');
  });
});
