import { parseDay } from '../../src/replay/day.ts';
import { pageOf, readPage } from '../../src/visualizer/built-page.ts';
import { recordReplay } from '../../src/visualizer/recording/record-replay.ts';
import { type Served, servePage } from '../../src/visualizer/serve-page.ts';

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Replays the day of a text and serves its page. */
export async function serveDay(text: string): Promise<Served> {
  const page = readPage();
  return servePage(pageOf(page, await recordReplay(parseDay(text, 'day.json'), 1, 'day.json')), page, 0);
}
