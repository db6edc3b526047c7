import { describe, expect, it } from 'vitest';
import { buildingOptionsOf } from '../../src/configuration/building-options.ts';
import { parseConfig } from '../../src/configuration/config.ts';
import { EXAMPLE, exampleWith, exampleWithRed, mistakesIn, PLACE, RED } from './configurations.ts';

const parse = (text: string) => parseConfig(text, PLACE);

describe('a configuration', () => {
  it('is read as it is written', () => {
    const { iot_organization_id: _, ...rest } = EXAMPLE;
    expect(parse(JSON.stringify(EXAMPLE))).toMatchObject(rest);
  });

  it('has a default for what may be left out', () => {
    const { rooms, iot_client_id, iot_client_secret } = EXAMPLE;
    expect(parse(JSON.stringify({ rooms, iot_client_id, iot_client_secret }))).toEqual({
      rooms,
      iot_client_id,
      iot_client_secret,
      refresh_mins: 60,
      sweep_mins: 5,
      poll_seconds: 30,
      events_per_refresh: 10,
      gcal_requests_per_minute: 300,
      iot_requests_per_second: 10,
      instant_meeting_title: 'Meeting',
      locale: 'en-GB',
      hour_cycle: 'h23',
      on_remove: 'keep',
    });
  });

  it('takes every documented key', () => {
    const more = {
      iot_organization_id: 'space',
      time_zone: 'Europe/Rome',
      refresh_mins: 30,
      sweep_mins: 2.5,
      poll_seconds: 10,
      events_per_refresh: 25,
      gcal_requests_per_minute: 60,
      iot_requests_per_second: 1,
      instant_meeting_title: 'Ad hoc',
      locale: 'it-IT',
      hour_cycle: 'h12',
      texts: {
        months: Array(12).fill('mese'),
        weekdays: Array(7).fill('giorno'),
        free_until: 'Libera fino alle {time}',
        free_all_day: 'Libera tutto il giorno',
        private_meeting: 'Riunione privata',
        all_day: 'Tutto il giorno',
      },
      max_text_length: 20,
      on_remove: 'clear',
      gcal_api_endpoint: 'http://127.0.0.1:8081',
      iot_api_endpoint: 'http://127.0.0.1:8081',
      rooms: [
        {
          room_name: 'blue room 🚪',
          gcal_calendar_id: 'blue@example.org',
          thing_name: 'Door 1',
          time_zone: 'Asia/Tokyo',
        },
      ],
    };
    expect(parse(exampleWith(more))).toEqual({ ...EXAMPLE, ...more });
  });

  it.each([
    'iot_organization_id',
    'gcal_watch_function_url',
    'time_zone',
    'gcal_api_endpoint',
    'iot_api_endpoint',
  ])('treats an empty %s as left out', (key) => {
    expect(parse(exampleWith({ [key]: '' }))).not.toHaveProperty(key);
  });

  it('treats an empty instant_meeting_title as left out', () => {
    expect(parse(exampleWith({ instant_meeting_title: '' })).instant_meeting_title).toBe('Meeting');
  });

  it.each(['Grüner Saal', 'x'.repeat(100), 'red@door'])(
    'takes the room %s where its Thing has a name of its own',
    (room_name) => {
      const { rooms } = parse(exampleWithRed({ room_name, thing_name: 'Door 4.2_b-c' }));
      expect(rooms[1]).toMatchObject({ room_name, thing_name: 'Door 4.2_b-c' });
    },
  );

  it.each(['thing_name', 'time_zone'])('treats an empty %s of a room as left out', (key) => {
    expect(parse(exampleWithRed({ [key]: '' })).rooms[1]?.[key as 'thing_name'] || undefined).toBeUndefined();
  });

  it('may begin with a byte order mark, as some editors write it', () => {
    expect(parse(`\ufeff${exampleWith({})}`).rooms).toHaveLength(1);
  });

  it('has its address without the blanks around it', () => {
    const gcal_watch_function_url = ' https://roomcal.example.org\n';
    expect(parse(exampleWith({ gcal_watch_function_url }))).toMatchObject({
      gcal_watch_function_url: 'https://roomcal.example.org',
    });
  });

  it('has the names of its rooms in one form of Unicode, whoever typed them where', () => {
    const key = { name: 'door', sha256: 'ab'.repeat(32), rooms: ['Cafe\u0301'], may: ['read'] };
    const rooms = [{ ...RED, room_name: 'Caf\u00e9', thing_name: 'cafe' }];
    const config = parse(exampleWith({ rooms, api_keys: [key] }));
    expect(config.api_keys).toMatchObject([{ rooms: ['Caf\u00e9'] }]);
  });

  it('may have boards of the Python service at one door, and others at the next', () => {
    const { rooms } = buildingOptionsOf(parse(exampleWithRed({ clients: 'python' })));
    expect(rooms.map(({ wording }) => wording?.two_digit_days)).toEqual([false, true]);
  });

  it('asks for what the example leaves empty and must be filled in', () => {
    const mistakes = mistakesIn(exampleWith({ iot_client_id: '', iot_client_secret: '' }));
    expect(mistakes).toHaveLength(2);
    expect(mistakes[0]).toMatch(/^gs:\/\/roomcal-config\/config\.json: iot_client_id: .*fill it in/);
    expect(mistakes[1]).toMatch(/^gs:\/\/roomcal-config\/config\.json: iot_client_secret: .*fill it in/);
  });

  it('may name a thousand rooms', () => {
    const rooms = Array.from({ length: 1_000 }, (_, index) => ({
      room_name: `room_${index}`,
      gcal_calendar_id: `${index}@example.org`,
    }));
    expect(parse(exampleWith({ rooms })).rooms).toHaveLength(1_000);
  });

  it('may swap the names of two Things', () => {
    const rooms = [
      { room_name: 'a', gcal_calendar_id: '1', thing_name: 'b' },
      { room_name: 'b', gcal_calendar_id: '2', thing_name: 'a' },
    ];
    expect(parse(exampleWith({ rooms })).rooms).toEqual(rooms);
  });
});
