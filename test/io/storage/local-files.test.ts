import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderChannels, folderTexts } from '../../../src/io/storage/local-files.ts';

const record = {
  room_name: 'blue_room',
  calendar_id: 'blue@example.org',
  id: 'one',
  token: 'secret',
  address: 'https://roomcal.example.org/webhook',
  resource_id: 'resource',
  registered: '2026-11-22T10:00:00.000Z',
  expiration: '2026-11-29T10:00:00.000Z',
};

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Who may do what with a file, as `ls` has it in octal. */
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('a file of ours', () => {
  it('with the token of a channel is for its owner alone', async () => {
    const folder = await aFolder();
    const { generation } = await folderChannels(folder).write(record, undefined);
    expect(await modeOf(join(folder, 'blue_room.json'))).toBe('600');
    await folderChannels(folder).write({ ...record, id: 'two' }, generation);
    expect(await modeOf(join(folder, 'blue_room.json'))).toBe('600');
  });

  it('with the titles of meetings is for its owner alone, also where it lay there open', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'note.json'), 'old', { mode: 0o644 });
    await folderTexts(folder).write('note.json', 'new');
    expect(await modeOf(join(folder, 'note.json'))).toBe('600');
  });

  it('is the old one or the new one, whole, whoever reads it while it is written', async () => {
    const folder = await aFolder();
    const texts = folderTexts(folder);
    const [old, next] = ['a'.repeat(1_000_000), 'b'.repeat(1_000_000)];
    await texts.write('note.json', old);
    const writing = texts.write('note.json', next);
    const seen = new Set<string | undefined>();
    let isWritten = false;
    const written = writing.then(() => {
      isWritten = true;
    });
    while (!isWritten) seen.add(await texts.read('note.json'));
    await written;
    for (const text of seen) expect(text === old || text === next).toBe(true);
    expect(await texts.read('note.json')).toBe(next);
  });

  it('is not emptied where a write does not come to its end', async () => {
    const folder = await aFolder();
    const texts = folderTexts(folder);
    await texts.write('note.json', 'old');
    await texts.write('note.json.new/in-the-way', '');
    await expect(texts.write('note.json', 'new')).rejects.toMatchObject({
      vendor: 'storage',
      reason: 'EISDIR',
      operator: true,
    });
    expect(await readFile(join(folder, 'note.json'), 'utf8')).toBe('old');
  });

  it('leaves nothing beside it', async () => {
    const folder = await aFolder();
    await folderTexts(folder).write('deep/note.json', 'text');
    expect(await readdir(join(folder, 'deep'))).toEqual(['note.json']);
  });
});
