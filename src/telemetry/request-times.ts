import type { Metric } from 'prom-client';

/** As the registry writes it. */
interface Value {
  metricName: string;
  labels: Record<string, string | number>;
  value: number;
}

interface Times {
  labels: { method: string; route: string; status: number };
  /** How many fell into each bucket, and past the last. */
  counts: number[];
  sum: number;
}

/**
 * How long requests took, as prom-client's histogram has it: that one looks for its labels by a text that it makes of them each time, which costs
 * as much as the rest of what is done for a request after its answer.
 */
export class RequestTimes {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly labelNames = ['method', 'route', 'status'];
  readonly #buckets: readonly number[];
  /** By route, then by method and status. */
  #times = new Map<string, Map<string, Times>>();

  constructor({ name, help, buckets }: { name: string; help: string; buckets: readonly number[] }) {
    this.name = name;
    this.help = help;
    this.#buckets = buckets;
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const ofRoute = this.#times.get(route) ?? new Map<string, Times>();
    const key = `${method} ${status}`;
    const times = ofRoute.get(key) ?? this.#add(route, ofRoute, key, { method, route, status });
    let bucket = 0;
    while (seconds > (this.#buckets[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
    times.counts[bucket] = (times.counts[bucket] ?? 0) + 1;
    times.sum += seconds;
  }

  #add(route: string, ofRoute: Map<string, Times>, key: string, labels: Times['labels']): Times {
    const times = { labels, counts: Array(this.#buckets.length + 1).fill(0), sum: 0 };
    this.#times.set(route, ofRoute.set(key, times));
    return times;
  }

  async get(): Promise<{ name: string; help: string; type: string; aggregator: string; values: Value[] }> {
    const values = [...this.#times.values()].flatMap((ofRoute) => [...ofRoute.values()]);
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: values.flatMap((times) => this.#valuesOf(times)) };
  }

  #valuesOf({ labels, counts, sum }: Times): Value[] {
    let count = 0;
    const buckets = [...this.#buckets, '+Inf'].map((le, index) => {
      count += counts[index] ?? 0;
      return { labels: { le, ...labels }, value: count, metricName: `${this.name}_bucket` };
    });
    return [
      ...buckets,
      { labels, value: sum, metricName: `${this.name}_sum` },
      { labels, value: count, metricName: `${this.name}_count` },
    ];
  }

  reset(): void {
    this.#times = new Map();
  }

  /** As the registry takes it. */
  get metric(): Metric<string> {
    return this as unknown as Metric<string>;
  }
}
