import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../ports/clock.ts';

/** No header is longer, in bytes: Node's own limit. */
const LONGEST_HEADER = 16_384;

interface Options {
  clock: Clock;
  /** Asked for each connection. */
  isWanted: () => boolean;
  /** How long a header may take, in ms. */
  patienceMs: number;
}

/**
 * Boards of the Python service end the lines of a header with CR CR LF, which Node's parser refuses, lenient or not. Where
 * `isWanted`, a header is read first, and each such end becomes CR LF: a recipient may so mend a CR that stands alone (RFC
 * 9112, 2.2). The parser then is as strict as for everyone. Such a connection ends with its answer: what would follow on
 * it was not looked at.
 */
export function mendDoubledReturns(app: FastifyInstance, { clock, isWanted, patienceMs }: Options): void {
  const { server } = app;
  const parsers = server.listeners('connection');
  const reading = new Set<Socket>();
  const parse = (socket: Socket) => {
    for (const parser of parsers) parser.call(server, socket);
  };

  function readHeader(socket: Socket): void {
    let received: Buffer = Buffer.alloc(0);
    const timer = clock.setTimeout(() => handOver(), patienceMs);
    function handOver(mended = received): void {
      clock.clearTimeout(timer);
      reading.delete(socket);
      socket.off('data', take).off('error', drop).off('close', drop).pause();
      if (mended.length > 0) socket.unshift(mended);
      parse(socket);
      socket.resume();
    }
    function take(chunk: Buffer): void {
      received = Buffer.concat([received, chunk]);
      const mended = withSingleReturns(received);
      if (mended) handOver(mended);
      else if (received.length > LONGEST_HEADER) handOver();
    }
    function drop(): void {
      clock.clearTimeout(timer);
      reading.delete(socket);
    }
    reading.add(socket);
    socket.on('data', take).on('error', drop).on('close', drop);
  }

  server.removeAllListeners('connection');
  server.on('connection', (socket) => (isWanted() ? readHeader(socket) : parse(socket)));
  app.addHook('preClose', async () => {
    for (const socket of reading) socket.destroy();
  });
}

/** What was received, with its header mended; undefined while that has not come to its end. */
function withSingleReturns(received: Buffer): Buffer | undefined {
  // A character a byte, so that lengths agree.
  const text = received.toString('latin1');
  const end = /\r?\r\n\r?\r\n/.exec(text);
  if (!end) return undefined;
  const header = text.slice(0, end.index);
  const isDoubled = end[0].includes('\r\r\n') || header.includes('\r\r\n');
  if (!isDoubled) return received;
  const lines = header.split(/\r?\r\n/).filter((line) => !/^connection:/i.test(line));
  const body = text.slice(end.index + end[0].length);
  return Buffer.from(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`, 'latin1');
}
