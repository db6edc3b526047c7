import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../http/app-context.ts';
import type { Measures } from '../io/measures.ts';
import type { Building } from '../machines/building.ts';
import type { Fact } from '../machines/facts.ts';
import type { Failure, Vendor } from '../ports/failure.ts';
import { DoorLag } from './door-lag.ts';
import { textOf } from './metric-text.ts';
import { outcomeOf } from './outcome.ts';
import { RequestTimes } from './request-times.ts';
import { roomGauges } from './room-gauges.ts';

/** From 1 ms to 10 s, after which whoever asked a vendor, or us, has given up. */
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** From what the wire takes to what an outage takes. */
const DOOR_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
/** The status of what was not answered. */
const NONE = 'none';

type Counts = { [Type in Fact['type']]: (fact: Extract<Fact, { type: Type }>) => void };

/** What the service counts, one set for each process. */
export interface ServiceMetrics extends Metrics {
  /** Counts what came of a room. */
  fact(fact: Fact): void;
  /** What measures the adapter of `vendor`, and of one of its accounts where that has a name. */
  of(vendor: Vendor, account?: string): Measures;
  /** From now on, the rooms of `building` are measured, and by how many ms Google's time is ahead of the machine's. */
  observe(building: Building, skewMs?: () => number): void;
}

