import { describe, expect, it } from 'vitest';
import { DOOR_VARIABLES } from '../../../src/agenda/properties.ts';
import { aHouse, BEARER, CLIENT_ID, calendarOf, THING_WEBHOOK, thingOf } from '../a-building.ts';

const THING = thingOf('blue_room');

/** A house in which the Thing of blue_room is a button, and Arduino calls when it was written. */
async function aHouseWithAButton() {
  const house = await aHouse({
    prepare: (ports) =>
      ports.makeThing(THING, [...DOOR_VARIABLES, 'action', 'actionresult'], `${THING_WEBHOOK}${THING}`),
  });
  const { app, ports, clock, shown } = house;
  const calls: Promise<unknown>[] = [];
  ports.thingCalled = (name) =>
    void calls.push(
      app.inject({ method: 'POST', url: `/iot-webhook/${encodeURIComponent(name)}` }).then(() => undefined),
    );
  return {
    ...house,
    press: (text: string) => ports.door(THING).set('action', text),
    call: (method: 'POST' | 'DELETE', url: string) =>
      app.inject({ method, url, headers: BEARER, payload: { client_id: CLIENT_ID, room_name: 'blue_room' } }),
    result: async () => {
      await Promise.all(calls);
      await clock.advance(2_000);
      return shown('blue_room').get('actionresult');
    },
    meetings: () =>
      ports.calendars.get(calendarOf('blue_room')).filter(({ status }) => status !== 'cancelled').length,
  };
}

describe('a press and a client of the API, at the same time', () => {
  it.each(['the press first', 'the client first'])(
    '%s: one wins, the other is told the truth',
    async (who) => {
      const { press, call, result, meetings } = await aHouseWithAButton();
      if (who === 'the press first') press('book');
      const answered = call('POST', '/meetings');
      if (who === 'the client first') press('book');
      const [{ statusCode }, says] = [await answered, await result()];
      expect(meetings()).toBe(1);
      if (statusCode === 201) expect(says).toBe('busy until 10:45');
      else expect([statusCode, says]).toEqual([409, 'booked until 10:45']);
    },
  );

  it('both end the same meeting: both are told that it is ended', async () => {
    const { press, call, result } = await aHouseWithAButton();
    await call('POST', '/meetings');
    await result();
    press('end');
    const { statusCode } = await call('DELETE', '/meetings/current');
    expect([statusCode, await result()]).toEqual([204, 'ended']);
  });

  it('the one books, the other ends what was booked', async () => {
    const { press, call, result, meetings, clock } = await aHouseWithAButton();
    press('book 30');
    expect(await result()).toBe('booked until 10:15');
    expect((await call('DELETE', '/meetings/current')).statusCode).toBe(204);
    await clock.advance(5_000);
    press('end');
    expect(await result()).toBe('no meeting runs');
    expect(meetings()).toBe(1);
  });
});
