import { ConfigError } from './config-error.ts';

/**
 * The value of a JSON text; `place` is where it lies. Throws a `ConfigError` that says where to look, but not Node's own
 * message: that quotes the text, and the text has secrets.
 */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const line = (error as Error).message.match(/\(line (\d+) column \d+\)$/)?.[1];
    const where = line ? `line ${line}` : 'a comma, a quote or a bracket';
    throw new ConfigError(`${place}: not JSON; look at ${where}`);
  }
}
