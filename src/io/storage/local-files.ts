import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChannelStore } from '../../ports/channels.ts';
import type { FilesPort } from '../../ports/files.ts';
import { failingAs, messageOf, VendorError } from '../vendor-error.ts';
import { channelStore, type ListedTexts } from './channel-store.ts';
import type { TextStore } from './listing-store.ts';

const attempt = failingAs(failureOf);

/** The files in a folder. */
export function folderFiles(folder: string): FilesPort {
  async function read(name: string): Promise<string | undefined> {
    const text = await readOrNothing(join(folder, name));
    if (text !== undefined || (await isThere(folder))) return text;
    throw new VendorError('storage', `there is no folder ${folder}`, { reason: 'ENOENT', operator: true });
  }

  return {
    place: folder,
    read,
    async look(name) {
      const text = await read(name);
      return text === undefined ? undefined : { text, generation: hash(text) };
    },
  };
}

/** Texts in a folder; a generation is the hash of what the file holds. */
export function folderGuarded(folder: string): ListedTexts {
  const pathOf = (name: string) => join(folder, name);

  /** What lies there now must be what the writer has seen. */
  async function unchangedSince(generation: string | undefined, name: string): Promise<void> {
    const text = await readOrNothing(pathOf(name));
    if ((text === undefined ? undefined : hash(text)) === generation) return;
    throw new VendorError('storage', `${pathOf(name)} was written by another process`, {
      status: 412,
      reason: 'conditionNotMet',
    });
  }

  return {
    place: folder,

    async names(within, most) {
      const found = await attempt(() => readdir(pathOf(within), { withFileTypes: true })).catch(unlessNone);
      const names = found.filter((entry) => entry.isFile()).map(({ name }) => name);
      return { names: names.sort().slice(0, most), isWhole: names.length <= most };
    },

    async read(name) {
      const text = await readOrNothing(pathOf(name));
      return text === undefined ? undefined : { text, generation: hash(text) };
    },

    async write(name, text, generation) {
      await unchangedSince(generation, name);
      await attempt(() => writeWhole(pathOf(name), text));
      return hash(text);
    },

    async remove(name, generation) {
      if ((await readOrNothing(pathOf(name))) === undefined) return;
      await unchangedSince(generation, name);
      await attempt(() => rm(pathOf(name), { force: true }));
    },
  };
}

/** Channel records in a folder, a file a room. */
export function folderChannels(folder: string): ChannelStore {
  return channelStore(folderGuarded(folder));
}

/** Notes of rooms in a folder. */
export function folderTexts(folder: string): TextStore {
  const pathOf = (name: string) => join(folder, name);
  return {
    read: (name) => readOrNothing(pathOf(name)),
    write: (name, text) => attempt(() => writeWhole(pathOf(name), text)),
    remove: (name) => attempt(() => rm(pathOf(name), { force: true })),
  };
}

/** Whoever reads meanwhile, or finds what a crash left, sees the old file or the new one whole. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failureOf(error);
  }
}

/** A folder that nothing was written to is not there. */
function unlessNone(error: VendorError): never[] {
  if (error.reason === 'ENOENT') return [];
  throw error;
}

function failureOf(cause: unknown): VendorError {
  const { code } = cause as NodeJS.ErrnoException;
  return new VendorError('storage', messageOf(cause), { reason: code, operator: true });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
