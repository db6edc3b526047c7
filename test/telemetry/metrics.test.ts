import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Fact, RoomFact } from '../../src/machines/facts.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { listing } from '../helpers/events.ts';
import type { Told } from './a-log.ts';

const NOON_MS = Date.parse('2026-11-23T12:00:00+01:00');
const SECOND_MS = 1_000;
const AWAY = new VendorError('calendar', 'away', { status: 503 });
const FAILED = 'roomcal_failures_total{vendor="calendar",status="503"}';

/** Metrics of a process that has done nothing yet; `samples` are those that are not 0. */
function freshMetrics() {
  const metrics = createMetrics();
  const samples = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await metrics.text())
        .split('\n')
        .filter((line) => line && !line.startsWith('#'))
        .map((line): [string, number] => {
          const space = line.lastIndexOf(' ');
          return [line.slice(0, space), Number(line.slice(space + 1))];
        })
        .filter(([, value]) => value !== 0),
    );
  const hear = (...facts: Told[]) => {
    for (const fact of facts) metrics.fact({ room_name: 'blue_room', ...fact } as Fact);
  };
  return { metrics, samples, hear };
}

const reconciled = (more: Partial<RoomFact & { type: 'reconciled' }>): Told => ({
  type: 'reconciled',
  because: 'boundary',
  at: NOON_MS,
  since: NOON_MS,
  occupancy: undefined,
  properties: undefined,
  stale: false,
  ...more,
});

/** Each fact as somebody tells it, and the sample that counts it; undefined where none does. */
const COUNTED: {
  [Type in Exclude<Fact['type'], 'opened' | 'configuration.taken'>]: [
    fact: Told & { type: Type },
    sample: string | undefined,
  ];
} = {
  reconciled: [reconciled({}) as Told & { type: 'reconciled' }, undefined],
  'refresh.failed': [{ type: 'refresh.failed', failure: AWAY }, FAILED],
  'change.found': [{ type: 'change.found', since: 0 }, undefined],
  recalled: [{ type: 'recalled' }, undefined],
  'listing.news': [{ type: 'listing.news', listing: listing('2026-11-23T12:00:00Z') }, undefined],
  'listing.saved': [{ type: 'listing.saved' }, undefined],
  'listing.unsaved': [{ type: 'listing.unsaved', failure: AWAY }, FAILED],
  swept: [{ type: 'swept' }, undefined],
  'sweep.failed': [{ type: 'sweep.failed', failure: AWAY }, FAILED],
  relayed: [{ type: 'relayed' }, undefined],
  'relay.listed': [{ type: 'relay.listed', listing: listing('2026-11-23T12:00:00Z') }, undefined],
  'relay.failed': [{ type: 'relay.failed', failure: AWAY }, FAILED],
  'channel.opened': [{ type: 'channel.opened', expiration: '2026-11-30T12:00:00Z' }, undefined],
  'channel.failed': [{ type: 'channel.failed', failure: AWAY }, FAILED],
  'channel.orphaned': [{ type: 'channel.orphaned' }, undefined],
  'predecessor.stopped': [{ type: 'predecessor.stopped', id: 'gcalwatch_v5' }, undefined],
  'zone.wrong': [{ type: 'zone.wrong', zone: 'America/Winnipeg', errorMs: -3_600_000 }, undefined],
  'zone.unknown': [{ type: 'zone.unknown', zone: 'Mars/Base' }, undefined],
  'zone.known': [{ type: 'zone.known', zone: 'Europe/Rome' }, undefined],
  'clock.skewed': [{ type: 'clock.skewed', skewMs: 37_000 }, undefined],
  'push.missed': [{ type: 'push.missed', inARow: 2 }, 'roomcal_pushes_missed_total'],
  'thing.settled': [{ type: 'thing.settled' }, undefined],
  'thing.mended': [{ type: 'thing.mended' }, undefined],
  'thing.failed': [{ type: 'thing.failed', failure: AWAY }, FAILED],
  published: [{ type: 'published', at: NOON_MS, variable: 'busynow', value: 1 }, undefined],
  'publish.failed': [{ type: 'publish.failed', variable: 'busynow', failure: AWAY }, FAILED],
  answered: [
    { type: 'answered', id: 'press', answer: { type: 'ended' } },
    'roomcal_bookings_total{outcome="ended"}',
  ],
  pressed: [
    { type: 'pressed', text: 'end', at: NOON_MS, says: 'ended', answer: { type: 'ended' } },
    'roomcal_presses_total{outcome="ended"}',
  ],
  'press.answered': [{ type: 'press.answered' }, undefined],
  'press.failed': [{ type: 'press.failed', failure: AWAY }, FAILED],
  checked_in: [{ type: 'checked_in', id: 'stand-up' }, 'roomcal_check_ins_total{room_name="blue_room"}'],
  'no_show.released': [
    { type: 'no_show.released', id: 'stand-up', start: NOON_MS, release: 'declined' },
    'roomcal_no_shows_total{room_name="blue_room"}',
  ],
  'release.failed': [{ type: 'release.failed', failure: AWAY }, FAILED],
  compensated: [{ type: 'compensated' }, undefined],
  'compensation.failed': [{ type: 'compensation.failed', failure: AWAY }, FAILED],
  'actor.died': [
    { type: 'actor.died', actor: 'relay', error: new Error('ours') },
    'roomcal_actor_deaths_total{actor="relay"}',
  ],
  'actor.restarted': [{ type: 'actor.restarted', actor: 'relay' }, undefined],
  'room.left': [{ type: 'room.left' }, undefined],
  'leaving.failed': [{ type: 'leaving.failed', failure: AWAY }, FAILED],
  'opening.failed': [{ type: 'opening.failed', failure: AWAY }, FAILED],
  'configuration.unread': [{ type: 'configuration.unread', failure: AWAY }, FAILED],
  'configuration.read': [{ type: 'configuration.read' }, undefined],
  'configuration.refused': [{ type: 'configuration.refused', mistakes: ['no JSON'] }, undefined],
  'topic.failed': [{ type: 'topic.failed', failure: AWAY }, FAILED],
  'topic.connected': [{ type: 'topic.connected' }, undefined],
  'message.unreadable': [
    { type: 'message.unreadable', messageId: '7', why: 'no JSON' },
    'roomcal_messages_unreadable_total',
  ],
  'message.misaddressed': [{ type: 'message.misaddressed', addressee: 'attic' }, undefined],
};

