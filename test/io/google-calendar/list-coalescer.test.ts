import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../src/agenda/agenda.ts';
import { coalesceLists } from '../../../src/io/google-calendar/list-coalescer.ts';
import type { ListRequest } from '../../../src/ports/calendar.ts';
import { settle } from '../../../src/replay/simulated-clock.ts';
import { listing } from '../../helpers/events.ts';

/** A desk before a Google that answers only when told to; `waiting` tells how many lists have not been sent. */
function aDesk() {
  let waiting = () => 0;
  const sent: ListRequest[] = [];
  const answers: ((answer: Listing | Error) => void)[] = [];
  const list = coalesceLists(
    (request) =>
      new Promise((resolve, reject) => {
        sent.push({ ...request });
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      }),
    { called: () => undefined, queue: (_, length) => (waiting = length) },
  );
  const answer = async (index: number, what: Listing | Error = listing(`2026-11-23T08:00:0${index}Z`)) => {
    answers[index]!(what);
    await settle();
  };
  return { list, sent, answer, waiting: () => waiting() };
}

const asOf = (second: number) => Date.parse(`2026-11-23T08:00:0${second}Z`);

describe('who asks for a list', () => {
  it('gets one that was sent after the asking: five in a burst make two, never five, never one', async () => {
    const { list, sent, answer } = aDesk();
    const first = list({ calendarId: 'blue' });
    await settle();
    const others = [1, 2, 3, 4].map(() => list({ calendarId: 'blue' }));
    await settle();
    expect(sent).toHaveLength(1);
    await answer(0);
    expect(sent).toHaveLength(2);
    await answer(1);
    expect((await first).asOf).toBe(asOf(0));
    expect((await Promise.all(others)).map((one) => one.asOf)).toEqual([1, 1, 1, 1].map(asOf));
  });

  it('waits for the one that is on its way, also where that has waited for one', async () => {
    const { list, sent, answer } = aDesk();
    for (let asked = 0; asked < 3; asked++) {
      void list({ calendarId: 'blue' });
      await settle();
      if (asked === 1) await answer(0);
    }
    expect(sent).toHaveLength(2);
    await answer(1);
    expect(sent).toHaveLength(3);
  });

  it('keeps the request that he has made', async () => {
    const { list } = aDesk();
    const request = { calendarId: 'blue' };
    void list(request);
    void list({ calendarId: 'blue', until: 7, urgent: true });
    expect(request).toEqual({ calendarId: 'blue' });
  });

  it('is counted until his list is sent, with a hurry and without', async () => {
    const { list, answer, waiting } = aDesk();
    for (let room = 0; room < 7; room++) void list({ calendarId: `room${room}` });
    await settle();
    expect(waiting()).toBe(2);
    for (let room = 7; room < 15; room++) void list({ calendarId: `room${room}`, urgent: true });
    await settle();
    expect(waiting()).toBe(5);
    for (let index = 0; index < 10; index++) await answer(index);
    expect(waiting()).toBe(0);
  });

  it('shares one that is asked for but not sent, and as far as anyone wants it', async () => {
    const { list, sent, answer } = aDesk();
    const asked = [
      list({ calendarId: 'blue' }),
      list({ calendarId: 'blue', until: 7 }),
      list({ calendarId: 'blue', until: 5 }),
    ];
    await settle();
    expect(sent).toEqual([{ calendarId: 'blue', until: 7 }]);
    await answer(0);
    expect(new Set(await Promise.all(asked)).size).toBe(1);
  });

  it('waits for no other where somebody stands at the door', async () => {
    const { list, sent, answer } = aDesk();
    void list({ calendarId: 'blue' });
    await settle();
    const awaited = list({ calendarId: 'blue', awaited: true });
    await settle();
    expect(sent).toHaveLength(2);
    await answer(1);
    expect((await awaited).asOf).toBe(asOf(1));
    for (let other = 0; other < 10; other++) void list({ calendarId: `other${other}`, urgent: true });
    await settle();
    void list({ calendarId: 'red', awaited: true });
    expect(sent.at(-1)).toEqual({ calendarId: 'red', awaited: true });
  });

  it('shares one that is not sent, where somebody stands at the door', async () => {
    const { list, sent } = aDesk();
    void list({ calendarId: 'blue' });
    void list({ calendarId: 'blue', awaited: true });
    await settle();
    expect(sent).toMatchObject([{ calendarId: 'blue', awaited: true }]);
  });

  it('looks back where one of those who share it wants that', async () => {
    const { list, sent } = aDesk();
    void list({ calendarId: 'blue', urgent: true });
    void list({ calendarId: 'blue', looksBack: true });
    await settle();
    expect(sent).toMatchObject([{ calendarId: 'blue', looksBack: true }]);
  });

  it('does not wait for another calendar', async () => {
    const { list, sent } = aDesk();
    void list({ calendarId: 'blue' });
    void list({ calendarId: 'red' });
    await settle();
    expect(sent.map(({ calendarId }) => calendarId)).toEqual(['blue', 'red']);
  });

  it('does not fail because the one before did', async () => {
    const { list, answer } = aDesk();
    const first = list({ calendarId: 'blue' });
    await settle();
    const second = list({ calendarId: 'blue' });
    await Promise.all([expect(first).rejects.toThrow('no'), answer(0, new Error('no'))]);
    await answer(1);
    expect((await second).asOf).toBe(asOf(1));
  });

  it('comes first where it is urgent, also if it was asked for before without a hurry', async () => {
    const { list, sent, answer } = aDesk();
    for (let room = 0; room < 14; room++) void list({ calendarId: `room${room}`, urgent: room < 10 });
    await settle();
    expect(sent).toHaveLength(10);
    void list({ calendarId: 'room13', urgent: true });
    void list({ calendarId: 'room14', urgent: true });
    await settle();
    for (let index = 0; index < 5; index++) await answer(index);
    expect(sent.slice(10).map(({ calendarId }) => calendarId)).toEqual([
      'room13',
      'room14',
      'room10',
      'room11',
      'room12',
    ]);
  });

  it('does not wait where it is urgent for lists that nobody waits for, though all of those wait for Google', async () => {
    const { list, sent, answer } = aDesk();
    for (let room = 0; room < 14; room++) void list({ calendarId: `room${room}` });
    await settle();
    expect(sent).toHaveLength(5);
    const changed = list({ calendarId: 'room13', urgent: true });
    const atTheDoor = list({ calendarId: 'room12', awaited: true });
    await settle();
    expect(sent.slice(5).map(({ calendarId }) => calendarId)).toEqual(['room13', 'room12']);
    await answer(5);
    await answer(6);
    expect((await changed).asOf).toBe(asOf(5));
    expect((await atTheDoor).asOf).toBe(asOf(6));
    // Nor is it sent once more when its turn comes among the others.
    for (let index = 0; index < 5; index++) await answer(index);
    await settle();
    for (let index = 7; index < 12; index++) await answer(index);
    await settle();
    expect(sent).toHaveLength(14);
  });
});
