import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { GcloudError, gcloud } from './fake-gcloud.ts';

/** Has this process do what it is asked: a Node for each of hundreds of calls would take its time. */
const command = (port: number) => `#!/usr/bin/env bash
exec 3<> /dev/tcp/127.0.0.1/${port}
printf '%s\\0' "$#" "$PWD" "$@" >&3
read -r code <&3
if [ "$code" = 0 ]; then cat <&3; else cat <&3 >&2; fi
exit "$code"
`;

/** Puts a `gcloud` into the folder `bin` that keeps what it is told in the file `place`; it works until the test is over. */
export async function putGcloud(bin: string, place: string): Promise<void> {
  const server = createServer((socket) => answer(socket, place)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  writeFileSync(join(bin, 'gcloud'), command((server.address() as AddressInfo).port), { mode: 0o755 });
}

/** Reads how many arguments there are, the folder and the arguments; answers the exit code, a line, and what is printed. */
function answer(socket: Socket, place: string): void {
  let text = '';
  socket.setEncoding('utf8').on('data', (more) => {
    text += more;
    const [count, cwd = '', ...args] = text.split('\0').slice(0, -1);
    if (args.length === Number(count)) socket.end(said(args, place, cwd));
  });
}

function said(args: string[], place: string, cwd: string): string {
  try {
    return `0\n${gcloud(args, place, cwd)}`;
  } catch (error) {
    const code = error instanceof GcloudError ? error.code : 1;
    return `${code}\n${error instanceof Error ? error.message : error}\n`;
  }
}
