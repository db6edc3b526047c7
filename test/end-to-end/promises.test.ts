import { beforeAll, describe, expect, it } from 'vitest';
import { setFaults } from '../helpers/clouds.ts';
import type { Gateway } from '../helpers/gateway.ts';
import { CALLS, MINUTE_MS, pendingMark, SECOND_MS, type Stage, useStage } from './a-stage.ts';
import { book, extend, isFree, type RoomState, roomOnce } from './at-the-door.ts';

const KEY = 'one and the same';
const { insert, get, patch, list, remove } = CALLS;

const ROOMS = Array.from({ length: 12 }, (_, index) => `room-${index}`);
const theStage = useStage({ rooms: ROOMS, pace: 3 });
let stage: Stage;
let gateway: Gateway;
/** Where two processes listen: the first speaks to the clouds through the gateway, the second is told of changes. */
let first: string;
let second: string;

beforeAll(async () => {
  stage = theStage();
  const gated = await stage.gated();
  gateway = gated.gateway;
  const processes = [
    stage.start(gated.env),
    stage.start({ ...gated.env, ...stage.clouds.environment, ...stage.pushed }),
  ];
  [first, second] = (await Promise.all(processes)).map(({ url }) => url) as [string, string];
  for (const room of ROOMS) for (const url of [first, second]) await roomOnce(url, room, isFree);
});

let used = 0;
const aRoom = () => ROOMS[used++]!;

let markers = 0;

/** Resolves once both have seen what is in the calendar now, and have nothing left to do about it. */
async function settled(room: string): Promise<void> {
  const marker = `Marker ${++markers}`;
  stage.meet(room, marker, (600 - markers) * MINUTE_MS);
  const hasSeen = ({ next, booking }: RoomState) =>
    (next as { title: string } | null)?.title === marker && booking === 'open';
  await Promise.all([first, second].map((url) => roomOnce(url, room, hasSeen)));
}

/** Our meetings, and what becomes of each. */
const ours = (room: string) =>
  stage
    .events(room)
    .filter(({ summary }) => !summary?.startsWith('Marker'))
    .map((event) => [event.id, pendingMark(event) ? 'pending' : 'promised']);

describe('a booking that one process has promised', () => {
  it('stays, though another was asked before and got no answer: nothing was done', async () => {
    const room = aRoom();
    const lost = gateway.next(insert(room));
    const refused = book(first, room, { key: KEY });
    (await lost).drop();
    expect((await refused).status).toBe(502);
    const booked = await book(second, room, { key: KEY });
    expect(booked.status).toBe(201);
    await settled(room);
    expect(ours(room)).toEqual([[booked.body.id, 'promised']]);
    expect(await book(first, room, { key: KEY })).toEqual(booked);
  });

  it('stays, though another was asked before and got no answer: it is done afterwards', async () => {
    const room = aRoom();
    const late = gateway.next(insert(room));
    const refused = book(first, room, { key: KEY });
    const call = await late;
    call.drop();
    expect((await refused).status).toBe(502);
    const booked = await book(second, room, { key: KEY });
    expect(booked.status).toBe(201);
    expect(await call.keep()).toBe(409);
    await settled(room);
    expect(ours(room)).toEqual([[booked.body.id, 'promised']]);
  });

  it('stays, though another was asked before and got no answer: it is done meanwhile', async () => {
    const room = aRoom();
    const late = gateway.next(insert(room));
    const refused = book(first, room, { key: KEY });
    const call = await late;
    call.drop();
    expect((await refused).status).toBe(502);
    // The first takes back what turns up, while the second is asked.
    expect(await call.keep()).toBe(200);
    const booked = await book(second, room, { key: KEY });
    expect(booked.status).toBe(201);
    await settled(room);
    expect(ours(room)).toEqual([[booked.body.id, 'promised']]);
  });

  it.each([
    ['marks it as taken back', patch],
    ['deletes it', remove],
  ])('stays, though the first %s only then', async (_, held) => {
    const room = aRoom();
    const endFault = gateway.each(list(room), (call) => call.answer(500, {}));
    const takenBack = gateway.next(held(room));
    const refused = book(first, room, { key: KEY });
    const call = await takenBack;
    endFault();
    const booked = await book(second, room, { key: KEY });
    expect(booked.status).toBe(201);
    await call.pass();
    expect((await refused).status).toBe(503);
    await settled(room);
    expect(ours(room)).toEqual([[booked.body.id, 'promised']]);
  });

  it('stays, though it is repeated where nobody has heard of it, the insert gets no answer, and it can not be read', async () => {
    const room = aRoom();
    await setFaults(stage.clouds, [{ vendor: 'push', status: 'drop' }]);
    const booked = await book(second, room, { key: KEY });
    expect(booked.status).toBe(201);
    const [taken, unread] = [gateway.next(insert(room)), gateway.next(get(room))];
    const repeated = book(first, room, { key: KEY });
    const lost = await taken;
    expect(await lost.keep()).toBe(409);
    lost.drop();
    (await unread).drop();
    expect((await repeated).status).toBe(502);
    await setFaults(stage.clouds, []);
    await settled(room);
    expect(ours(room)).toEqual([[booked.body.id, 'promised']]);
    expect(await book(first, room, { key: KEY })).toEqual(booked);
  });
});

