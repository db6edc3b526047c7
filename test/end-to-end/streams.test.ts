import { expect, it, onTestFinished, vi } from 'vitest';
import { Building } from '../../src/machines/building.ts';
import { type EventStream, followEvents } from '../helpers/event-stream.ts';
import { aStage, MINUTE_MS } from './a-stage.ts';
import { AUTHORIZATION, type RoomState } from './at-the-door.ts';

const FOLLOWERS = 500;

it('what a room is is written once for all who follow it', async () => {
  const stage = await aStage({ rooms: ['attic'] });
  const { url } = await stage.start({ ...stage.clouds.environment, HOST: '127.0.0.1', ...stage.pushed });
  await stage.shows('attic', 'Free all day');
  const streams: EventStream[] = [];
  onTestFinished(() => {
    for (const stream of streams) stream.leave();
  });
  const follow = async () => {
    streams.push(await followEvents(`${url}/rooms/attic/events`, { authorization: AUTHORIZATION }));
  };
  let changes = 0;
  const written = vi.spyOn(Building.prototype, 'status');

  /** How often the room was written until all who follow it have heard of a change. */
  async function change(title: string): Promise<number> {
    written.mockClear();
    const isTold = ({ current }: RoomState) => (current as { title: string } | null)?.title === title;
    stage.meet('attic', title, 0, (20 - ++changes) * MINUTE_MS);
    await Promise.all(streams.map((stream) => stream.until(isTold)));
    return written.mock.calls.length;
  }
  await follow();
  const forOne = await change('One');
  await Promise.all(Array.from({ length: FOLLOWERS - 1 }, follow));
  const forAll = await change('All');
  // A change is a few steps of several actors, and those that come together are told once.
  expect(forOne).toBeGreaterThan(0);
  expect(forAll).toBeLessThan(forOne + 20);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});
