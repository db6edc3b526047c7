import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { wordingOf } from '../../../src/agenda/wording.ts';
import type { RoomOptions } from '../../../src/machines/building-types.ts';
import { event } from '../../helpers/events.ts';
import { ADDRESS, aRoom, thingOf } from '../../http/a-building.ts';
import { aQuietBuilding } from '../a-quiet-building.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const NAMES = ['attic', 'blue', 'cellar', 'den', 'east', 'foyer'];
const CALENDARS = NAMES.map((name) => `calendar-of-${name}@example.org`);
const WORDINGS = [undefined, wordingOf({ locale: 'it-IT' })];
const ACTORS = /^\w+\.(room|channel|thing|relay|booking|press|check_in)$/;

/** What chance decides of a test, by a seed. */
function chance(seed: number) {
  const random = xoroshiro128plus(seed);
  const below = (most: number) => uniformInt(random, 0, most - 1);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const shuffled = <T>(of: readonly T[]): T[] => {
    const rest = [...of];
    return of.map(() => rest.splice(below(rest.length), 1)[0]!);
  };
  return { below, one, shuffled, whether: (of: number) => below(of) === 0 };
}

/** A configuration like any that a person could write. */
function anyRooms({ below, one, shuffled, whether }: ReturnType<typeof chance>): RoomOptions[] {
  const [names, calendars, things] = [shuffled(NAMES), shuffled(CALENDARS), shuffled(NAMES)];
  return names.slice(0, 1 + below(NAMES.length)).map((name, index) =>
    aRoom(name, {
      // Most rooms stay what they are from one to the next.
      calendarId: whether(3) ? calendars[index]! : CALENDARS[NAMES.indexOf(name)]!,
      thingName: whether(3) ? thingOf(things[index]!) : thingOf(name),
      mayEnd: one(['own', 'own', 'own', 'any'] as const),
      timeZone: one([undefined, undefined, undefined, 'Asia/Tokyo']),
      wording: one(WORDINGS),
      checkIn: whether(5) ? { withinMs: 10 * MINUTE_MS, releases: 'own' } : undefined,
    }),
  );
}

/** No calendar and no Thing is of two rooms. */
function isPossible(rooms: RoomOptions[]): boolean {
  const all = (key: 'calendarId' | 'thingName') => new Set(rooms.map((room) => room[key])).size;
  return all('calendarId') === rooms.length && all('thingName') === rooms.length;
}

/** Actors that live, by what they are called. */
function census() {
  const actors = new Set<AnyActorRef>();
  const inspect = ({ type, actorRef }: InspectionEvent) => {
    if (type === '@xstate.actor' && ACTORS.test((actorRef as AnyActorRef).id))
      actors.add(actorRef as AnyActorRef);
  };
  const living = () => {
    for (const actor of actors) if (actor.getSnapshot().status !== 'active') actors.delete(actor);
    return [...actors].map(({ id }) => id).toSorted();
  };
  return { inspect, living };
}

describe('a configuration that changes a thousand times in all', () => {
  it.each([1, 2, 24, 39])(
    'ends as the last one says, and nothing is left of the others (seed %i)',
    async (seed) => {
      const dice = chance(seed);
      const { inspect, living } = census();
      const { building, settings, ports, clock } = await aQuietBuilding({ names: ['attic'], inspect });
      for (const [index, name] of NAMES.entries()) ports.furnish(CALENDARS[index]!, thingOf(name));
      const after = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
      const slow = () => (dice.whether(4) ? after(dice.below(3 * SECOND_MS)) : undefined);
      const fails = () => (dice.whether(6) ? Promise.reject(new Error('away')) : slow());
      Object.assign(ports.obstacles, {
        list: slow,
        watch: slow,
        stopChannel: fails,
        erase: fails,
        insert: slow,
      });
      let [meetings, asked, answered] = [0, 0, 0];

      function somethingHappens(): void {
        const roomName = dice.one(building.roomNames());
        if (dice.whether(3)) {
          asked += 1;
          const request = { type: 'book', id: `press${asked}`, title: 'Huddle' } as const;
          void building.ask(roomName, request).then(() => void answered++);
        } else {
          const start = clock.now() + dice.below(60) * MINUTE_MS;
          const times = [start, start + 15 * MINUTE_MS].map((at) => new Date(at).toISOString());
          ports.put(dice.one(CALENDARS), event(`meeting${++meetings}`, times[0]!, times[1]!));
          building.notify(roomName);
        }
      }

      let rooms: RoomOptions[] = [];
      let most = 0;
      for (let changed = 0; changed < 250; ) {
        const next = anyRooms(dice);
        if (!isPossible(next)) continue;
        rooms = next;
        changed += 1;
        const address = dice.whether(12) ? undefined : ADDRESS;
        building.change({ ...settings, rooms, address }, { clearsThings: dice.whether(2) });
        if (building.size > 0 && dice.whether(2)) somethingHappens();
        if (dice.whether(3)) await clock.advance(dice.below(5 * SECOND_MS));
        most = Math.max(most, living().length, clock.pending / 4);
      }
      // However many changes there were: those who go are never more than there are names.
      expect(most).toBeLessThan(NAMES.length * 8);

      building.change({ ...settings, rooms }, { clearsThings: false });
      Object.assign(ports.obstacles, {
        list: undefined,
        watch: undefined,
        stopChannel: undefined,
        erase: undefined,
      });
      await clock.advance(20 * MINUTE_MS);
      const names = rooms.map(({ roomName }) => roomName);
      expect([building.isChanging, building.roomNames(), answered]).toEqual([false, names, asked]);
      const standing = ['room', 'channel', 'thing'];
      const expected = rooms.flatMap(({ roomName, checkIn }) =>
        [...standing, ...(checkIn ? ['check_in'] : [])].map((actor) => `${roomName}.${actor}`),
      );
      expect(living()).toEqual(expected.toSorted());

      for (const { roomName, thingName } of rooms) {
        expect(building.state(roomName)).toMatchObject({ sync: 'current', booking: 'open' });
        const { properties } = building.view(roomName)!;
        for (const variable of ['busynow', 'curevmtg', 'curevtm'] as const)
          expect([roomName, String(ports.door(thingName).get(variable)).replace('N/A', '')]).toEqual([
            roomName,
            String(properties![variable]),
          ]);
      }
      expect(ports.records.keys().toSorted()).toEqual(names.toSorted());
      const minted = ports.mint().id.replace('channel-', '');
      const stopped = new Set(
        ports.calls.filter((call) => call.startsWith('stopChannel ')).map((call) => call.slice(12)),
      );
      const open = Array.from({ length: Number(minted) - 1 }, (_, index) => `channel-${index + 1}`).filter(
        (id) => !stopped.has(id),
      );
      expect(open.toSorted()).toEqual(names.map((name) => ports.records.get(name)!.record.id).toSorted());
      for (const { roomName, calendarId } of rooms)
        expect(ports.records.get(roomName)!.record.calendar_id).toBe(calendarId);
      for (const name of NAMES)
        expect([name, ports.kept.get(name) !== undefined]).toEqual([name, names.includes(name)]);
    },
  );
});
