import { createMetrics } from '../../src/telemetry/metrics.ts';
import { aHouse, BASIC, type BuildingOptions } from './a-building.ts';

/** A house whose building is measured; `value` is a sample's, `name{label="…"}` as Prometheus writes it. */
export async function aMeasuredHouse(options: BuildingOptions = {}) {
  const made = await aHouse(options);
  const metrics = createMetrics();
  made.context.metrics = metrics;
  metrics.observe(made.building);
  let told = 0;
  const get = () => {
    for (const fact of made.facts.slice(told)) metrics.fact(fact);
    told = made.facts.length;
    return made.app.inject({ url: '/metrics', headers: BASIC });
  };
  /** The samples of which the name and the labels begin so, by all that they are named. */
  const samples = async (beginning: string): Promise<Record<string, number>> => {
    const lines = (await get()).body.split('\n').filter((line) => line.startsWith(beginning));
    return Object.fromEntries(
      lines.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  };
  const value = async (sample: string) => (await samples(`${sample} `))[sample];
  return { ...made, metrics, get, samples, value };
}
