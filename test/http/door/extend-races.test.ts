import { describe, expect, it, vi } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS } from '../a-door.ts';

const KEY = { 'idempotency-key': 'plus-1' };

/** A booking from 09:45 to 10:15, extended at 09:52. */
async function open() {
  const made = await aDoor();
  const { booked, clock, ports, extend, door } = made;
  const id = await booked({ duration_mins: 30 });
  await clock.advance(2 * MINUTE_MS);
  const endOf = () => Date.parse(ports.event(BLUE, id)!.end!.dateTime!);
  /** Somebody books while our extension is on its way to Google. */
  const meanwhile = (from: string, to: string, created: string) => {
    ports.obstacles.patch = () => {
      delete ports.obstacles.patch;
      ports.put(BLUE, event('theirs', at(from), at(to), { created: at(created) }));
    };
  };
  /** It is as long as before, in the calendar and at the door. */
  const expectPutBack = async () => {
    expect(endOf()).toBe(Date.parse(at('10:15')));
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Meeting', curevend: '10:15' });
    expect(ports.event(BLUE, id)?.extendedProperties?.private).not.toHaveProperty('roomcal_pending');
    expect((await extend(id, 480)).statusCode).not.toBe(503);
  };
  return { ...made, id, endOf, meanwhile, expectPutBack };
}

describe('an extension is put back', () => {
  it.each([
    ['a minute before', '09:51', '10:20', 5],
    ['in the same millisecond', '09:52', '10:15', 0],
  ])('where somebody booked %s', async (_, created, from, available_mins) => {
    const { extend, id, meanwhile, expectPutBack, ports } = await open();
    meanwhile(from, '10:45', created);
    expect(refusedWith('NOT_ENOUGH_TIME', await extend(id, 30))).toMatchObject({ available_mins });
    await expectPutBack();
    expect(ports.event(BLUE, 'theirs')).toBeDefined();
  });

  it('where it cannot be verified', async () => {
    const { extend, id, ports, expectPutBack } = await open();
    ports.obstacles.list = () => Promise.reject(AWAY);
    expect(refusedWith('VENDOR_FAILED', await extend(id)).vendor).toBe('calendar');
    delete ports.obstacles.list;
    await expectPutBack();
  });

  it('where Google refuses to confirm it', async () => {
    const { extend, id, ports, expectPutBack } = await open();
    let patches = 0;
    ports.obstacles.patch = () =>
      ++patches === 2 && Promise.reject(new VendorError('calendar', 'no', { status: 403, operator: true }));
    refusedWith('VENDOR_FAILED', await extend(id));
    await expectPutBack();
  });

  it('but not over what somebody has made of it since', async () => {
    const { extend, id, ports, meanwhile, endOf } = await open();
    meanwhile('10:20', '10:45', '09:51');
    ports.obstacles.get = () => {
      if (ports.count('get') < 2) return;
      const mine = ports.event(BLUE, id)!;
      ports.put(BLUE, { ...mine, end: { ...mine.end, dateTime: at('10:05') } });
    };
    refusedWith('NOT_ENOUGH_TIME', await extend(id, 30));
    expect(endOf()).toBe(Date.parse(at('10:05')));
  });
});

describe('an extension stays', () => {
  it.each([
    ['later', '10:20', '09:53'],
    ['before, but for the time after it', '10:30', '09:51'],
  ])('where somebody booked %s', async (_, from, created) => {
    const { extend, id, meanwhile, door } = await open();
    meanwhile(from, '10:45', created);
    expect((await extend(id)).json()).toMatchObject({ end: at('10:30') });
    expect(await door()).toMatchObject({ curevmtg: 'Meeting', curevend: '10:30' });
  });

  it.each([
    ['of its writing', 1],
    ['of its confirmation', 2],
  ])('where only the answer of Google was lost: that %s', async (_, which) => {
    const { extend, id, ports, endOf, door } = await open();
    const { patch } = ports.calendar;
    let patches = 0;
    vi.spyOn(ports.calendar, 'patch').mockImplementation(async (...call) => {
      const event = await patch(...call);
      if (++patches === which) throw AWAY;
      return event;
    });
    expect((await extend(id)).json()).toMatchObject({ end: at('10:30') });
    expect(endOf()).toBe(Date.parse(at('10:30')));
    expect(ports.event(BLUE, id)?.extendedProperties?.private).not.toHaveProperty('roomcal_pending');
    expect(await door()).toMatchObject({ curevend: '10:30' });
  });

  it('where one list fails, and the next one does not', async () => {
    const { extend, id, ports } = await open();
    ports.obstacles.list = () => {
      delete ports.obstacles.list;
      return Promise.reject(AWAY);
    };
    expect((await extend(id)).statusCode).toBe(200);
  });
});

