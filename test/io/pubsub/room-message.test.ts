import { describe, expect, it } from 'vitest';
import { agendaOf, type Listing } from '../../../src/agenda/agenda.ts';
import { messageJson, parseKept, parseMessage } from '../../../src/io/pubsub/room-message.ts';
import { event } from '../../helpers/events.ts';

const at = (time: string) => `2026-11-23T${time}:00+01:00`;
const NOW = Date.parse(at('10:07'));

const running = event('all', at('08:00'), at('18:00'));
const over = event('over', at('09:30'), at('10:05'));
const next = event('next', at('10:30'), at('11:00'));

const listingOf = (...events: Listing['events']): Listing => ({
  events,
  timeZone: 'Europe/Rome',
  asOf: NOW,
  complete: true,
});

const roundTrip = (listing: Listing) =>
  parseMessage(JSON.stringify(messageJson({ room_name: 'blue_room', listing })), 0, NOW).listing as Listing;

describe('a message of a room', () => {
  it('begins with the first meeting that ends after its as_of, and tells apart what is over', () => {
    expect(messageJson({ room_name: 'blue_room', listing: listingOf(over, running, next) })).toEqual({
      room_name: 'blue_room',
      events: [running, next],
      ended: [over],
      time_zone: 'Europe/Rome',
      as_of: '2026-11-23T09:07:00.000Z',
      complete: true,
    });
  });

  it('tells by which channels another process was told, where one was', () => {
    const announcedBy = [{ id: 'channel-1', resource_id: 'resource-1' }];
    const json = messageJson({ room_name: 'blue_room', listing: listingOf(running), announcedBy });
    expect(json).toMatchObject({ announced_by: [{ channel_id: 'channel-1', resource_id: 'resource-1' }] });
    expect(parseMessage(JSON.stringify(json), 0, NOW).announcedBy).toEqual(announcedBy);
  });

  it('is none where it tells of more channels than a room can have', () => {
    const channels = (count: number) => Array(count).fill({ channel_id: 'a', resource_id: 'b' });
    const told = (count: number) =>
      parseMessage(
        JSON.stringify({ room_name: 'blue_room', events: [], announced_by: channels(count) }),
        0,
        NOW,
      );
    expect(told(8).announcedBy).toHaveLength(8);
    expect(() => told(9)).toThrow('announced_by');
  });

  it('has no further key where nothing is over', () => {
    const message = messageJson({ room_name: 'blue_room', listing: listingOf(running, next) });
    expect(Object.keys(message)).toEqual(['room_name', 'events', 'time_zone', 'as_of', 'complete']);
  });

  it.each([
    ['ends at that instant', event('e', at('10:00'), at('10:07')), true],
    ['ends a second later', event('e', at('10:00'), '2026-11-23T10:07:01+01:00'), false],
    ['was of the day before', { id: 'e', start: { date: '2026-11-22' }, end: { date: '2026-11-23' } }, true],
    ['is of today', { id: 'e', start: { date: '2026-11-23' }, end: { date: '2026-11-24' } }, false],
    ['has no end', { id: 'e', start: { dateTime: at('09:00') } }, false],
    ['was deleted', { id: 'e', status: 'cancelled' }, false],
  ])('of an event that %s: %o', (_, one, isOver) => {
    const message = messageJson({ room_name: 'blue_room', listing: listingOf(one) });
    expect('ended' in message).toBe(isOver);
  });

  it('is read with all its meetings', () => {
    const listing = listingOf(over, running, next);
    expect(agendaOf(roundTrip(listing))).toEqual(agendaOf(listing));
    const text = JSON.stringify({ ...messageJson({ room_name: 'blue_room', listing }), calendar_id: 'blue' });
    expect(parseKept(text, 'blue', NOW)?.events).toHaveLength(3);
  });

  it('of an older publisher may begin with what is over', () => {
    const events = [over, running];
    const text = JSON.stringify({ room_name: 'r', events, time_zone: 'Europe/Rome', as_of: at('10:07') });
    expect(parseMessage(text, 0, NOW).listing.events).toEqual(events);
  });
});

/** As `json.dumps` writes it, with ASCII alone and a blank after each comma and colon. */
const OF_PYTHON =
  '{"room_name": "blue_room", "events": [{"kind": "calendar#event", "etag": "\\"3400000000000000\\"", "id": "a1", ' +
  '"status": "confirmed", "created": "2026-11-20T08:00:00.000Z", "updated": "2026-11-20T08:00:00.000Z", "summary": ' +
  '"Caf\\u00e9 \\ud83d\\ude00", "organizer": {"email": "blue@example.org", "self": true}, "start": {"dateTime": ' +
  '"2026-11-23T10:00:00+01:00", "timeZone": "Europe/Rome"}, "end": {"dateTime": "2026-11-23T10:30:00+01:00", ' +
  '"timeZone": "Europe/Rome"}, "iCalUID": "a1@google.com", "sequence": 0, "reminders": {"useDefault": true}, ' +
  '"eventType": "default"}]}';

describe('a message of the Python service, which tells no more than room and events', () => {
  it('is true at its publishing, and complete below ten events', () => {
    const { room_name, listing } = parseMessage(OF_PYTHON, NOW - 1_000, NOW);
    expect(room_name).toBe('blue_room');
    expect(listing).toMatchObject({ timeZone: undefined, asOf: NOW - 1_000, complete: true });
    const { meetings } = agendaOf({ ...listing, timeZone: 'Europe/Rome' });
    expect(meetings).toMatchObject([{ title: 'Café 😀', start: Date.parse(at('10:00')) }]);
  });

  it('of a calendar without meetings says that there are none', () => {
    expect(parseMessage('{"room_name": "blue_room", "events": []}', NOW, NOW).listing).toMatchObject({
      events: [],
      complete: true,
    });
  });
});
