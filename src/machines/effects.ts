import { fromPromise } from 'xstate';
import type { Interval } from '../agenda/busy.ts';
import type { CalendarPort, FreeBusyRequest } from '../ports/calendar.ts';
import type { ChannelRecord, ChannelStore } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventsPort } from '../ports/events.ts';
import type { Failure } from '../ports/failure.ts';
import type { ListingStore } from '../ports/files.ts';
import type { ThingsPort } from '../ports/things.ts';
import { deadline } from '../timing/deadline.ts';
import { makeChange, withdraw } from './booking/effects.ts';
import { bookingMachine } from './booking/machine.ts';
import { channelMachine } from './channel/machine.ts';
import { checkInMachine } from './check-in/machine.ts';
import { asFailure, failureOf } from './failure.ts';
import { relayMachine } from './relay/machine.ts';
import { roomMachine } from './room/machine.ts';
import { type Swept, sweepMachine } from './sweeps/machine.ts';

/** Google's limit for freeBusy.query. */
const CALENDARS_A_CALL = 50;
/** A call of the booking's, in ms: each of its requests ends by itself within ten seconds, and there are three at most. */
const AWAITED_AT_MOST_MS = 35_000;

export interface Ports {
  calendar: CalendarPort;
  events: EventsPort;
  channels: ChannelStore;
  listings: ListingStore;
  /** The Things of the account of that name; undefined: of the one that rooms have which name none. */
  thingsOf(account: string | undefined): ThingsPort;
}

/**
 * The machines but those that write Things, with every placeholder filled by a call of a port. What somebody at the door waits for has an end, whatever
 * the port promises.
 */
export function provideMachines(
  { calendar, events, channels, listings }: Omit<Ports, 'thingsOf'>,
  clock: Clock,
) {
  const tooLate = () =>
    failureOf('calendar', `Google Calendar: no answer within ${AWAITED_AT_MOST_MS / 1_000} s`);
  const soon = <T>(signal: AbortSignal, call: Promise<T>) =>
    deadline(clock, AWAITED_AT_MOST_MS, () => call, tooLate, signal);
  return {
    room: roomMachine.provide({
      actors: {
        list: fromPromise(({ input }) => calendar.list(input)),
        recall: fromPromise(({ input }) => listings.read(input.roomName, input.calendarId)),
      },
    }),
    booking: bookingMachine.provide({
      actors: {
        // A second try before a good booking is undone for a list that failed once.
        list: fromPromise(({ input, signal }) =>
          soon(
            signal,
            calendar.list(input).catch(() => calendar.list(input)),
          ),
        ),
        insert: fromPromise(({ input: { calendarId, event }, signal }) =>
          soon(signal, calendar.insert(calendarId, event)),
        ),
        read: fromPromise(({ input, signal }) => soon(signal, calendar.get(input.calendarId, input.eventId))),
        change: fromPromise(({ input: { calendarId, change }, signal }) =>
          soon(signal, makeChange(calendar, calendarId, change)),
        ),
        withdraw: fromPromise(({ input: { calendarId, compensation }, signal }) =>
          soon(signal, withdraw(calendar, calendarId, compensation)),
        ),
      },
    }),
    checkIn: checkInMachine.provide({
      actors: {
        read: fromPromise(({ input: { calendarId, eventId }, signal }) =>
          soon(signal, calendar.get(calendarId, eventId)),
        ),
        release: fromPromise(({ input: { calendarId, eventId, patch, etag }, signal }) => {
          if (!patch) throw new Error('there is nothing to release');
          return soon(signal, calendar.patch(calendarId, eventId, patch, etag));
        }),
      },
    }),
    relay: relayMachine.provide({
      actors: {
        list: fromPromise(({ input }) => calendar.list({ ...input, urgent: true })),
        publish: fromPromise(async ({ input: { roomName, listing, announcedBy } }) => {
          if (listing)
            await events.publish({
              room_name: roomName,
              listing,
              ...(announcedBy?.length && { announcedBy }),
            });
        }),
      },
    }),
    channel: channelMachine.provide({
      actors: {
        recall: fromPromise(({ input }) => channels.read(input.roomName)),
        register: fromPromise(async ({ input }) => {
          const { roomName, calendarId, stored, predecessor: found, pending: keys, address, now } = input;
          if (!keys || !address) throw new Error('there are no keys, or there is no address');
          const { resourceId, expiration } = await calendar.watch(calendarId, keys, address);
          const record: ChannelRecord = {
            room_name: roomName,
            calendar_id: calendarId,
            ...keys,
            resource_id: resourceId,
            address,
            registered: new Date(now()).toISOString(),
            expiration: new Date(expiration).toISOString(),
          };
          try {
            // In this order: what can't be stopped now is found again, for its record is still in its place.
            if (found) {
              await channels.keep(roomName, found.predecessor);
              await calendar.stopChannel(found.predecessor);
            }
            return await channels.write(record, stored?.generation ?? found?.generation);
          } catch (error) {
            // A channel that nobody remembers would notify for a week: end it, as far as that can be done.
            await calendar.stopChannel(record).catch(() => undefined);
            throw error;
          }
        }),
        stop: fromPromise(async ({ input: { record } }) => {
          if (record) await calendar.stopChannel(record);
        }),
        close: fromPromise(async ({ input: { stored } }) => {
          if (!stored) return;
          // In this order: a record of a channel that is stopped would pass for a live one.
          await channels.remove(stored);
          await calendar.stopChannel(stored.record);
        }),
      },
    }),
    /** Stops a channel that nobody keeps; undefined, or its record where another process has just stored it. */
    async stopOrphan(roomName: string, orphan: { id: string; resource_id: string }) {
      const stored = await channels.read(roomName);
      if (stored && 'record' in stored && stored.record.id === orphan.id) return stored;
      await calendar.stopChannel(orphan);
      return undefined;
    },
    sweep: sweepMachine.provide({
      actors: { sweep: fromPromise(({ input }) => sweepAll(calendar, input)) },
    }),
  };
}

/**
 * When calendars are taken, in as few calls as Google allows. One call that fails is its own calendars' alone; where all
 * do, the sweep has failed.
 */
async function sweepAll(
  calendar: CalendarPort,
  { calendarIds, from, until }: FreeBusyRequest,
): Promise<Swept> {
  const chunks = Array.from({ length: Math.ceil(calendarIds.length / CALENDARS_A_CALL) }, (_, index) =>
    calendarIds.slice(index * CALENDARS_A_CALL, (index + 1) * CALENDARS_A_CALL),
  );
  const busy = new Map<string, readonly Interval[] | Failure>();
  const failures: Failure[] = [];
  async function sweep(chunk: readonly string[]): Promise<void> {
    try {
      const found = await calendar.freeBusy({ calendarIds: chunk, from, until });
      for (const [calendarId, intervals] of found) busy.set(calendarId, intervals);
    } catch (error) {
      failures.push(asFailure(error));
      for (const calendarId of chunk) busy.set(calendarId, asFailure(error));
    }
  }
  await Promise.all(chunks.map(sweep));
  const [failure] = failures;
  if (failure && failures.length === chunks.length) throw failure;
  return { from, until, busy };
}
