import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { dayIn } from '../replay/day-file.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { plain, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { pageOf, readPage } from './built-page.ts';
import { recordReplay } from './recording/record-replay.ts';
import { servePage } from './serve-page.ts';

export interface VisualizeOptions {
  /** A file to write the page to. */
  html?: string | undefined;
  /** Whether to serve it on `port`; 0 takes a free one. */
  serve: boolean;
  port: number;
  /** That of the day where it is left out, or 1. */
  seed?: number | undefined;
}

/**
 * `roomcal replay --html` and `--serve`: replays one day and shows it as a page, until `signal` where it is served.
 * Resolves to the exit code: 1 where a person has to mend something, or an expectation of the day does not hold.
 */
export async function visualize(
  files: readonly string[],
  { html, serve, port, seed }: VisualizeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { out, err } = plain(terminal);
  const [file = '', ...more] = files;
  return exitCodeOf(
    terminal,
    async () => {
      if (more.length > 0) throw new ConfigError('the visualizer shows one day: name one file');
      const day = await dayIn(file);
      const page = readPage();
      const recording = await recordReplay(day, seed ?? day.seed ?? 1, file);
      const text = pageOf(page, recording);
      for (const { path, expected, found } of recording.differences)
        err(`${file}: ${path}: expected ${expected}, found ${found}`);
      if (html !== undefined) {
        await write(html, text);
        out(`wrote ${html}`);
      }
      if (serve) {
        const served = await servePage(text, page, port);
        out(`${served.url} shows ${file}; Ctrl-C ends it`);
        if (!signal.aborted) await once(signal, 'abort');
        await served.close();
      }
      return recording.differences.length > 0 ? 1 : 0;
    },
    '',
  );
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch(({ code }) => {
    throw new ConfigError(`${file}: can't be written (${code})`);
  });
}
