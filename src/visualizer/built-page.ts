import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../validation/config-error.ts';
import type { Recording } from './recording/recording.ts';

const PAGE = new URL('../../dist/visualizer.html', import.meta.url);

/** The page, built by `npm ci`; it holds everything but the recording. Throws a `ConfigError` where it was not built. */
export async function readPage(): Promise<string> {
  try {
    return await readFile(PAGE, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ConfigError(
      'the visualizer is not built: run npm ci, with development dependencies and scripts',
    );
  }
}

/** The page with a recording in it: one file that needs nothing else. */
export function pageOf(page: string, recording: Recording): string {
  // A title must not end the element that it lies in.
  const json = JSON.stringify(recording).replaceAll('<', '\\u003c');
  const element = `<script type="application/json" id="recording">${json}</script>`;
  return page.replace('<!--recording-->', () => element);
}

/** What the page may do: run its own script, and hear of the server it came from. */
export function policyOf(page: string): string {
  const hash = (element: string) => {
    const [, text = ''] = page.match(new RegExp(`<${element}>([^]*?)</${element}>`)) ?? [];
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  };
  return [
    `default-src 'none'`,
    `script-src ${hash('script')}`,
    // Places are set as style attributes by the script.
    `style-src ${hash('style')}`,
    `connect-src 'self'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** The headers with which the page is served. */
export function headersOf(page: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(page),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
