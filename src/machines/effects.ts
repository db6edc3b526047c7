import { fromPromise } from 'xstate';
import type { GoogleEvent } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';
import { extendedBy, withoutExtensionMark } from '../agenda/ours.ts';
import type { Publish } from '../agenda/properties.ts';
import type {
  CalendarPort,
  ChannelRecord,
  ChannelStore,
  EventsPort,
  FreeBusyRequest,
  ListingStore,
  ThingsPort,
  VendorFailure,
  Withdrawal,
  WithdrawalStore,
} from '../io/ports.ts';
import { channelMachine } from './channel-machine.ts';
import { asFailure } from './failure.ts';
import { relayMachine } from './relay-machine.ts';
import { roomMachine } from './room-machine.ts';
import { type Swept, sweepMachine } from './sweep-machine.ts';
import { thingMachine } from './thing-machine.ts';

/** Google's limit for freeBusy.query. */
const CALENDARS_A_CALL = 50;

export interface Ports {
  calendar: CalendarPort;
  events: EventsPort;
  channels: ChannelStore;
  listings: ListingStore;
  withdrawals: WithdrawalStore;
  things: ThingsPort;
}

/** The machines, with every placeholder filled by a call of a port. */
export function provideMachines({ calendar, events, channels, listings, withdrawals, things }: Ports) {
  return {
    room: roomMachine.provide({
      actors: {
        list: fromPromise(({ input }) => calendar.list(input)),
        recall: fromPromise(({ input }) => listings.read(input.roomName)),
        insert: fromPromise(({ input: { calendarId, event, revive } }) =>
          calendar.insert(calendarId, event).catch((error) => {
            if (!revive || asFailure(error).status !== 409) throw error;
            return bringBack(calendar, calendarId, event, error);
          }),
        ),
        // A second try before a good booking is undone for a list that failed once.
        verify: fromPromise(({ input }) => calendar.list(input).catch(() => calendar.list(input))),
        read: fromPromise(({ input }) => calendar.get(input.calendarId, input.eventId)),
        change: fromPromise(async ({ input: { calendarId, eventId, patch, etag } }) =>
          patch
            ? calendar.patch(calendarId, eventId, patch, etag)
            : void (await calendar.remove(calendarId, eventId, etag)),
        ),
        owed: fromPromise(({ input }) => withdrawals.read(input.roomName)),
        withdraw: fromPromise(async ({ input: { roomName, calendarId, withdrawal, isNoted } }) => {
          // Whoever comes after a restart goes on with it. Without the note it is tried again all the same.
          const noted = isNoted ? undefined : withdrawals.write(roomName, withdrawal).catch(() => undefined);
          try {
            await withdraw(calendar, calendarId, withdrawal);
          } catch (error) {
            await noted;
            throw error;
          }
          await noted;
          // To withdraw it once more does no harm.
          await withdrawals.remove(roomName).catch(() => undefined);
        }),
      },
    }),
    relay: relayMachine.provide({
      actors: {
        relay: fromPromise(async ({ input: { roomName, ...request } }) =>
          events.publish({ room_name: roomName, listing: await calendar.list({ ...request, urgent: true }) }),
        ),
      },
    }),
    channel: channelMachine.provide({
      actors: {
        recall: fromPromise(({ input }) => channels.read(input.roomName)),
        register: fromPromise(async ({ input }) => {
          const { roomName, calendarId, stored, now } = input;
          const [keys, address] = [input.pending!, input.address!];
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
            return await channels.write(record, stored?.generation);
          } catch (error) {
            // A channel that nobody remembers would notify for a week: end it, as far as that can be done.
            await calendar.stopChannel(record).catch(() => undefined);
            throw error;
          }
        }),
        stop: fromPromise(({ input }) => calendar.stopChannel(input.record)),
        close: fromPromise(async ({ input: { stored } }) => {
          // In this order: a record of a channel that is stopped would pass for a live one.
          await channels.remove(stored);
          await calendar.stopChannel(stored.record);
        }),
      },
    }),
    /** Stops a channel that nobody keeps; undefined, or its record where another process has just stored it. */
    async tidy(roomName: string, stray: { id: string; resource_id: string }) {
      const stored = await channels.read(roomName);
      if (stored?.record.id === stray.id) return stored;
      await calendar.stopChannel(stray);
      return undefined;
    },
    sweep: sweepMachine.provide({
      actors: { sweep: fromPromise(({ input }) => sweepAll(calendar, input)) },
    }),
    thing: thingMachine.provide({
      actors: {
        find: fromPromise(({ input }) => things.find(input.thingName)),
        publish: fromPromise(async ({ input: { thing, rank, choose }, signal }) => {
          let chosen: Publish | undefined;
          await things.publish({
            thingId: thing.id,
            rank,
            signal,
            choose() {
              chosen = choose();
              return chosen && { propertyId: thing.properties.get(chosen.variable)!.id, value: chosen.value };
            },
          });
          return chosen;
        }),
      },
    }),
  };
}

/** The id of a deleted event stays taken: the event itself is brought back. One that is there is `taken`. */
async function bringBack(calendar: CalendarPort, calendarId: string, event: GoogleEvent, taken: unknown) {
  const there = await calendar.get(calendarId, event.id!);
  if (there?.status !== 'cancelled') throw taken;
  const patch = { ...event, status: 'confirmed' };
  return calendar.patch(calendarId, event.id!, patch, there.etag ?? undefined);
}

/** Removes an event, or puts its end back, unless someone has changed that since. */
async function withdraw(calendar: CalendarPort, calendarId: string, withdrawal: Withdrawal): Promise<void> {
  const { eventId, extended } = withdrawal;
  if (!extended) return calendar.remove(calendarId, eventId);
  const event = await calendar.get(calendarId, eventId);
  const end = event?.status === 'cancelled' ? undefined : event?.end?.dateTime;
  // Nor where another request has extended it to the same end.
  if (!end || Date.parse(end) !== extended.to || extendedBy(event!, extended.by) !== extended.to) return;
  const dateTime = new Date(extended.from).toISOString();
  const before = { end: { ...event!.end, dateTime }, ...withoutExtensionMark(event!, extended.to) };
  await calendar.patch(calendarId, eventId, before, event!.etag ?? undefined);
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
  const taken = new Map<string, readonly Interval[] | VendorFailure>();
  const failures: VendorFailure[] = [];
  async function sweep(chunk: readonly string[]): Promise<void> {
    try {
      const found = await calendar.freeBusy({ calendarIds: chunk, from, until });
      for (const [calendarId, busy] of found) taken.set(calendarId, busy);
    } catch (error) {
      failures.push(asFailure(error));
      for (const calendarId of chunk) taken.set(calendarId, asFailure(error));
    }
  }
  await Promise.all(chunks.map(sweep));
  if (failures.length === chunks.length) throw failures[0];
  return { from, until, taken };
}
