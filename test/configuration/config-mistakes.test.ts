import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/configuration/config.ts';
import { checkCredentials } from '../../src/io/google-calendar/credentials.ts';
import { EXAMPLE, exampleWith, exampleWithRed, mistakesIn, PLACE, RED } from './configurations.ts';

const FIRST_KEY = { name: 'first', sha256: 'ab'.repeat(32), rooms: 'all', may: ['operate'] };
const A_KEY = { name: 'second', sha256: 'cd'.repeat(32), rooms: ['blue_room'], may: ['book'] };

const without = (key: string) => JSON.stringify({ ...EXAMPLE, [key]: undefined });

describe('a mistake in the configuration', () => {
  const mistakes: [string, string, string, RegExp][] = [
    ['an unknown key', exampleWith({ refresh_minutes: 5 }), 'refresh_minutes', /did you mean refresh_mins\?/],
    [
      'a misspelt key',
      exampleWith({ iot_organisation_id: 'a' }),
      'iot_organisation_id',
      /iot_organization_id/,
    ],
    ['a key that is like no other', exampleWith({ colour: 1 }), 'colour', /has every key$/],
    [
      'a misspelt key that is needed',
      exampleWith({ iot_client_secret: undefined, iot_client_secrt: 'a' }),
      'iot_client_secrt',
      /mean iot_client_secret\?/,
    ],
    [
      'an unknown key of a room',
      exampleWithRed({ timezone: 'Europe/Rome' }),
      'rooms[1].timezone',
      /did you mean time_zone\?/,
    ],
    ['no iot_client_id', without('iot_client_id'), 'iot_client_id', /missing; add it/],
    ['no iot_client_secret', without('iot_client_secret'), 'iot_client_secret', /missing; add it/],
    ...(
      [
        ['a hash that is none', { sha256: 'secret' }, 'sha256', /roomcal key new/],
        ['a right that is none', { may: ['eat'] }, 'may[0]', /"read", "book" and "operate"/],
        ['a key without rights', { may: [] }, 'may', /one or several/],
        ['a key for a single room without brackets', { rooms: 'blue_room' }, 'rooms', /in brackets/],
        ['a key for no room', { rooms: [] }, 'rooms', /in brackets/],
        ['a key for a room that is not there', { rooms: ['blue_rom'] }, 'rooms', /did you mean blue_room\?/],
        [
          'a key that operates some rooms',
          { may: ['operate'], rooms: ['blue_room'] },
          'rooms',
          /write "all"/,
        ],
        ['a name that is used twice', { name: 'first' }, 'name', /is used by api_keys\[0\] already/],
        [
          'the hash of an empty key, in whatever letters',
          { sha256: hash('sha256', '', 'hex').toUpperCase() },
          'sha256',
          /everybody would come/,
        ],
        [
          'a hash that is used twice',
          { sha256: 'AB'.repeat(32) },
          'sha256',
          /that of api_keys\[0\] \(first\)/,
        ],
        ['a key without a name', { name: undefined }, 'name', /missing; add it/],
        ['an unknown key of a key', { room: 'all' }, 'room', /did you mean rooms\?/],
      ] as const
    ).map(([what, more, key, how]): [string, string, string, RegExp] => [
      what,
      exampleWith({ api_keys: [FIRST_KEY, { ...A_KEY, ...more }] }),
      `api_keys[1].${key}`,
      how,
    ]),
    [
      'a check-in of no time',
      exampleWith({ check_in: { within_mins: 0 } }),
      'check_in.within_mins',
      /from 1 to 120/,
    ],
    [
      'a check-in that releases everything',
      exampleWith({ check_in: { releases: 'all' } }),
      'check_in.releases',
      /"own" or "any"/,
    ],
    [
      'a check-in of a room that is just on',
      exampleWithRed({ check_in: true }),
      'rooms[1].check_in',
      /needs false/,
    ],
    ['no rooms', without('rooms'), 'rooms', /missing; add it/],
    [
      'a room without a name',
      exampleWithRed({ room_name: undefined }),
      'rooms[1].room_name',
      /missing; add it/,
    ],
    [
      'a room without a calendar',
      exampleWithRed({ gcal_calendar_id: undefined }),
      'rooms[1].gcal_calendar_id',
      /missing; add it/,
    ],
    ['an empty list of rooms', exampleWith({ rooms: [] }), 'rooms', /at least (one|1)|fewer than 1|add/],
    ['rooms by name', exampleWith({ rooms: { blue_room: {} } }), 'rooms', /array|list/],
    ['a room that is a text', exampleWith({ rooms: ['blue_room'] }), 'rooms[0]', /object/],
    ['a number as id', exampleWith({ iot_client_id: 5 }), 'iot_client_id', /string|text/],
    ['a text as number', exampleWith({ refresh_mins: '60' }), 'refresh_mins', /number/],
    ['null for what is optional', exampleWith({ time_zone: null }), 'time_zone', /string|text/],
    ['a refresh every 0 minutes', exampleWith({ refresh_mins: 0 }), 'refresh_mins', /> 0/],
    ['a negative sweep', exampleWith({ sweep_mins: -1 }), 'sweep_mins', /> 0/],
    ['no events at all', exampleWith({ events_per_refresh: 0 }), 'events_per_refresh', />= 1/],
    [
      'more events than Google lists',
      exampleWith({ events_per_refresh: 2_501 }),
      'events_per_refresh',
      /2500/,
    ],
    ['half a request', exampleWith({ iot_requests_per_second: 1.5 }), 'iot_requests_per_second', /integer/],
    ['an empty room_name', exampleWithRed({ room_name: '' }), 'rooms[1].room_name', /1 to 100 characters/],
    ['a name that is a path', exampleWithRed({ room_name: '..' }), 'rooms[1].room_name', /is not \. or \.\./],
    ['a slash in a name', exampleWithRed({ room_name: 'a/b' }), 'rooms[1].room_name', /without a slash/],
    [
      'one of a room whose name has a line break',
      exampleWithRed({ room_name: 'a\nb', thing_name: 'ab', gcal_calendar_id: '' }),
      'rooms[1].gcal_calendar_id',
      /\(a b\)$/,
    ],
    [
      'an endless name',
      exampleWithRed({ room_name: 'x'.repeat(101) }),
      'rooms[1].room_name',
      /100 characters/,
    ],
    [
      'an empty calendar',
      exampleWithRed({ gcal_calendar_id: '' }),
      'rooms[1].gcal_calendar_id',
      /fill it in/,
    ],
    [
      'a Thing with an umlaut',
      exampleWithRed({ thing_name: 'Tür' }),
      'rooms[1].thing_name',
      /a Thing's name has 1 to 64/,
    ],
    [
      'a Thing with an endless name',
      exampleWithRed({ thing_name: 'x'.repeat(65) }),
      'rooms[1].thing_name',
      /1 to 64/,
    ],
    [
      'a room that no Thing can be called after',
      exampleWithRed({ room_name: 'Grüner Saal' }),
      'rooms[1].room_name',
      /no Thing can be called Grüner Saal: .*; give the room a thing_name$/,
    ],
    [
      'a room with a name too long for a Thing',
      exampleWithRed({ room_name: 'x'.repeat(65) }),
      'rooms[1].room_name',
      /give the room a thing_name$/,
    ],
    [
      'a room twice',
      exampleWithRed({ room_name: 'blue_room' }),
      'rooms[1].room_name',
      /blue_room is used by rooms\[0\]/,
    ],
    [
      'a calendar twice',
      exampleWithRed({ gcal_calendar_id: EXAMPLE.rooms[0]!.gcal_calendar_id }),
      'rooms[1].gcal_calendar_id',
      /is used by rooms\[0\]/,
    ],
    [
      'a Thing twice',
      exampleWithRed({ thing_name: 'blue_room' }),
      'rooms[1].thing_name',
      /used by rooms\[0\]/,
    ],
    [
      'a zone that is not there',
      exampleWith({ time_zone: 'Europe/Roma' }),
      'time_zone',
      /mean Europe\/Rome\?/,
    ],
    [
      "a room's zone that is not there",
      exampleWithRed({ time_zone: 'America/New York' }),
      'rooms[1].time_zone',
      /mean America\/New_York\?/,
    ],
    [
      'an address without https://',
      exampleWith({ gcal_watch_function_url: 'roomcal.example.org' }),
      'gcal_watch_function_url',
      /https:\/\//,
    ],
    [
      'an address with a port and without https://',
      exampleWith({ gcal_watch_function_url: 'roomcal.example.org:8443' }),
      'gcal_watch_function_url',
      /https:\/\//,
    ],
    [
      'an address of another kind',
      exampleWith({ gcal_watch_function_url: 'ftp://roomcal.example.org' }),
      'gcal_watch_function_url',
      /https:\/\//,
    ],
    [
      'an address to which Google does not push',
      exampleWith({ gcal_watch_function_url: 'http://roomcal.example.org' }),
      'gcal_watch_function_url',
      /https only: .*; put a certificate before it$/,
    ],
    ...['?a=b', '#a'].map((end): [string, string, string, RegExp] => [
      `an address that ends with ${end}`,
      exampleWith({ gcal_watch_function_url: `https://roomcal.example.org/${end}` }),
      'gcal_watch_function_url',
      /has a query; leave out what begins with \? or #$/,
    ]),
    ['a language that is not there', exampleWith({ locale: 'klingon' }), 'locale', /it-IT/],
    ['a language that is no tag', exampleWith({ locale: 'en_GB' }), 'locale', /no language en_GB/],
    ['eleven months', exampleWith({ texts: { months: Array(11).fill('m') } }), 'texts.months', /twelve/],
    ['eight days', exampleWith({ texts: { weekdays: Array(8).fill('d') } }), 'texts.weekdays', /seven/],
    [
      'a month without a name',
      exampleWith({ texts: { months: Array(12).fill('') } }).replaceAll('"",', '"m",'),
      'texts.months[11]',
      /fill it in/,
    ],
    [
      'Free until when?',
      exampleWith({ texts: { free_until: 'Free until' } }),
      'texts.free_until',
      /needs \{time\}/,
    ],
    [
      'busy until when?',
      exampleWith({ texts: { busy_until: 'busy' } }),
      'texts.busy_until',
      /needs \{time\}/,
    ],
    [
      'free for how long?',
      exampleWith({ texts: { free_only: 'free' } }),
      'texts.free_only',
      /needs \{mins\}/,
    ],
    ['an organizer by what?', exampleWith({ organizer: 'mail' }), 'organizer', /needs "name" or "email"/],
    [
      'a text nobody says',
      exampleWith({ texts: { free_allday: 'Frei' } }),
      'texts.free_allday',
      /mean free_all_day\?/,
    ],
    ['a limit of nothing', exampleWith({ max_text_length: 0 }), 'max_text_length', />= 1/],
    [
      'a Google that is no URL',
      exampleWith({ gcal_api_endpoint: 'localhost' }),
      'gcal_api_endpoint',
      /https?:/,
    ],
    [
      'an Arduino that is no URL',
      exampleWith({ iot_api_endpoint: 'localhost:81' }),
      'iot_api_endpoint',
      /https?:/,
    ],
  ];
  it.each(mistakes)('such as %s is one line that says where and how to mend it', (_, text, where, how) => {
    const [line = '', ...more] = mistakesIn(text);
    expect(more).toEqual([]);
    expect(line.startsWith(`${PLACE}: ${where}: `), line).toBe(true);
    expect(line.slice(`${PLACE}: ${where}: `.length)).toMatch(how);
    expect(line).not.toContain(EXAMPLE.iot_client_secret);
  });

  it('does not hide the next one: each has its line', () => {
    const rooms = [{ room_name: 'a/b' }, { ...RED, colour: 'red' }];
    expect(mistakesIn(exampleWith({ rooms, refresh_mins: 0 })).sort()).toEqual([
      expect.stringContaining('refresh_mins: '),
      expect.stringContaining('rooms[0].gcal_calendar_id: '),
      expect.stringContaining('rooms[0].room_name: '),
      expect.stringContaining('rooms[1].colour: '),
    ]);
  });

  it('says of three rooms of one name which two are too many', () => {
    const rooms = ['1', '2', '3'].map((gcal_calendar_id) => ({ room_name: 'a', gcal_calendar_id }));
    const where = mistakesIn(exampleWith({ rooms })).map(
      (line) => line.slice(PLACE.length + 2).split(':')[0],
    );
    expect(where).toEqual(['rooms[1].room_name', 'rooms[2].room_name']);
  });

  it.each(['null', '[]', '5', '"text"', 'true'])(
    'such as the text %s, which is no object, is a line',
    (text) => {
      const lines = mistakesIn(text);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^gs:\/\/roomcal-config\/config\.json: the whole: .*object/);
    },
  );

  it.each([
    '',
    '{',
    'rooms: []',
    '{\n  "rooms": x\n}',
    JSON.stringify(EXAMPLE, null, 2).replace('"hush-hush"', 'hush-hush'),
    JSON.stringify(EXAMPLE, null, 2).replace('"hush-hush",', '"hush-hush"'),
    JSON.stringify(EXAMPLE, null, 2).replace('"iot_client_secret"', "'iot_client_secret'"),
    `${JSON.stringify(EXAMPLE, null, 2)}\n}`,
  ])('such as text %#, which is not JSON, is one line without the secret', (text) => {
    const lines = mistakesIn(text);
    expect(lines.join('\n')).not.toMatch(/hush/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^gs:\/\/roomcal-config\/config\.json: .*not JSON/);
  });
});

describe('what reads the configuration', () => {
  it('does not repeat a secret that stands at the wrong key', () => {
    const lines = mistakesIn(exampleWith({ iot_client_secret: ['hush-hush'], iot_secret: 'hush-hush' }));
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('hush');
  });

  it('takes a place for what it is: a file', () => {
    expect(() => parseConfig('{}', '/etc/roomcal/config.json')).toThrow(/^\/etc\/roomcal\/config\.json: /);
    expect(() => checkCredentials('{}', '/etc/roomcal/key.json')).toThrow(/^\/etc\/roomcal\/key\.json: /);
  });
});
