import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { drawCharts } from './draw-charts.ts';
import type { Charts } from './shape.ts';

/** Draws the charts in a thread of their own: a second of layout must not hold up the doors of a running service. */
export async function drawChartsInThread(): Promise<Charts> {
  const [charts] = await once(new Worker(new URL(import.meta.url)), 'message');
  return charts;
}

if (!isMainThread) parentPort?.postMessage(await drawCharts());
