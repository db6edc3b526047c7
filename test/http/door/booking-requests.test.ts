import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bookingRequest, extensionRequest } from '../../../src/http/door/booking-requests.ts';

const KEY = 'button-1 of Ada';
/** What Google takes for the id of an event. */
const GOOGLE_ID = /^[a-v0-9]{5,1024}$/;

const asked = (key: string | undefined, roomName = 'blue_room') => ({ roomName, key, mint: randomUUID });

const booked = (key: string | undefined, roomName?: string) =>
  bookingRequest(asked(key, roomName), { title: 'Chat', durationMins: 30 }).id;

const extended = (key: string | undefined, roomName?: string) => {
  const request = extensionRequest(asked(key, roomName), { eventId: 'abcde', extendMins: 15 });
  return request.type === 'extend' ? request.by : expect.unreachable('it extends');
};

describe.each([
  ['a booking', booked],
  ['an extension', extended],
])('the key of %s', (_, nameOf) => {
  it('is the same name each time, on another process, too', () => {
    expect(nameOf(KEY)).toBe(nameOf(KEY));
  });

  it('is another one in another room, and of another key', () => {
    expect(nameOf(KEY, 'red_room')).not.toBe(nameOf(KEY));
    expect(nameOf(`${KEY}2`)).not.toBe(nameOf(KEY));
    expect(nameOf('bc', 'a')).not.toBe(nameOf('c', 'ab'));
  });

  it('stands in the calendar as a name that tells nothing of it, and is fit for an event', () => {
    for (const key of [KEY, 'x'.repeat(256), 'é'.repeat(256)]) expect(nameOf(key)).toMatch(GOOGLE_ID);
  });
});

describe('without a key', () => {
  it('a booking is another one each time', () => {
    expect(booked(undefined)).not.toBe(booked(undefined));
  });

  it('an extension has no name: each is another one', () => {
    expect(extended(undefined)).toBeUndefined();
  });
});
