import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRoomcal } from '../helpers/roomcal.ts';
import { lastOf } from '../house/dockerfile.ts';

describe('the health check of an image', () => {
  const command: string[] = JSON.parse(lastOf('production', 'HEALTHCHECK').replace(/^.*? CMD /, ''));

  async function exitCode(port: string | number) {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    expect(command[0]).toBe('node');
    execFile(process.execPath, command.slice(1), { env: { PORT: `${port}` } }, (error) =>
      resolve(error?.code ?? 0),
    );
    return promise;
  }

  /** The port of a server that answers whatever it is asked with a status. */
  async function answering(status: number) {
    const server = createServer((_, response) => response.writeHead(status).end());
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('is the same for developers', () => {
    expect(lastOf('developer', 'HEALTHCHECK')).toBe(lastOf('production', 'HEALTHCHECK'));
  });

  it('says that a running roomcal lives', async () => {
    const { url, close } = await startRoomcal();
    onTestFinished(close);
    expect(await exitCode(new URL(url).port)).toBe(0);
  });

  it('says that nothing lives where something else is answered', async () => {
    expect(await exitCode(await answering(200))).toBe(0);
    expect(await exitCode(await answering(503))).toBe(1);
  });

  it('says that nothing lives where nobody listens', async () => {
    expect(await exitCode(1)).toBe(1);
  });
});
