import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import { event } from '../helpers/events.ts';
import type { PortsInMemory } from '../helpers/ports-in-memory.ts';
import { aRoom, aStartedBuilding, calendarOf, everyoneHadATurn, thingOf } from '../http/a-building.ts';

const MINUTE_MS = 60_000;
const [BLUE, RED, GREEN] = ['blue_room', 'red_room', 'green_room'];
const NAMES = [BLUE, RED, GREEN];
/** blue_room is of the flat account. */
const ACCOUNTS = { [RED]: 'north', [GREEN]: 'south' };

/** What becomes of an account, and whether that is ever answered. */
const failures: [string, () => unknown, boolean][] = [
  [
    'answers 401',
    () => Promise.reject(new VendorError('iot', 'Arduino IoT Cloud: 401', { status: 401, operator: true })),
    true,
  ],
  [
    'answers 429',
    () => Promise.reject(new VendorError('iot', 'Arduino IoT Cloud: 429', { status: 429 })),
    true,
  ],
  ['hangs', () => new Promise(() => undefined), false],
];

/** Lets north meet that whenever something is asked of it, and not the others. */
function strike(ports: PortsInMemory, meets: (() => unknown) | undefined): void {
  ports.obstacles.things = (of) => (of === 'north' ? meets?.() : undefined);
  ports.obstacles.show = (of) => (of.startsWith(thingOf(RED)) ? meets?.() : undefined);
}

const reads = (ports: PortsInMemory, account: string) =>
  ports.calls.filter((call) => call === `things ${account}`).length;

async function aBuildingOfThree(prepare?: (ports: PortsInMemory) => void) {
  const made = await aStartedBuilding({ names: NAMES, accounts: ACCOUNTS, ...(prepare && { prepare }) });
  const busy = () => NAMES.map((name) => made.shown(name).get('busynow'));
  return { ...made, busy };
}

/** Somebody meets in each room, from that time to half past ten. */
function meet(ports: PortsInMemory, from = '09:00'): void {
  const standUp = event('Stand-up', `2026-11-23T${from}:00+01:00`, '2026-11-23T10:30:00+01:00');
  for (const name of NAMES) ports.put(calendarOf(name), standUp);
}

describe('rooms of several accounts', () => {
  it('have their Things read in one request for each account and minute, and none for an account without rooms', async () => {
    const { clock, ports } = await aBuildingOfThree();
    const before = ['all', 'north', 'south'].map((account) => reads(ports, account));
    await clock.advance(10 * MINUTE_MS);
    const after = ['all', 'north', 'south'].map((account) => reads(ports, account));
    expect(after.map((count, index) => count - before[index]!)).toEqual([10, 10, 10]);
    const named = await aStartedBuilding({ names: [RED], accounts: { [RED]: 'north' } });
    expect([reads(named.ports, 'north'), reads(named.ports, 'all')]).toEqual([1, 0]);
  });

  it.each(failures)('show what is so where one account %s, but for its own', async (_, meets, isAnswered) => {
    const { building, clock, ports, busy } = await aBuildingOfThree((clouds) => meet(clouds, '10:00'));
    strike(ports, meets);
    await clock.advanceTo('2026-11-23T10:01:00+01:00');
    expect(busy()).toEqual([1, 0, 1]);
    const failing = NAMES.filter((name) => building.status(name).failure !== undefined);
    expect(failing).toEqual(isAnswered ? [RED] : []);
  });

  it.each(failures)(
    'are right at a start where one account %s, but for its own',
    async (_, meets, isAnswered) => {
      const { building, clock, ports, busy } = await aBuildingOfThree((clouds) => {
        strike(clouds, meets);
        meet(clouds);
      });
      expect(busy()).toEqual([1, 'N/A', 1]);
      expect(building.unready().map(({ roomName, missing }) => [roomName, missing])).toEqual([
        [RED, 'thing'],
      ]);
      expect(NAMES.map((name) => building.accountIsSilent(name))).toEqual([false, true, false]);
      strike(ports, undefined);
      await clock.advance(MINUTE_MS);
      if (isAnswered) expect(busy()).toEqual([1, 1, 1]);
    },
  );

  it('are not tried again for what another account takes', async () => {
    const { clock, ports } = await aBuildingOfThree((clouds) => meet(clouds, '10:00'));
    strike(ports, failures[0]?.[1]);
    ports.calls.length = 0;
    await clock.advanceTo('2026-11-23T10:00:01+01:00');
    const of = (name: string) =>
      ports.calls.filter((call) => call.startsWith(`show ${thingOf(name)}`)).length;
    expect(of(RED)).toBe(1);
    expect(of(BLUE)).toBeGreaterThan(4);
  });

  it('are not silent where there is only one account', async () => {
    const { building } = await aStartedBuilding({
      names: [RED],
      accounts: ACCOUNTS,
      prepare: (ports) => strike(ports, failures[0]?.[1]),
    });
    expect(building.accountIsSilent(RED)).toBe(false);
  });

  it('are looked at when the cloud tells of a Thing, by its account', async () => {
    const { building, ports } = await aBuildingOfThree();
    ports.calls.length = 0;
    building.thingWritten(thingOf(RED));
    expect(ports.calls).toEqual([]);
    building.thingWritten(`north/${thingOf(RED)}`);
    await everyoneHadATurn();
    expect(ports.calls).toEqual([`properties ${thingOf(RED)}`]);
  });
});

