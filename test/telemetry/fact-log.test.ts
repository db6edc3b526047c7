import { describe, expect, it } from 'vitest';
import { agendaOf } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { propertiesAt } from '../../src/agenda/properties.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Fact } from '../../src/machines/facts.ts';
import { factLog } from '../../src/telemetry/fact-log.ts';
import { event, listing } from '../helpers/events.ts';
import { aLog, type Told } from './a-log.ts';

const [DEBUG, INFO, WARN, ERROR] = [20, 30, 40, 50];
const NOON = '2026-11-23T12:00:00+01:00';
const AWAY = new VendorError('calendar', 'Google is away', { status: 503, reason: 'backendError' });
const NOT_SHARED = new VendorError('calendar', 'not shared', { status: 404, operator: true });

/** A log that hears facts of blue_room, where they name no other room. */
function aFactLog({ titles = true } = {}) {
  const { logger, lines } = aLog();
  const tell = factLog(logger, { titles });
  return {
    lines,
    hear: (...facts: Told[]) => {
      for (const fact of facts) tell({ room_name: 'blue_room', ...fact } as Fact);
    },
    /** The lines since it was asked last that are not only for who debugs. */
    read: () =>
      lines
        .splice(0)
        .filter(({ level }) => level > DEBUG)
        .map(({ level, msg }) => [level, msg]),
  };
}

/** What a room tells that has looked, with a stand-up until half past twelve, or nothing. */
function reconciled({ stale = false, summary = 'Stand-up' } = {}): Told & { type: 'reconciled' } {
  const standUp = event(summary, NOON, '2026-11-23T12:30:00+01:00');
  const review = event('Review', '2026-11-23T15:00:00+01:00', '2026-11-23T16:00:00+01:00');
  const agenda = agendaOf(listing(NOON, ...(summary ? [standUp] : []), review), undefined);
  const at = Date.parse(NOON);
  const occupancy = occupancyAt(agenda, at);
  const properties = propertiesAt(agenda, occupancy, { now: at, stale, wording: wordingOf() });
  return { type: 'reconciled', because: 'changed', at, since: at, occupancy, properties, stale };
}

const published = (variable: string): Told => ({
  type: 'published',
  at: 0,
  variable: variable as 'busynow',
  value: 1,
});

/** What can fail, as the log names it: what tells that it does, and what tells that it works again. */
const FAILURES: [what: string, fails: (failure: VendorError) => Told, works: Told][] = [
  ['blue_room: refresh', (failure) => ({ type: 'refresh.failed', failure }), reconciled()],
  [
    'blue_room: answering a press',
    (failure) => ({ type: 'press.failed', failure }),
    { type: 'press.answered' },
  ],
  [
    'blue_room: copy of the agenda',
    (failure) => ({ type: 'listing.unsaved', failure }),
    { type: 'listing.saved' },
  ],
  ['blue_room: sweep', (failure) => ({ type: 'sweep.failed', failure }), { type: 'swept' }],
  ['blue_room: relay', (failure) => ({ type: 'relay.failed', failure }), { type: 'relayed' }],
  [
    'blue_room: channel',
    (failure) => ({ type: 'channel.failed', failure }),
    { type: 'channel.opened', expiration: NOON },
  ],
  ['blue_room: Thing', (failure) => ({ type: 'thing.failed', failure }), { type: 'thing.mended' }],
  [
    'blue_room: variable busynow',
    (failure) => ({ type: 'publish.failed', variable: 'busynow', failure }),
    published('busynow'),
  ],
  [
    'blue_room: taking back an unconfirmed booking',
    (failure) => ({ type: 'compensation.failed', failure }),
    { type: 'compensated' },
  ],
  [
    'blue_room: release',
    (failure) => ({ type: 'release.failed', failure }),
    { type: 'no_show.released', id: 'stand-up', start: 0, release: 'declined' },
  ],
  [
    'blue_room: release',
    (failure) => ({ type: 'release.failed', failure }),
    { type: 'checked_in', id: 'stand-up' },
  ],
  [
    'opening the service',
    (failure) => ({ room_name: '', type: 'opening.failed', failure }),
    { room_name: '', type: 'opened', rooms: 1, address: undefined, generation: '1', at: 0 },
  ],
  [
    'looking at the configuration',
    (failure) => ({ room_name: '', type: 'configuration.unread', failure }),
    { room_name: '', type: 'configuration.read' },
  ],
  [
    'listening to the topic',
    (failure) => ({ room_name: '', type: 'topic.failed', failure }),
    { room_name: '', type: 'topic.connected' },
  ],
];