it('calls and queues of an account that has a name are told by it, and others as ever', async () => {
  const { metrics, samples } = freshMetrics();
  for (const account of [undefined, 'north']) {
    const { called, queue } = metrics.of('iot', account);
    called('publish', 200, 10);
    queue('iot', () => (account === undefined ? 1 : 2));
  }
  expect(await samples()).toMatchObject({
    'roomcal_queue_length{queue="iot"}': 1,
    'roomcal_queue_length{queue="iot",account="north"}': 2,
    'roomcal_vendor_call_duration_seconds_count{vendor="iot",call="publish",status="200"}': 1,
    'roomcal_vendor_call_duration_seconds_count{vendor="iot",call="publish",status="200",account="north"}': 1,
  });
});

describe('a fact', () => {
  it.each(Object.values(COUNTED))('$type is counted once each time, as %s', async (fact, sample) => {
    const { samples, hear } = freshMetrics();
    hear(fact);
    expect(await samples()).toEqual(sample ? { [sample]: 1 } : {});
    hear(fact);
    expect(await samples()).toEqual(sample ? { [sample]: 2 } : {});
  });

  it('of a room counts no longer once that has left: names come and go', async () => {
    const { metrics, samples, hear } = freshMetrics();
    metrics.unauthorized('blue_room');
    hear(
      { type: 'checked_in', id: 'a' },
      { type: 'no_show.released', id: 'a', start: NOON_MS, release: 'ended' },
    );
    const counted = await samples();
    expect(Object.keys(counted)).toHaveLength(3);
    hear({ type: 'room.left' });
    expect(await samples()).toEqual({});
  });

  it('of the configuration says which one holds, since when, and whether it is what lies there now', async () => {
    const { samples, hear } = freshMetrics();
    const holds = (generation: string, at: number) => ({
      [`roomcal_config_info{generation="${generation}"}`]: 1,
      roomcal_config_loaded_timestamp_seconds: at / 1_000,
    });
    hear({ type: 'opened', rooms: 3, address: undefined, generation: '1', at: NOON_MS });
    expect(await samples()).toEqual({ ...holds('1', NOON_MS), roomcal_config_valid: 1 });
    hear({ type: 'configuration.refused', mistakes: ['no JSON'] });
    expect(await samples()).toEqual(holds('1', NOON_MS));
    const changed = { started: [], stopped: [], restarted: [] };
    hear({ type: 'configuration.taken', generation: '2', at: NOON_MS + 1_000, changed, needsRestart: [] });
    expect(await samples()).toEqual({ ...holds('2', NOON_MS + 1_000), roomcal_config_valid: 1 });
  });

  it('that failed without an answer, or for a mistake of our own, says so', async () => {
    const { samples, hear } = freshMetrics();
    hear({ type: 'relay.failed', failure: new VendorError('pubsub', 'no answer') });
    hear({ type: 'relay.failed', failure: new TypeError('ours') as Error & { vendor?: undefined } });
    expect(await samples()).toEqual({
      'roomcal_failures_total{vendor="pubsub",status="none"}': 1,
      'roomcal_failures_total{vendor="roomcal",status="none"}': 1,
    });
  });

  it.each([
    ['failed', { type: 'failed', failure: AWAY }],
    ['NOT_READY', { type: 'refused', refusal: { code: 'NOT_READY' } }],
    ['ended', { type: 'ended' }],
  ] as const)('answered is counted by its outcome: %s', async (outcome, answer) => {
    const { samples, hear } = freshMetrics();
    hear({ type: 'answered', id: 'press', answer });
    expect(await samples()).toEqual({ [`roomcal_bookings_total{outcome="${outcome}"}`]: 1 });
  });
});

