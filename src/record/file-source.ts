import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ConfigError } from '../validation/config-error.ts';
import { collected } from './collected.ts';
import { downloaded, hostOf } from './download.ts';
import type { Source } from './sources.ts';

const ADDRESS = /^(https?|webcals?):\/\//i;

/** Whether a calendar is an iCalendar file: by its name or address, or `-` for what comes on stdin. */
export function isFile(name: string): boolean {
  return name === '-' || ADDRESS.test(name) || /\.(ics|ical|icalendar)$/i.test(name);
}

/** Besides the file itself: the zone of times that name none (IANA), and who gets a line for what can't be read. */
export interface Reading {
  timeZone: string | undefined;
  stdin: AsyncIterable<Uint8Array>;
  tell(line: string): void;
}

/** An iCalendar file: on this machine, at an address, or on stdin (`-`). The key of pseudonyms is all of it. */
export async function fileSource(name: string, { timeZone, stdin, tell }: Reading): Promise<Source> {
  const isAddress = ADDRESS.test(name);
  const called = name === '-' ? 'stdin' : isAddress ? hostOf(name) : name;
  const bytes = isAddress
    ? await downloaded(name)
    : await allOf(name === '-' ? stdin : createReadStream(name), called);
  return {
    room: { roomName: 'room', timeZone: undefined },
    key: createHash('sha256').update(bytes).digest('hex'),
    async list(from, until) {
      const { eventsOf } = await import('./icalendar.ts');
      try {
        return eventsOf(bytes, { from, until, timeZone, tell: (line) => tell(`${called}: ${line}`) });
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        throw new ConfigError(`${called}: ${error.message}`);
      }
    },
  };
}

async function allOf(stream: AsyncIterable<Uint8Array>, called: string): Promise<Uint8Array> {
  try {
    return await collected(stream);
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`${called}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `can't be read (${code})`;
    throw new ConfigError(`${called}: ${why}`);
  }
}
