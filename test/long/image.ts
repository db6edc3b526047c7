import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isIgnored, lastOf } from '../house/dockerfile.ts';

// A process for each command takes its time. What the image may lack is told by test/house/image.test.ts.

describe('a command in the production image', () => {
  const image = mkdtempSync(join(tmpdir(), 'roomcal-image-'));
  const PRODUCTION = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    PORT: '0',
    // Nobody is asked there: it keeps the commands from looking for credentials.
    PUBSUB_EMULATOR_HOST: '127.0.0.1:1',
    GOOGLE_CLOUD_PROJECT: 'nobody',
    METADATA_SERVER_DETECTION: 'none',
  };
  const nowhere = join(image, 'config.json');
  const day = join(image, 'day.json');
  beforeAll(() => {
    for (const one of ['bin', 'package.json']) cpSync(one, join(image, one), { recursive: true });
    cpSync('src', join(image, 'src'), { recursive: true, filter: (path) => !isIgnored(relative('.', path)) });
    symlinkSync(join(process.cwd(), 'node_modules'), join(image, 'node_modules'));
    writeFileSync(day, '{}');
  });
  afterAll(() => rmSync(image, { recursive: true }));

  async function run(args: string[], env: Record<string, string> = {}) {
    const { promise, resolve } = Promise.withResolvers<{ code: unknown; stdout: string; stderr: string }>();
    const options = { env: { ...PRODUCTION, ...env } };
    execFile(process.execPath, [join(image, 'bin/roomcal.js'), ...args], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
    return promise;
  }

  it.each([
    ['replay', [day]],
    ['replay', [day, '--html', join(image, 'page.html')]],
    ['replay', [day, '--inspect']],
    ['record', ['blue_room', '--day', '2026-11-23']],
    ['simulate', ['--seeds', '1']],
    ['start', ['--inspect']],
  ])('that it lacks says so in a line: %s %j', async (command, args) => {
    expect(await run([command, ...args])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'roomcal: this command is no part of the production image; run it with npx, or from a checkout\n',
    });
  });

  it('says which version it is, where that is all that it is asked', async () => {
    const [, entry] = JSON.parse(lastOf('production', 'ENTRYPOINT'));
    expect(entry).toBe('bin/roomcal.js');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('says in a line that there is no sandbox', async () => {
    expect(await run(['start'], { ROOMCAL_CONFIG: 'sandbox' })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'roomcal: the sandbox is no part of this image; set ROOMCAL_CONFIG to a file or a gs:// object\n',
    });
  });

  it.each([['start'], ['doctor'], ['setup'], ['share'], ['unwatch']])(
    'works: %s reads its configuration',
    async (command) => {
      const { code, stderr, stdout } = await run([command], { ROOMCAL_CONFIG: nowhere });
      expect(code).toBe(1);
      expect(`${stdout}${stderr}`).toMatch(/config\.json:? .*there is no such file/);
      expect(`${stdout}${stderr}`).not.toMatch(/ERR_MODULE_NOT_FOUND|\n +at /);
    },
  );
});
