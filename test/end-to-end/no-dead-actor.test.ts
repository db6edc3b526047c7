import { PubSub } from '@google-cloud/pubsub';
import { expect, it, onTestFinished } from 'vitest';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import type { TakenCall } from '../helpers/gateway.ts';
import { aStage, HOUR_MS } from './a-stage.ts';
import { book, deathsAt, roomAt, roomOnce } from './at-the-door.ts';

const SUBSCRIPTION = 'waiting';

/** What the reading of a room's kept agenda comes to, once somebody else has told what the room is. */
const KEPT: Record<string, (call: TakenCall) => unknown> = {
  attic: (call) => call.pass(),
  cellar: (call) => call.answer(500, {}),
  garden: (call) => call.answer(404, {}),
  studio: (call) => call.drop(),
};

it('a room lives whose calendar is away, whose kept agenda comes late, and which a message reaches before it', async () => {
  const rooms = Object.keys(KEPT);
  const stage = await aStage({ rooms, pace: 10 });
  const { clouds, clock } = stage;
  const meeting = (summary: string) => {
    const [start, end] = [-HOUR_MS, HOUR_MS].map((ms) => ({
      dateTime: new Date(clock.now() + ms).toISOString(),
    }));
    return [{ id: 'abcde', summary, start, end }];
  };
  const told = (room_name: string, events: object[]) => ({
    room_name,
    events,
    time_zone: 'Europe/Rome',
    as_of: new Date(clock.now()).toISOString(),
    complete: true,
  });
  const kept = { ...told('attic', meeting('Kept')), calendar_id: calendarOf('attic') };
  clouds.storage.put('roomcal-watch-ids', 'agendas/attic.json', JSON.stringify(kept));

  // The subscription is there before the service: what is published waits for it.
  const client = new PubSub({
    projectId: clouds.projectId,
    apiEndpoint: clouds.pubsubHost,
    emulatorMode: true,
  });
  onTestFinished(() => client.close());
  const [topic] = await client.createTopic('roomcalendar_events');
  await topic.createSubscription(SUBSCRIPTION);

  const { gateway, env } = await stage.gated();
  const isCalendar = ({ path }: { path: string }) => path.startsWith('/calendar/');
  const endOutage = gateway.each(isCalendar, (call) => call.answer(503, {}));
  const recalls = rooms.map((room) => gateway.next(({ path }) => path.includes(`agendas%2F${room}.json`)));
  const roomcal = await stage.start({ ...env, ROOMCAL_SUBSCRIPTION: SUBSCRIPTION });
  const held = await Promise.all(recalls);
  for (const room of rooms) {
    await topic.publishMessage({ json: told(room, meeting('Told')) });
    await roomcal.line(({ set, room_name }) => room_name === room && set?.curevmtg === 'Told');
  }
  for (const [index, room] of rooms.entries()) await KEPT[room]!(held[index]!);

  // It goes on with what it was told, and says what is wrong.
  for (const room of rooms)
    expect(await book(roomcal.url, room)).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY' } });
  for (const room of rooms) {
    await topic.publishMessage({ json: told(room, []) });
    await roomcal.line(({ set, room_name }) => room_name === room && set?.curevmtg === 'Free all day');
    expect(await book(roomcal.url, room)).toMatchObject({ status: 502, body: { code: 'VENDOR_FAILED' } });
  }

  endOutage();
  for (const room of rooms) {
    await roomOnce(roomcal.url, room, ({ last_error, sync }) => last_error === null && sync === 'current');
    expect((await book(roomcal.url, room)).status).toBe(201);
    expect(await roomAt(roomcal.url, room)).toMatchObject({ occupancy: 'busy', last_error: null });
  }
  expect(await deathsAt(roomcal.url)).toBe(0);
});
