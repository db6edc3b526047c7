import { setImmediate } from 'node:timers/promises';
import { Gauge, type Metric, Registry } from 'prom-client';

/** How many series are written in one turn of the event loop: a gauge of rooms has one for each, and prom-client writes all of a metric at once. */
const IN_A_TURN = 500;
/** What stands above the series: help and type. */
const HEAD_LINES = 2;

/** All metrics in Prometheus' text, as prom-client writes them, a metric or a part of one a turn of the event loop. */
export async function textOf(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const metric of registry.getMetricsAsArray()) {
    const isGauge = metric instanceof Gauge;
    texts.push(isGauge ? await gaugeText(metric) : await registry.getSingleMetricAsString(metric.name));
    await setImmediate();
  }
  return `${texts.join('\n\n')}\n`;
}

async function gaugeText(gauge: Gauge): Promise<string> {
  const { values, ...rest } = await gauge.get();
  let text = await partText({ ...rest, values: values.slice(0, IN_A_TURN) });
  for (let from = IN_A_TURN; from < values.length; from += IN_A_TURN) {
    await setImmediate();
    const part = await partText({ ...rest, values: values.slice(from, from + IN_A_TURN) });
    text += `\n${part.split('\n').slice(HEAD_LINES).join('\n')}`;
  }
  return text;
}

/** Of a registry that has nothing else: prom-client writes what is registered. */
function partText(part: Awaited<ReturnType<Gauge['get']>>): Promise<string> {
  const registry = new Registry();
  const { name } = part;
  registry.registerMetric({ name, get: async () => part } as unknown as Metric<string>);
  return registry.getSingleMetricAsString(name);
}
