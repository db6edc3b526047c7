import { readFile } from 'node:fs/promises';
import { ConfigError } from '../validation/config-error.ts';

/** The text of a file that somebody named. Throws a `ConfigError` that says why it can't be read, and `mend`s it. */
export async function textOf(file: string, mend: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = Object(error) as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `can't be read (${code})`;
    throw new ConfigError(`${file}: ${why}; ${mend}`);
  }
}