describe('a room that moves to another account', () => {
  it('writes the Thing that it has there, and the account that nobody has any more is asked no more', async () => {
    const { building, settings, clock, ports } = await aBuildingOfThree();
    const moved = 'red door of south';
    ports.makeThing(moved, ['busynow'], undefined, 'south');
    meet(ports);
    const rooms = settings.rooms.map((room) =>
      room.roomName === RED ? { ...room, thingName: moved, account: 'south' } : room,
    );
    const changes = building.change({ ...settings, rooms }, { clearsThings: false });
    expect(changes).toEqual({ started: [], stopped: [], restarted: [RED] });
    await everyoneHadATurn();
    await clock.advance(MINUTE_MS);
    expect(ports.door(moved).get('busynow')).toBe(1);
    const before = reads(ports, 'north');
    await clock.advance(5 * MINUTE_MS);
    expect(reads(ports, 'north')).toBe(before);
    expect(building.isChanging).toBe(false);
  });

  it('and keeps the name of its Thing is another room, and its old Thing is left as it is', async () => {
    const { building, settings, ports } = await aBuildingOfThree();
    meet(ports);
    const rooms = settings.rooms.map((room) =>
      room.roomName === RED ? { ...room, account: 'south' } : room,
    );
    expect(building.change({ ...settings, rooms }, { clearsThings: true }).restarted).toEqual([RED]);
    await everyoneHadATurn();
    expect(building.status(RED).failure?.message).toContain(
      `no Thing is named ${thingOf(RED)} in the account south; `,
    );
    expect(ports.door(thingOf(RED)).get('curevmtg')).toBe('Free all day');
  });
});

describe('a room of an account that is new', () => {
  it('comes while the others go on', async () => {
    const { building, settings, clock, ports, shown } = await aStartedBuilding({ names: [BLUE] });
    ports.furnish(calendarOf(RED), thingOf(RED), 'north');
    const rooms = [...settings.rooms, aRoom(RED, { account: 'north' })];
    expect(building.change({ ...settings, rooms }, { clearsThings: false }).started).toEqual([RED]);
    await everyoneHadATurn();
    expect(shown(RED).get('curevmtg')).toBe('Free all day');
    const before = reads(ports, 'north');
    await clock.advance(5 * MINUTE_MS);
    expect(reads(ports, 'north')).toBe(before + 5);
  });

  it('goes with its Thing cleared by the account that is gone', async () => {
    const { building, settings, clock, ports, shown } = await aBuildingOfThree();
    const rooms = settings.rooms.filter(({ roomName }) => roomName !== RED);
    building.change({ ...settings, rooms }, { clearsThings: true });
    await everyoneHadATurn();
    await everyoneHadATurn();
    expect([shown(RED).get('busynow'), shown(RED).get('curevmtg')]).toEqual([1, '']);
    expect(building.isChanging).toBe(false);
    await clock.advance(5 * MINUTE_MS);
    expect(reads(ports, 'north')).toBe(1);
    // And may come back.
    building.change(settings, { clearsThings: true });
    await everyoneHadATurn();
    await everyoneHadATurn();
    expect([shown(RED).get('curevmtg'), building.unready()]).toEqual(['Free all day', []]);
  });
});