describe('an extension is refused', () => {
  const refusals = [
    ['MEETING_CHANGED', 'somebody has just changed it', { status: 412 }],
    ['UNKNOWN_MEETING', 'somebody has just removed it', { status: 410 }],
    ['NOT_OURS', 'Google lets only its organizer', { status: 403, reason: 'forbiddenForNonOrganizer' }],
    ['VENDOR_FAILED', 'Google refuses it', { status: 403, reason: 'forbidden' }],
  ] as const;
  it.each(refusals)('with %s where %s', async (code, _, failure) => {
    const { extend, id, ports, endOf } = await open();
    ports.obstacles.patch = () =>
      Promise.reject(new VendorError('calendar', 'no', { ...failure, operator: true }));
    refusedWith(code, await extend(id));
    expect(endOf()).toBe(Date.parse(at('10:15')));
  });

  it('over what somebody changed after it was read', async () => {
    const { extend, id, ports, endOf, door } = await open();
    ports.obstacles.patch = () => {
      const mine = ports.event(BLUE, id)!;
      ports.put(BLUE, { ...mine, end: { ...mine.end, dateTime: at('10:05') } });
    };
    refusedWith('MEETING_CHANGED', await extend(id));
    expect(endOf()).toBe(Date.parse(at('10:05')));
    expect(await door()).toMatchObject({ curevend: '10:05' });
  });
});

describe('an Idempotency-Key', () => {
  it('keeps a retry from extending twice, while another key extends again', async () => {
    const { extend, id, clock, endOf } = await open();
    const first = await extend(id, 15, KEY);
    await clock.advance(5 * MINUTE_MS);
    const again = await extend(id, 15, KEY);
    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect(again.json()).toEqual(first.json());
    await extend(id, 15, { 'idempotency-key': 'plus-2' });
    expect(endOf()).toBe(Date.parse(at('10:45')));
  });

  it('keeps a late retry from extending twice, too, after another extension', async () => {
    const { extend, id, endOf } = await open();
    const first = await extend(id, 15, KEY);
    await extend(id, 15, { 'idempotency-key': 'plus-2' });
    expect((await extend(id, 15, KEY)).json()).toEqual(first.json());
    expect(endOf()).toBe(Date.parse(at('10:45')));
  });

  it('is known again among the last twelve, in no more room than Google has for a mark', async () => {
    const { extend, id, ports, endOf } = await open();
    const press = (number: number) => extend(id, 1, { 'idempotency-key': `plus-${number}` });
    for (let number = 1; number <= 20; number++) await press(number);
    const before = endOf();
    await press(9);
    expect(endOf()).toBe(before);
    const marks = ports.event(BLUE, id)!.extendedProperties!.private!;
    for (const mark of Object.values(marks)) expect(mark!.length).toBeLessThanOrEqual(1_024);
  });

  it('extends at the retry what was put back the first time', async () => {
    const { extend, id, ports, endOf } = await open();
    ports.obstacles.list = () => Promise.reject(AWAY);
    refusedWith('VENDOR_FAILED', await extend(id, 15, KEY));
    delete ports.obstacles.list;
    expect((await extend(id, 15, KEY)).statusCode).toBe(200);
    expect(endOf()).toBe(Date.parse(at('10:30')));
  });
});
