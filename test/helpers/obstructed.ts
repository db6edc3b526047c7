import type { Ports } from '../../src/machines/effects.ts';
import type { CalendarPort } from '../../src/ports/calendar.ts';
import type { RoomMessage } from '../../src/ports/events.ts';
import type { Clouds } from '../../src/replay/clouds.ts';

type Call =
  | keyof CalendarPort
  | 'publish'
  | 'read'
  | 'write'
  | 'forget'
  | 'recall'
  | 'keep'
  | 'erase'
  | 'things'
  | 'properties'
  | 'show';

/** What a call meets before it is made: something to throw, or to wait for. */
export type Obstacles = Partial<Record<Call, (of: string) => unknown>>;

export type Calls = string[];

interface Way {
  calls: Calls;
  obstacles: Obstacles;
  published: RoomMessage[];
  doors: Clouds['doors'];
  now: () => number;
}

/** Ports of which each call is told of and meets its obstacle on its way to the cloud. */
export function obstructed(ports: Ports, { calls, obstacles, published, doors, now }: Way): Ports {
  const { calendar, events, channels, listings, thingsOf } = ports;

  async function meet(call: Call, of: string): Promise<void> {
    calls.push(`${call} ${of}`);
    await obstacles[call]?.(of);
  }

  function meeting<Given extends unknown[], Answer>(
    call: Call,
    make: (...given: Given) => Promise<Answer>,
    of: (...given: Given) => string,
  ) {
    return async (...given: Given): Promise<Answer> => {
      await meet(call, of(...given));
      return make(...given);
    };
  }

  const byName = (name: string) => name;
  const list = meeting('list', calendar.list, ({ calendarId }) => calendarId);

  return {
    calendar: {
      async list(request) {
        // The obstacle is on the way: the list was asked for before.
        const asOf = now();
        return { ...(await list(request)), asOf };
      },
      freeBusy: meeting('freeBusy', calendar.freeBusy, ({ calendarIds }) => calendarIds.join(',')),
      insert: meeting('insert', calendar.insert, byName),
      get: meeting('get', calendar.get, byName),
      patch: meeting('patch', calendar.patch, byName),
      remove: meeting('remove', calendar.remove, byName),
      watch: meeting('watch', calendar.watch, byName),
      stopChannel: meeting('stopChannel', calendar.stopChannel, ({ id }) => id),
    },
    events: {
      ...events,
      async publish(message) {
        await meet('publish', message.room_name);
        await events.publish(message);
        published.push(message);
      },
    },
    channels: {
      read: meeting('read', channels.read, byName),
      write: meeting('write', channels.write, ({ room_name }) => room_name),
      remove: meeting('forget', channels.remove, ({ record }) => record.room_name),
      keep: channels.keep,
    },
    listings: {
      read: meeting('recall', listings.read, byName),
      write: meeting('keep', listings.write, byName),
      remove: meeting('erase', listings.remove, byName),
    },
    thingsOf(account) {
      const things = thingsOf(account);
      return {
        read: meeting('things', things.read, () => account ?? 'all'),
        readOne: meeting('properties', things.readOne, (id) => doors.nameOf(id) ?? ''),
        async publish({ choose, ...request }) {
          await undefined;
          const chosen = choose();
          if (!chosen) return;
          const { thingName, variable } = doors.variable(request.thingId, chosen.propertyId) ?? {};
          await meet('show', `${thingName} ${variable}`);
          await things.publish({ ...request, choose: () => chosen });
        },
      };
    },
  };
}
