import { textOf } from '../io/text-file.ts';
import { parseDay } from './day.ts';
import type { Day } from './day-shape.ts';

/** The day in a file. Throws a `ConfigError` where there is none, or it is malformed, with the JSON path. */
export async function dayIn(file: string): Promise<Day> {
  return parseDay(await textOf(file, 'name the file of a day'), file);
}
