import { readBuilt } from '../http/pages/built-pages.ts';
import { ConfigError } from '../validation/config-error.ts';
import type { Recording } from './recording/recording.ts';

/** The page, built by `npm ci`; it holds everything but the recording. Throws a `ConfigError` where it was not built. */
export function readPage(): string {
  const page = readBuilt('visualizer');
  if (page === undefined)
    throw new ConfigError(
      'the visualizer is not built: run npm ci, with development dependencies and scripts',
    );
  return page;
}

/** The page with a recording in it: one file that needs nothing else. */
export function pageOf(page: string, recording: Recording): string {
  // A title must not end the element that it lies in.
  const json = JSON.stringify(recording).replaceAll('<', '\\u003c');
  const element = `<script type="application/json" id="recording">${json}</script>`;
  return page.replace('<!--recording-->', () => element);
}