describe('a failure', () => {
  it.each(FAILURES)('of %s has a line where it begins, not one for each try', (what, fails) => {
    const { hear, read } = aFactLog();
    hear(fails(AWAY), fails(AWAY), fails(AWAY));
    const [line, ...more] = read();
    expect(more).toEqual([]);
    expect(line![0]).toBe(WARN);
    expect(line![1]).toMatch(new RegExp(`^${what} failed: Google is away(; trying again)?$`));
  });

  it('has a line again where its room had left, and that room alone', () => {
    const { hear, read } = aFactLog();
    const both = ['blue_room', 'blue_room_too'].map(
      (room_name) => ({ room_name, type: 'thing.failed', failure: AWAY }) as const,
    );
    hear(...both, { type: 'room.left' }, ...both);
    const warned = read().filter(([level]) => level === WARN);
    expect(warned.map(([, line]) => String(line).split(':')[0])).toEqual([
      'blue_room',
      'blue_room_too',
      'blue_room',
    ]);
  });

  it.each(FAILURES)('of %s has a line where it turns into another, there and back', (what, fails) => {
    const { hear, read } = aFactLog();
    hear(fails(AWAY), fails(NOT_SHARED), fails(NOT_SHARED), fails(AWAY));
    const [, other, back, ...more] = read();
    expect(more).toEqual([]);
    expect(other).toEqual([
      WARN,
      `${what} failed: not shared; it is tried again, but somebody may have to mend it`,
    ]);
    expect(back![1]).toContain(`${what} failed: Google is away`);
  });

  it.each(FAILURES)('of %s has a line where it ends, and none where there was none', (what, fails, works) => {
    const { hear, read } = aFactLog();
    hear(works);
    expect(read().map(([, msg]) => msg)).not.toContain(`${what} works again`);
    hear(fails(AWAY));
    read();
    hear(works, works);
    const ends = read().filter(([, msg]) => msg === `${what} works again`);
    expect(ends).toEqual([[INFO, `${what} works again`]]);
  });

  it.each(FAILURES)('of %s has a line once more where it begins anew', (_, fails, works) => {
    const { hear, read } = aFactLog();
    hear(fails(AWAY), works);
    read();
    hear(fails(AWAY));
    expect(read()).toHaveLength(1);
  });

  it('of one room, or of one part of it, says nothing of another', () => {
    const { hear, read } = aFactLog();
    hear({ type: 'relay.failed', failure: AWAY });
    hear({ type: 'relay.failed', failure: AWAY, room_name: 'red_room' });
    hear({ type: 'sweep.failed', failure: AWAY });
    hear({ type: 'publish.failed', variable: 'curevmtg', failure: AWAY });
    hear({ type: 'publish.failed', variable: 'curevtm', failure: AWAY });
    expect(read()).toHaveLength(5);
    hear({ type: 'relayed', room_name: 'red_room' }, published('curevtm'));
    expect(read()).toEqual([
      [INFO, 'red_room: relay works again'],
      [INFO, 'blue_room: variable curevtm works again'],
    ]);
  });

  it('of a list goes on as long as what the door shows may be old', () => {
    const { hear, read } = aFactLog();
    hear(reconciled(), { type: 'refresh.failed', failure: AWAY }, reconciled({ stale: true }));
    expect(read().map(([, msg]) => msg)).not.toContain('blue_room: refresh works again');
    hear(reconciled());
    expect(read().map(([, msg]) => msg)).toContain('blue_room: refresh works again');
  });

  it('of a vendor tells who, with which status and why, and needs no stack', () => {
    const { hear, lines } = aFactLog();
    hear({ type: 'relay.failed', failure: AWAY });
    const [{ level: _, msg: __, ...details }] = lines as [(typeof lines)[0]];
    expect(details).toEqual({
      room_name: 'blue_room',
      vendor: 'calendar',
      status: 503,
      reason: 'backendError',
    });
  });

  it.each(FAILURES)('of %s that is a mistake of our own has its stack', (what, fails) => {
    const { hear, lines } = aFactLog();
    hear(fails(new TypeError('x is not a function') as unknown as VendorError));
    expect(lines[0]).toMatchObject({ level: WARN, msg: expect.stringContaining(`${what} failed: x is not`) });
    expect(lines[0]!.err!.stack).toMatch(/^TypeError: x is not a function\n +at .*fact-log\.test\.ts\b/);
  });
});

