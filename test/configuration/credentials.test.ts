import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { accountOf, readConfiguration } from '../../src/configuration/open.ts';
import { serviceAccountKey } from '../helpers/service-account.ts';
import { EXAMPLE } from './configurations.ts';

/** A folder with the configuration, and what else is given. */
function folderOf(files: Record<string, string> = {}, more: object = {}): string {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-credentials-'));
  onTestFinished(() => folder.remove());
  const config = JSON.stringify({ ...EXAMPLE, ...more });
  for (const [name, text] of Object.entries({ 'config.json': config, ...files }))
    writeFileSync(join(folder.path, name), text);
  return folder.path;
}

const read = (folder: string, env: object = {}) =>
  readConfiguration(readEnvironment({ ROOMCAL_CONFIG: join(folder, 'config.json'), ...env }));

describe('the key file', () => {
  const beside = serviceAccountKey();
  const named = serviceAccountKey();

  it('lies beside the configuration, or where ROOMCAL_CREDENTIALS says', async () => {
    const folder = folderOf({ 'calendar_credentials.json': beside, 'key.json': named });
    expect((await read(folder)).credentials).toBe(beside);
    const ROOMCAL_CREDENTIALS = join(folder, 'key.json');
    expect((await read(folder, { ROOMCAL_CREDENTIALS })).credentials).toBe(named);
    expect((await read(folderOf())).credentials).toBeUndefined();
  });

  it.each([
    ['is missing', 'none.json', /none\.json: there is no such file; .*ROOMCAL_CREDENTIALS$/],
    ['lies in no folder', 'nowhere/key.json', /there is no folder .*nowhere; .* or set ROOMCAL_CREDENTIALS$/],
    ['is none', 'config.json', /config\.json: not the key file of a service account/],
    ['has no name', 'folder/', /^ROOMCAL_CREDENTIALS: .* names no file; end it with \/calendar_credentials/],
  ])('that is named and %s ends the start', async (_, name, message) => {
    const folder = folderOf();
    const ROOMCAL_CREDENTIALS = `${folder}/${name}`;
    await expect(async () => read(folder, { ROOMCAL_CREDENTIALS })).rejects.toThrow(message);
  });

  it('is needed by who acts for a user', async () => {
    const subject = { gcal_subject: 'rooms@example.org' };
    await expect(read(folderOf({}, subject))).rejects.toThrow(/gcal_subject: only a service account with a/);
    const { config, credentials } = await read(folderOf({ 'calendar_credentials.json': beside }, subject));
    expect(accountOf(config, credentials)).toBe('rooms@example.org');
  });
});
