import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { startRoomcal } from '../helpers/roomcal.ts';

it("an image's health check says that a running roomcal lives", async () => {
  const file = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  const [, text = ''] = /^HEALTHCHECK [^[]*CMD (\[.*\])$/m.exec(file) ?? [];
  const [node, ...command]: string[] = JSON.parse(text);
  const { url, close } = await startRoomcal();
  onTestFinished(close);
  const { promise, resolve } = Promise.withResolvers<unknown>();
  execFile(process.execPath, command, { env: { PORT: new URL(url).port } }, (error) =>
    resolve(error?.code ?? 0),
  );
  expect([node, await promise]).toEqual(['node', 0]);
});
