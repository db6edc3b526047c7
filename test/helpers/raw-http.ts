import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** Writes to the server at `url` whatever it is told, and reads what comes until the server closes. */
export async function speak(url: string, write: (socket: Socket) => void): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // Whoever goes on writing to a server that has closed is reset.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  write(socket);
  await closed;
  return answersIn(Buffer.concat(chunks));
}

function answersIn(bytes: Buffer): RawAnswer[] {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return [];
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  const bodyEnd = end + 4 + Number(headers.get('content-length') ?? bytes.length);
  const body = bytes.toString('utf8', end + 4, bodyEnd);
  return [{ status: Number(statusLine.split(' ')[1]), headers, body }, ...answersIn(bytes.subarray(bodyEnd))];
}
