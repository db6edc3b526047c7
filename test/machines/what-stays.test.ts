import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { agendaOf } from '../../src/agenda/agenda.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { bookingMachine } from '../../src/machines/booking/machine.ts';
import { claimOf, NO_TASK } from '../../src/machines/booking/task.ts';
import type { BookingContext } from '../../src/machines/booking/types.ts';
import { channelMachine } from '../../src/machines/channel/machine.ts';
import { relayMachine } from '../../src/machines/relay/machine.ts';
import { mayBeNews, withListing } from '../../src/machines/room/knowledge.ts';
import { initialContext } from '../../src/machines/room/setup.ts';
import type { RoomContext } from '../../src/machines/room/types.ts';
import { event, listing } from '../helpers/events.ts';
import { aStartedBuilding } from '../http/a-building.ts';
import { context as noChannel, record, stored } from './channel/a-channel.ts';
import { done, error, failed, NOW, time } from './tables.ts';

const MINUTE_MS = 60_000;

describe('a meeting that Google has acknowledged to us', () => {
  const ours = event('ours', '2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z', {
    updated: '2026-11-23T09:00:00Z',
  });
  const room = (at: number): RoomContext => ({
    ...initialContext({
      input: {
        roomName: 'blue',
        calendarId: 'blue',
        timeZone: undefined,
        refreshMs: 60 * MINUTE_MS,
        wording: wordingOf(),
        ...time,
        now: () => at,
      },
    }),
    acknowledged: [{ at: NOW, event: ours, wasListed: false }],
  });
  const ids = ({ agenda }: Partial<RoomContext>) => agenda?.meetings.map(({ id }) => id);
  const without = listing('2026-11-23T09:00:20Z');

  it('stays where a list lags behind, for a minute', () => {
    expect(ids(withListing(room(NOW + MINUTE_MS - 1), without))).toEqual(['ours']);
    expect(ids(withListing(room(NOW + MINUTE_MS), without))).toEqual([]);
  });

  it('goes at once where a list had it, and the next has it no more', () => {
    const context = room(NOW + 10_000);
    const listed = { ...context, ...withListing(context, listing('2026-11-23T09:00:10Z', ours)) };
    expect(ids(listed)).toEqual(['ours']);
    expect(ids(withListing(listed, without))).toEqual([]);
  });
});

describe('a room whose list was cut', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
  const tea = event('tea', at(20), at(21), { transparency: 'transparent' });
  /** When it is listed again, of so many hours from now; its own turn comes once a year. */
  const relistedAfter = (...events: ReturnType<typeof event>[]) => {
    const input = {
      roomName: 'blue',
      calendarId: 'blue',
      timeZone: undefined,
      refreshMs: 10_000 * HOUR_MS,
      wording: wordingOf(),
      ...time,
    };
    const cut = { ...listing(at(0), ...events, tea), complete: false };
    return (withListing(initialContext({ input }), cut).refreshAt! - NOW) / HOUR_MS;
  };

  it('is listed an hour before it no longer says what comes next', () => {
    expect(relistedAfter(event('next', at(3), at(4)))).toBe(2);
  });

  it('is listed an hour before what is known ends, where it does not say that now: not each minute', () => {
    expect(relistedAfter(event('running', at(-1), at(1)))).toBe(19);
    expect(relistedAfter()).toBe(19);
  });
});

describe('what must be verified of a meeting that was brought back', () => {
  const event = {
    id: 'ours',
    start: { dateTime: '2026-11-23T09:00:00Z' },
    end: { dateTime: '2026-11-23T10:00:00Z' },
    created: '2026-11-23T08:00:00Z',
    updated: '2026-11-23T08:59:00Z',
  };
  const claimed = (change: object | undefined) =>
    claimOf({ timeZone: 'Europe/Rome', task: { ...NO_TASK, change } } as unknown as BookingContext, event);

  it('is that nobody took its time before it did, which is when it was brought back', () => {
    expect(claimed({ eventId: 'ours' })?.created).toBe(Date.parse(event.updated));
    expect(claimed(undefined)?.created).toBe(Date.parse(event.created));
  });
});

describe('a booking', () => {
  const request = { type: 'book', id: 'ours', title: 'Huddle' };
  const goesOn = (value: string, on: object, more: object = {}) => {
    const context = {
      roomName: 'blue',
      calendarId: 'blue',
      timeZone: 'Europe/Rome',
      mayEnd: 'own',
      processId: 'here',
      ...time,
      agenda: undefined,
      waiting: [request],
      compensations: [],
      retry: { attempt: 0, failure: undefined, dueAt: 0 },
      task: { ...NO_TASK, request, attempt: 'here.1', slot: { start: NOW, end: NOW + MINUTE_MS } },
      ...more,
    };
    const snapshot = bookingMachine.resolveState({ value, context } as never);
    return transition(bookingMachine, snapshot, on as never)[0];
  };

  it('whose id is taken, by nobody whom Google can show, is told so where it is not made after all', () => {
    const taken = new VendorError('calendar', 'duplicate', { status: 409 });
    const next = goesOn('inserting', error('booking.inserting', taken));
    expect(next.value).toBe('recollecting');
    expect(next.context.task.verdict).toEqual({ type: 'refused', refusal: { code: 'KEY_USED' } });
  });

  it('leaves the line once it has waited too long: nothing is made for whoever was sent away', () => {
    const others = ['second', 'third'].map((id) => ({ ...request, id }));
    const waiting = [request, ...others];
    const overdue = (id: string) => goesOn('inserting', { type: 'request.overdue', id }, { waiting });
    expect(overdue('second').context.waiting.map(({ id }) => id)).toEqual(['ours', 'third']);
    // What is worked on is brought to an end.
    expect(overdue('ours').context.waiting).toEqual(waiting);
  });
});

