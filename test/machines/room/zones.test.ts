import { describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import type { GoogleEvent, Listing } from '../../../src/agenda/agenda.ts';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { isNews } from '../../../src/machines/room/knowledge.ts';
import { roomMachine } from '../../../src/machines/room/machine.ts';
import type { RoomEmitted } from '../../../src/machines/room/types.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';

const WINNIPEG = 'America/Winnipeg';
const MARS = 'Mars/Olympus';
const START = '2026-11-25T08:00:00-05:00';

/** A meeting of half an hour on the 25th, told in a zone that may be of newer rules than ours. */
function meeting(clock: string, offset: string, timeZone = WINNIPEG): GoogleEvent {
  const time = (minutes: string) => ({ dateTime: `2026-11-25T${clock}:${minutes}:00${offset}`, timeZone });
  return { id: `at${clock}`, summary: clock, start: time('00'), end: time('30') };
}

/** A room whose calendar lists these events, one list after another, the last again and again. */
async function aRoom(
  lists: GoogleEvent[][],
  { zone = WINNIPEG, own = undefined as string | undefined } = {},
) {
  const clock = new SimulatedClock(START);
  const emitted: RoomEmitted[] = [];
  const list = async (): Promise<Listing> => {
    const events = (lists.length > 1 ? lists.shift() : lists[0]) ?? [];
    return { events, timeZone: zone, asOf: clock.now(), complete: true };
  };
  const input = {
    ...{ roomName: 'prairie', calendarId: 'prairie', timeZone: own, refreshMs: 3_600_000 },
    ...{ wording: wordingOf(), now: () => clock.now(), random: () => 0 },
  };
  const machine = roomMachine.provide({
    actors: {
      list: fromPromise(list),
      recall: fromPromise(async (): Promise<Listing | undefined> => undefined),
    },
  });
  const actor = createActor(machine, { clock, input });
  actor.on('*', (one) => emitted.push(one));
  actor.start();
  await settle();
  return {
    actor,
    clock,
    facts: () => emitted.filter(({ type }) => type.startsWith('zone.')),
    said: () => emitted.findLast((one) => one.type === 'reconciled')?.properties,
    async refresh() {
      actor.send({ type: 'refresh.requested', because: 'refresh' });
      await settle();
    },
  };
}

const BEHIND = { type: 'zone.wrong', zone: WINNIPEG, errorMs: -3_600_000 };

describe('a room whose zone has newer rules at Google', () => {
  it('says so once, however often it looks, and goes on so when its meetings are over', async () => {
    const room = await aRoom([[meeting('10', '-05:00')], [meeting('10', '-05:00')], []]);
    expect(room.said()).toMatchObject({ curevmtg: 'Free until 10:00' });
    await room.refresh();
    await room.refresh();
    expect(room.facts()).toEqual([BEHIND]);
    // At eleven in the evening by our rules it is midnight.
    const { agenda, occupancy } = room.actor.getSnapshot().context;
    expect(agenda?.meetings).toEqual([]);
    expect(occupancy?.nextBoundary).toBe(Date.parse('2026-11-26T00:00:00-05:00'));
  });

  it('says when our rules are right again', async () => {
    const room = await aRoom([[meeting('10', '-05:00')], [meeting('12', '-06:00')]]);
    await room.refresh();
    expect(room.facts()).toEqual([BEHIND, { ...BEHIND, errorMs: 0 }]);
  });

  it('says nothing where they are', async () => {
    expect((await aRoom([[meeting('10', '-06:00')]])).facts()).toEqual([]);
  });
});

describe('a calendar in a zone that this machine does not know', () => {
  const mars = meeting('10', '+02:00', MARS);

  it('is shown by the clock of a room that has one, which says so once', async () => {
    const room = await aRoom([[mars]], { zone: MARS, own: 'Europe/Rome' });
    expect(room.said()).toMatchObject({ curevmtg: 'Free all day' });
    room.clock.jumpTo('2026-11-25T09:00:00+01:00');
    await room.refresh();
    expect(room.said()).toMatchObject({ busynow: 1, curevtm: '09:00-09:30' });
    expect(room.facts()).toEqual([{ type: 'zone.unknown', zone: MARS }]);
  });

  it('is no news to a room that has none: its door is left as it is, for it may never read free', async () => {
    const room = await aRoom([[meeting('10', '-06:00')]]);
    const listing = { events: [], timeZone: MARS, asOf: room.clock.now() + 1, complete: true };
    const nothing = { ...room.actor.getSnapshot().context, agenda: undefined };
    expect(isNews(nothing, listing)).toBe(false);
    room.actor.send({ type: 'listing.received', listing });
    await settle();
    expect(room.said()).toMatchObject({ curevmtg: 'Free until 10:00' });
  });
});