/** `ofProcess`: with what prom-client measures of every process of Node. */
export function createMetrics({ ofProcess = false } = {}): ServiceMetrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const queues = new Map<string, { labels: { queue: string; account?: string }; length: () => number }>();
  const queue = (name: string, length: () => number, account?: string) =>
    queues.set(JSON.stringify([name, account]), { labels: { queue: name, ...ofAccount(account) }, length });
  const rooms = roomGauges(registry);
  let building: Building | undefined;
  let skewMs = () => 0;

  const requests = new RequestTimes({
    name: 'roomcal_http_request_duration_seconds',
    help: 'HTTP requests that were answered, by method, route and status',
    buckets: CALL_BUCKETS,
  });
  registry.registerMetric(requests.metric);
  const refused = new Counter({
    name: 'roomcal_notifications_refused_total',
    help: 'notifications of unknown channels, or with a wrong token',
    registers,
  });
  const unauthorized = new Counter({
    name: 'roomcal_unauthorized_total',
    help: 'calls on a room whose credentials did not open it, by room',
    labelNames: ['room_name'],
    registers,
  });
  const unreadable = new Counter({
    name: 'roomcal_messages_unreadable_total',
    help: 'messages on the topic that could not be read',
    registers,
  });
  const missed = new Counter({
    name: 'roomcal_pushes_missed_total',
    help: 'changes that a sweep or a refresh found, and no notification announced',
    registers,
  });
  const deaths = new Counter({
    name: 'roomcal_actor_deaths_total',
    help: 'actors that died of a mistake of roomcal and were made anew, by actor',
    labelNames: ['actor'],
    registers,
  });
  const bookings = new Counter({
    name: 'roomcal_bookings_total',
    help: 'answers to bookings, extensions and endings, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const presses = new Counter({
    name: 'roomcal_presses_total',
    help: 'presses at Things that were answered, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const checkIns = new Counter({
    name: 'roomcal_check_ins_total',
    help: 'meetings to which somebody has checked in at the door, by room',
    labelNames: ['room_name'],
    registers,
  });
  const noShows = new Counter({
    name: 'roomcal_no_shows_total',
    help: 'meetings to which nobody came, so that the room was released, by room',
    labelNames: ['room_name'],
    registers,
  });
  const calls = new Histogram({
    name: 'roomcal_vendor_call_duration_seconds',
    help: 'calls on the wire, by vendor, call and status (HTTP or gRPC); none where there was no answer',
    labelNames: ['vendor', 'call', 'status', 'account'],
    buckets: CALL_BUCKETS,
    registers,
  });
  const failures = new Counter({
    name: 'roomcal_failures_total',
    help: 'what failed for a room, by vendor and status; none where there was no answer',
    labelNames: ['vendor', 'status'],
    registers,
  });
  const lag = new Histogram({
    name: 'roomcal_door_lag_seconds',
    help: 'from the instant at which a fact was true to its acknowledged publish, by why the room looked',
    labelNames: ['because'],
    buckets: DOOR_BUCKETS,
    registers,
  });
  const waiting = new Gauge({
    name: 'roomcal_queue_length',
    help: 'how many wait for their turn',
    labelNames: ['queue', 'account'],
    registers,
  });

  const skew = new Gauge({
    name: 'roomcal_clock_skew_seconds',
    help: "how far Google's time is ahead of this machine's clock; negative where it is behind, 0 within two seconds",
    registers,
  });

  const valid = new Gauge({
    name: 'roomcal_config_valid',
    help: '1 while what lies at the place of the configuration holds; 0 while it has a mistake, and what was there before holds',
    registers,
  });
  const loaded = new Gauge({
    name: 'roomcal_config_loaded_timestamp_seconds',
    help: 'since when the configuration holds, in Unix time',
    registers,
  });
  const info = new Gauge({
    name: 'roomcal_config_info',
    help: '1 for the generation of the configuration that holds',
    labelNames: ['generation'],
    registers,
  });
  const taken = ({ generation, at }: { generation: string; at: number }) => {
    valid.set(1);
    loaded.set(at / 1_000);
    info.reset();
    info.set({ generation }, 1);
  };

  const doors = new DoorLag((because, ms) => lag.observe({ because }, ms / 1_000));

  const failed = ({ failure: { vendor, status } }: { failure: Failure }) =>
    failures.inc({ vendor: vendor ?? 'roomcal', status: status ?? NONE });
  const uncounted = () => undefined;

  const counts = {
    reconciled: uncounted,
    'refresh.failed': failed,
    'zone.wrong': uncounted,
    'zone.unknown': uncounted,
    'zone.known': uncounted,
    'change.found': uncounted,
    recalled: uncounted,
    'listing.news': uncounted,
    'listing.saved': uncounted,
    'listing.unsaved': failed,
    swept: uncounted,
    'sweep.failed': failed,
    relayed: uncounted,
    'relay.listed': uncounted,
    'relay.failed': failed,
    'channel.opened': uncounted,
    'channel.failed': failed,
    'predecessor.stopped': uncounted,
    'channel.orphaned': uncounted,
    'push.missed': () => missed.inc(),
    'thing.settled': uncounted,
    'thing.mended': uncounted,
    'thing.failed': failed,
    published: uncounted,
    'publish.failed': failed,
    answered: ({ answer }) => bookings.inc({ outcome: outcomeOf(answer) }),
    pressed: ({ answer }) => presses.inc({ outcome: outcomeOf(answer) }),
    'press.answered': uncounted,
    'press.failed': failed,
    checked_in: ({ room_name }) => checkIns.inc({ room_name }),
    'no_show.released': ({ room_name }) => noShows.inc({ room_name }),
    'release.failed': failed,
    compensated: uncounted,
    'compensation.failed': failed,
    'actor.died': ({ actor }) => deaths.inc({ actor }),
    'actor.restarted': uncounted,
    'room.left'({ room_name }) {
      for (const counter of [unauthorized, checkIns, noShows]) counter.remove({ room_name });
    },
    'leaving.failed': failed,
    'opening.failed': failed,
    opened: taken,
    'configuration.taken': taken,
    'configuration.refused': () => valid.set(0),
    'configuration.unread': failed,
    'configuration.read': uncounted,
    'clock.skewed': uncounted,
    'topic.failed': failed,
    'topic.connected': uncounted,
    'message.unreadable': () => unreadable.inc(),
    'message.misaddressed': uncounted,
  } satisfies Counts;

  /** Whoever asks meanwhile is given the same. */
  async function text(): Promise<string> {
    try {
      if (building) await rooms.measure(building);
      skew.set(skewMs() / 1_000);
      for (const { labels, length } of queues.values()) waiting.set(labels, length());
      return await textOf(registry);
    } finally {
      rooms.forget();
    }
  }
  let asked: Promise<string> | undefined;

  return {
    contentType: registry.contentType,
    text() {
      asked ??= text().finally(() => {
        asked = undefined;
      });
      return asked;
    },
    answered: (method, route, status, ms) => requests.observe(method, route, status, ms / 1_000),
    refused: () => refused.inc(),
    unauthorized: (room_name) => unauthorized.inc({ room_name }),
    of: (vendor, account) => ({
      called: (call, status, ms) =>
        calls.observe({ vendor, call, status: status ?? NONE, ...ofAccount(account) }, ms / 1_000),
      queue: (name, length) => queue(name, length, account),
    }),
    observe(observed, observedSkewMs = () => 0) {
      building = observed;
      skewMs = observedSkewMs;
      queue('bookings', () => observed.bookingsWaiting);
    },
    fact<Type extends Fact['type']>(fact: Extract<Fact, { type: Type }>) {
      doors.observe(fact);
      (counts as Counts)[fact.type as Type](fact);
    },
  };
}

/** The label of an account, where it has a name. */
function ofAccount(account: string | undefined): { account?: string } {
  return account === undefined ? {} : { account };
}