describe('a message that is a little older than what is known', () => {
  const known = agendaOf(listing('2026-11-23T09:00:00Z'), undefined);
  const message = (asOf: string, ...events: ReturnType<typeof event>[]) => {
    // As it comes from the Python service, which names no zone.
    const { timeZone: _, ...rest } = listing(asOf, ...events);
    return rest as Parameters<typeof mayBeNews>[1];
  };
  const standUp = event('Stand-up', '2026-11-23T10:00:00Z', '2026-11-23T10:30:00Z');
  const allDay = { ...standUp, start: { date: '2026-11-24' }, end: { date: '2026-11-25' } };
  const isToBeAsked = (told: ReturnType<typeof message>, agenda = known) =>
    mayBeNews({ agenda, timeZone: undefined } as RoomContext, told);

  it('may be news where it tells something else, by the clock of another process', () => {
    expect(isToBeAsked(message('2026-11-23T08:59:58Z', standUp))).toBe(true);
    expect(isToBeAsked(message('2026-11-23T08:59:58Z', allDay))).toBe(true);
  });

  it('is none where it tells the same, in the zone that is known', () => {
    expect(isToBeAsked(message('2026-11-23T08:59:58Z'))).toBe(false);
    const agenda = agendaOf(listing('2026-11-23T09:00:00Z', allDay), undefined);
    expect(isToBeAsked(message('2026-11-23T08:59:58Z', allDay), agenda)).toBe(false);
  });

  it('is none where no two clocks are that far apart', () => {
    expect(isToBeAsked(message('2026-11-23T08:59:55Z', standUp))).toBe(false);
  });
});

describe('what a room tells of a look', () => {
  it('has what the room is, besides what its door says', async () => {
    const standUp = event('Stand-up', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');
    const { clock, facts } = await aStartedBuilding({ names: ['blue_room'], events: [standUp] });
    await clock.advanceTo('2026-11-23T10:30:00+01:00');
    const states = facts.flatMap((fact) => (fact.type === 'reconciled' ? [fact.occupancy?.state] : []));
    // It looks more than once in between.
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(['free', 'busy', 'free']);
  });
});

describe('what a room tells of a booking', () => {
  it('is each time why it looked', async () => {
    const { building, clock, facts } = await aStartedBuilding({ names: ['blue_room'] });
    await building.ask('blue_room', { type: 'book', id: 'press', title: 'Huddle' });
    await clock.advance(0);
    const causes = facts.flatMap((fact) => (fact.type === 'reconciled' ? [fact.because] : []));
    expect(new Set(causes)).toEqual(new Set(['start', 'booked']));
    expect(causes.filter((cause) => cause === 'booked').length).toBeGreaterThan(1);
  });
});

describe('a relay that works again', () => {
  it('has forgotten that it failed, also where another notification keeps it', () => {
    const context = {
      roomName: 'blue',
      calendarId: 'blue',
      timeZone: undefined,
      random: () => 0,
      again: true,
      listing: listing('2026-11-23T09:00:00Z'),
      attempt: 3,
      failure: failed,
    };
    const snapshot = relayMachine.resolveState({ value: 'publishing', context } as never);
    const [next] = transition(relayMachine, snapshot, done('relay.publishing') as never);
    expect(next.value).toBe('listing');
    expect(next.context).toMatchObject({ attempt: 0, failure: undefined });
  });
});

describe('a push channel', () => {
  const context = { ...noChannel, stored, missed: 0 };
  const onwards = (value: unknown, on: object, more: object = {}) => {
    const snapshot = channelMachine.resolveState({ value, context: { ...context, ...more } } as never);
    return transition(channelMachine, snapshot, on as never);
  };

  it('that another process has replaced is that one from then on, and stays live', () => {
    const found = { record: { ...record, id: 'theirs' }, generation: '2' };
    const [next] = onwards({ live: 'trusted' }, { type: 'channel.found', stored: found });
    expect(next.value).toEqual({ live: 'trusted' });
    expect(next.context.stored).toBe(found);
    // It is renewed by its own lifetime: at four fifths of a week.
    expect(next.context.renewAt).toBe(Date.parse('2026-11-28T14:24:00Z'));
  });

  it.each([
    [0, '2026-11-28T14:24:00Z'],
    [0.5, '2026-11-28T10:12:00Z'],
    [1, '2026-11-28T06:00:00Z'],
  ])('is renewed at four fifths of its life, or up to a twentieth earlier (%s)', (random, renewal) => {
    const on = { type: 'channel.found', stored };
    const [next] = onwards({ live: 'trusted' }, on, { random: () => random });
    expect(next.context.renewAt).toBe(Date.parse(renewal));
  });

  it.each([
    ['was stopped', done('channel.retiring')],
    ['will not be stopped', error('channel.retiring')],
  ])('is the only one that is accepted once the one before it %s', (_, on) => {
    const [next] = onwards('retiring', on, { replaced: { ...record, id: 'before' } });
    expect(next.context).toMatchObject({ stored, replaced: undefined });
  });

  it('that can not be closed stays, and tells why', () => {
    const [next] = onwards('stopping', error('channel.stopping'));
    expect(next.value).toEqual({ live: 'trusted' });
    expect(next.context).toMatchObject({ failure: failed, attempt: 1, stored });
  });
});