describe('a door', () => {
  it('has a line for each change, and none for a look that changes nothing', () => {
    const { hear, read, lines } = aFactLog();
    hear(reconciled());
    expect(lines[0]).toMatchObject({ room_name: 'blue_room', because: 'changed', set: { busynow: 1 } });
    hear(reconciled(), reconciled({ summary: 'Moved' }), reconciled({ summary: '' }));
    expect(read()).toEqual([
      [INFO, 'blue_room    busy  Stand-up 12:00-12:30, next Review 15:00-16:00  (changed)'],
      [INFO, 'blue_room    busy  Moved 12:00-12:30, next Review 15:00-16:00  (changed)'],
      [INFO, 'blue_room    free  Free until 15:00, next Review 15:00-16:00  (changed)'],
    ]);
  });

  it('of one room is not that of another', () => {
    const { hear, read } = aFactLog();
    hear(reconciled(), { ...reconciled(), room_name: 'red_room' });
    expect(read()).toHaveLength(2);
  });

  it('has its line again where its room had left', () => {
    const { hear, read } = aFactLog();
    hear(reconciled(), { type: 'room.left' }, reconciled());
    expect(read()).toHaveLength(3);
  });

  it('of which nothing is known has none', () => {
    const { hear, lines } = aFactLog();
    hear({ ...reconciled(), properties: undefined });
    expect(lines).toEqual([]);
  });
});