describe('an extension that one process has promised', () => {
  /** A meeting of half an hour, of which both have heard. */
  async function aMeeting(): Promise<{ room: string; id: unknown }> {
    const room = aRoom();
    const { status, body } = await book(second, room);
    expect(status).toBe(201);
    await settled(room);
    return { room, id: body.id };
  }
  const endOf = (room: string, id: unknown) => Date.parse(stage.event(room, id)!.end!.dateTime!);

  it('stays, though another was asked before and got no answer: nothing was done', async () => {
    const { room, id } = await aMeeting();
    const lost = gateway.next(patch(room));
    const refused = extend(first, room, id, KEY);
    (await lost).drop();
    expect((await refused).status).toBe(502);
    const extended = await extend(second, room, id, KEY);
    expect(extended.status).toBe(200);
    await settled(room);
    expect(ours(room)).toEqual([[id, 'promised']]);
    expect(endOf(room, id)).toBe(Date.parse(String(extended.body.end)));
    expect(await extend(first, room, id, KEY)).toEqual(extended);
  });

  it('stays, though another was asked before and got no answer: it was done, and can not be read', async () => {
    const { room, id } = await aMeeting();
    const before = endOf(room, id);
    const [taken, unread] = [gateway.next(patch(room)), gateway.next(get(room))];
    const refused = extend(first, room, id, KEY);
    // It is read before it is written.
    await (await unread).pass();
    const again = gateway.next(get(room));
    const lost = await taken;
    await lost.keep();
    lost.drop();
    (await again).drop();
    expect((await refused).status).toBe(502);
    // Until the first has taken back what it has left, nobody knows what comes of it.
    await settled(room);
    expect(await extend(second, room, id, KEY)).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
    const takingBack = gateway.next(patch(room));
    stage.clock.leap(5 * SECOND_MS);
    await (await takingBack).pass();
    const extended = await extend(second, room, id, KEY);
    expect(extended.status).toBe(200);
    await settled(room);
    expect(ours(room)).toEqual([[id, 'promised']]);
    expect(endOf(room, id)).toBe(before + 30 * MINUTE_MS);
    expect(Date.parse(String(extended.body.end))).toBe(endOf(room, id));
  });

  it('stays, though another was asked before and got no answer: it is done afterwards', async () => {
    const { room, id } = await aMeeting();
    const late = gateway.next(patch(room));
    const refused = extend(first, room, id, KEY);
    const call = await late;
    call.drop();
    expect((await refused).status).toBe(502);
    const extended = await extend(second, room, id, KEY);
    expect(extended.status).toBe(200);
    expect(await call.keep()).toBe(412);
    await settled(room);
    expect(ours(room)).toEqual([[id, 'promised']]);
    expect(endOf(room, id)).toBe(Date.parse(String(extended.body.end)));
  });
});