describe('time', () => {
  /** The histogram's sum, and the smallest of its buckets that holds what was measured. */
  async function measured(samples: Record<string, number>, name: string) {
    const of = (part: string) => Object.entries(samples).filter(([key]) => key.startsWith(`${name}_${part}`));
    const buckets = of('bucket').map(([key]) => key.match(/le="([^"]*)"/)![1]);
    return { sum: of('sum')[0]![1], count: of('count')[0]![1], within: buckets[0] };
  }

  it('of answers is in seconds', async () => {
    const { metrics, samples } = freshMetrics();
    metrics.answered('GET', '/meetings', 200, 1_500);
    expect(await measured(await samples(), 'roomcal_http_request_duration_seconds')).toEqual({
      sum: 1.5,
      count: 1,
      within: '2.5',
    });
  });

  it('of an answer is within the bucket that ends with it', async () => {
    const { metrics, samples } = freshMetrics();
    metrics.answered('GET', '/meetings', 200, 2_500);
    const { within } = await measured(await samples(), 'roomcal_http_request_duration_seconds');
    expect(within).toBe('2.5');
  });

  it('of calls is in seconds', async () => {
    const { metrics, samples } = freshMetrics();
    metrics.of('calendar').called('list', 200, 40);
    expect(await measured(await samples(), 'roomcal_vendor_call_duration_seconds')).toEqual({
      sum: 0.04,
      count: 1,
      within: '0.05',
    });
  });

  it('by which a door lags is in seconds, and the alert of a minute has a bucket of its own', async () => {
    const { hear, samples } = freshMetrics();

    hear(reconciled({ properties: { busynow: 0 } as never }));
    hear(reconciled({ properties: { busynow: 1 } as never }));
    hear({ type: 'published', at: NOON_MS + 61 * SECOND_MS, variable: 'busynow', value: 1 });
    expect(await measured(await samples(), 'roomcal_door_lag_seconds')).toEqual({
      sum: 61,
      count: 1,
      within: '120',
    });
  });

  it.each(['roomcal_http_request_duration_seconds', 'roomcal_door_lag_seconds'])(
    'has buckets that grow: %s',
    async (name) => {
      const { metrics, hear } = freshMetrics();
      metrics.answered('GET', '/meetings', 200, 1);
      hear(reconciled({ properties: { busynow: 0 } as never }));
      hear(reconciled({ properties: { busynow: 1 } as never }));
      hear({ type: 'published', at: NOON_MS, variable: 'busynow', value: 1 });
      const found = (await metrics.text()).matchAll(new RegExp(`^${name}_bucket{le="([^"+]*)"`, 'gm'));
      const bounds = [...found].map(([, bound]) => Number(bound));
      expect(bounds.length).toBeGreaterThan(10);
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    },
  );

  it('by which a door lags is counted once, and not from before its room had left', async () => {
    const { hear, samples } = freshMetrics();
    const busy = reconciled({ properties: { busynow: 1 } as never, because: 'booked' });
    const published: Told = { type: 'published', at: NOON_MS + SECOND_MS, variable: 'busynow', value: 1 };
    const free = reconciled({ properties: { busynow: 0 } as never });
    hear(free, { type: 'room.left' }, busy, published);
    expect(Object.keys(await samples()).join()).not.toContain('door_lag');
    hear(free, busy, published, published);
    expect((await samples())['roomcal_door_lag_seconds_count{because="booked"}']).toBe(1);
  });

  it('never lags by less than nothing, where the clock was set back', async () => {
    const { hear, samples } = freshMetrics();
    hear(reconciled({ properties: { busynow: 0 } as never }));
    hear(reconciled({ properties: { busynow: 1 } as never, because: 'booked' }));
    hear({ type: 'published', at: NOON_MS - SECOND_MS, variable: 'busynow', value: 1 });
    expect((await samples())['roomcal_door_lag_seconds_count{because="booked"}']).toBe(1);
    expect((await samples())['roomcal_door_lag_seconds_sum{because="booked"}']).toBeUndefined();
  });
});

describe('a process', () => {
  it('is measured as every process of Node is, where that is asked for', async () => {
    expect(await createMetrics({ ofProcess: true }).text()).toMatch(/^process_resident_memory_bytes \d/m);
    expect(await createMetrics().text()).not.toMatch(/^process_/m);
  });
});