describe('what happens once', () => {
  const death = { actor: 'relay', error: new RangeError('too deep') };
  const rows: [what: string, fact: Told, level: number, msg: RegExp][] = [
    ['a change without a notification', { type: 'push.missed', inARow: 1 }, WARN, /without a notification$/],
    ['two in a row', { type: 'push.missed', inARow: 2 }, WARN, /notification, again; the channel is repl/],
    ['an old channel', { type: 'channel.orphaned' }, INFO, /^blue_room: an old channel still notified/],
    [
      'a channel of the Python service',
      { type: 'predecessor.stopped', id: 'gcalwatch_v5' },
      INFO,
      /^blue_room: the channel gcalwatch_v5 of the Python service is stopped, .* kept as python\/blue_room\.json$/,
    ],
    ['a death', { type: 'actor.died', ...death }, ERROR, /^blue_room: relay died of a mistake of roomcal/],
    ['another in its place', { type: 'actor.restarted', actor: 'relay' }, INFO, /^blue_room: relay was made/],
    [
      'the death of what all rooms share',
      { room_name: '', type: 'actor.died', ...death },
      ERROR,
      /^relay died/,
    ],
    ['a message', { type: 'message.unreadable', messageId: '7', why: 'no JSON' }, WARN, /be read: no JSON$/],
    ['a stranger', { type: 'message.misaddressed', addressee: 'attic' }, WARN, /unknown room: attic$/],
    [
      'older rules of a zone',
      { type: 'zone.wrong', zone: 'America/Winnipeg', errorMs: -3_600_000 },
      WARN,
      /^blue_room: Node's time zone rules \(\w+\) are 60 min behind Google's in America\/Winnipeg; .*bring newer rules/,
    ],
    [
      'rules that are ahead',
      { type: 'zone.wrong', zone: 'Asia/Kolkata', errorMs: 1_800_000 },
      WARN,
      /are 30 min ahead of Google's in Asia\/Kolkata/,
    ],
    [
      'rules that are right',
      { type: 'zone.wrong', zone: 'Asia/Kolkata', errorMs: 0 },
      INFO,
      /are right again$/,
    ],
    [
      'a zone of another world',
      { type: 'zone.unknown', zone: 'Mars/Base' },
      WARN,
      /in Mars\/Base, .* own time_zone/,
    ],
    [
      'a zone of this one',
      { type: 'zone.known', zone: 'Europe/Rome' },
      INFO,
      /Europe\/Rome now, which Node knows$/,
    ],
    [
      'a slow clock',
      { room_name: '', type: 'clock.skewed', skewMs: 37_240 },
      WARN,
      /^this machine's clock is 37.2 s behind/,
    ],
    [
      'a fast one',
      { room_name: '', type: 'clock.skewed', skewMs: -3_000 },
      WARN,
      /is 3.0 s ahead of Google's;/,
    ],
    [
      'a right one',
      { room_name: '', type: 'clock.skewed', skewMs: 0 },
      INFO,
      /^this machine's clock is right again$/,
    ],
    ['a publish', published('busynow'), DEBUG, /^blue_room: busynow = 1$/],
    [
      'the start',
      { room_name: '', type: 'opened', rooms: 3, address: 'https://x.org/webhook', generation: '1', at: 0 },
      INFO,
      /^3 rooms; Google pushes to https:\/\/x\.org\/webhook$/,
    ],
    [
      'another configuration',
      {
        room_name: '',
        type: 'configuration.taken',
        generation: '2',
        at: 0,
        changed: { started: ['attic', 'den'], stopped: [], restarted: ['blue_room'] },
        needsRestart: [],
      },
      INFO,
      /^the configuration has changed; started: attic, den; restarted: blue_room$/,
    ],
    [
      'a mistake in the configuration',
      { room_name: '', type: 'configuration.refused', mistakes: ['config.json: rooms: empty; add a room'] },
      ERROR,
      /^config\.json: rooms: empty; add a room; what was there before holds$/,
    ],
    ['a room that is gone', { type: 'room.left' }, INFO, /^blue_room: is gone, and nothing is left of it$/],
    [
      'the start without an address',
      { room_name: '', type: 'opened', rooms: 3, address: undefined, generation: '1', at: 0 },
      INFO,
      /^3 rooms; without gcal_watch_function_url Google does not push/,
    ],
  ];
  it.each(rows)('has its line: %s', (_, fact, level, msg) => {
    const { hear, lines } = aFactLog();
    hear(fact);
    expect(lines).toEqual([expect.objectContaining({ level, msg: expect.stringMatching(msg) })]);
  });

  it.each(['blue_room', ''])('has the stack of what an actor died of (room %j)', (room_name) => {
    const { hear, lines } = aFactLog();
    hear({ room_name, type: 'actor.died', ...death });
    expect(lines[0]!.err!.stack).toMatch(/^RangeError: too deep\n +at /);
    expect(lines[0]!.room_name).toBe(room_name || undefined);
  });

  it('has no line where it is told elsewhere, or changes nothing', () => {
    const { hear, lines } = aFactLog();
    const known = listing(NOON);
    hear(
      { type: 'change.found', since: 0 },
      { type: 'listing.news', listing: known },
      { type: 'relay.listed', listing: known },
      { type: 'thing.settled' },
      { type: 'answered', id: 'press', answer: { type: 'ended' } },
    );
    expect(lines).toEqual([]);
  });
});

describe('a log that is kept', () => {
  it('says what a door says without whose meeting it is; the rest is for who debugs', () => {
    const { hear, lines } = aFactLog({ titles: false });
    hear(reconciled(), reconciled({ summary: '' }));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [INFO, 'blue_room    busy  12:00-12:30, next 15:00-16:00  (changed)'],
      [DEBUG, 'blue_room    busy  Stand-up 12:00-12:30, next Review 15:00-16:00  (changed)'],
      [INFO, 'blue_room    free  Free until 15:00, next 15:00-16:00  (changed)'],
      [DEBUG, 'blue_room    free  Free until 15:00, next Review 15:00-16:00  (changed)'],
    ]);
    const kept = lines.filter(({ level }) => level > DEBUG);
    expect(JSON.stringify(kept)).not.toMatch(/Stand-up|Review/);
  });
});
