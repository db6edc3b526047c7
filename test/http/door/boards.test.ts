import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { event } from '../../helpers/events.ts';
import { aHouse, calendarOf } from '../a-building.ts';
import {
  arduinoHttpClient,
  book,
  byHand,
  type Call,
  cancel,
  curl,
  giga,
  pythonRequests,
  startWatching,
} from './boards.ts';

const ROOM = 'blue_room';

/** A connection, and how many bytes the server has received on it. */
interface Line {
  socket: Socket;
  received: () => number;
}

async function aDoor(options: Parameters<typeof aHouse>[0] = {}) {
  const house = await aHouse({ pythonRooms: [ROOM], ...options });
  const { app, ports, building } = house;
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));

  async function connected(): Promise<Line> {
    const accepted = once(app.server, 'connection') as Promise<[Socket]>;
    const socket = connect(Number(url.port), url.hostname).setNoDelay();
    onTestFinished(() => void socket.destroy());
    const [[server]] = await Promise.all([accepted, once(socket, 'connect')]);
    return { socket, received: () => server.bytesRead };
  }

  /** Sends pieces, each once the one before it has arrived, and resolves to the answer. */
  async function sends(pieces: readonly string[], on?: Line) {
    const line = on ?? (await connected());
    const before = line.received();
    const answered = answerOn(line.socket);
    let sent = 0;
    for (const piece of pieces) {
      line.socket.write(piece);
      sent += Buffer.byteLength(piece);
      while (line.received() < before + sent) await setImmediate();
    }
    return answered;
  }

  const meetings = () =>
    (ports.calendars.get(calendarOf(ROOM)) ?? []).filter(({ status }) => status !== 'cancelled');
  return { ...house, building, connected, sends, meetings };
}

/** The next answer on a connection: its status, its `connection` header, its body. */
async function answerOn(socket: Socket) {
  let received = '';
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    received += chunk.toString();
    const [head = '', body] = received.split(/\r\n\r\n(.*)/s);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (body === undefined || Buffer.byteLength(body) < length) continue;
    const [, status] = head.split(' ');
    return { status: Number(status), connection: /^connection: (.+)/im.exec(head)?.[1], body };
  }
}

const minutesOf = ({ start, end }: { start?: unknown; end?: unknown }) => {
  const at = (time: unknown) => Date.parse((time as { dateTime: string }).dateTime);
  return (at(end) - at(start)) / 60_000;
};

type Send = (call: Call) => string[];
const KINDS: [string, Send, ends: boolean][] = [
  ['the Giga sketch', giga, true],
  ['ArduinoHttpClient', arduinoHttpClient, true],
  ['requests of Python', pythonRequests, false],
  ['curl', curl, false],
  ['firmware written by hand', byHand, true],
];

describe.each(KINDS)('%s', (_, send, ends) => {
  const connection = ends ? 'close' : 'keep-alive';

  it('books, in as many segments as it writes', async () => {
    const { sends, meetings } = await aDoor();
    const answer = await sends(send(book({ duration_mins: '30' })));
    expect([answer.status, answer.connection]).toEqual([201, connection]);
    expect(meetings()).toMatchObject([{ summary: '::Meeting::' }]);
    expect(meetings().map(minutesOf)).toEqual([30]);
  });

  it('books all day, and is given what is free of it', async () => {
    const next = event('next', '2026-11-23T15:00:00+01:00', '2026-11-23T16:00:00+01:00');
    const { sends, meetings } = await aDoor({ events: [next] });
    expect((await sends(send(book({ duration_mins: 838 })))).status).toBe(201);
    expect(meetings().find(({ summary }) => summary === '::Meeting::')?.end?.dateTime).toBe(
      '2026-11-23T15:00:00+01:00',
    );
  });

  it('cancels what it has booked', async () => {
    const { sends, meetings } = await aDoor();
    await sends(send(book()));
    const [{ id = '' } = {}] = meetings();
    const answer = await sends(send(cancel(String(id))));
    expect([answer.status, answer.connection]).toEqual([201, connection]);
    expect(meetings()).toEqual([]);
  });

  it('starts to watch, as the updater does for each room', async () => {
    const { sends, ports } = await aDoor();
    const answer = await sends(send(startWatching));
    expect([answer.status, JSON.parse(answer.body).room_name]).toEqual([200, ROOM]);
    expect(ports.records.has(ROOM)).toBe(true);
  });

  it('is refused with any other text as its secret, and counted', async () => {
    const { sends, meetings, context } = await aDoor();
    for (const call of [book(), cancel('x'), startWatching])
      expect((await sends(send({ ...call, secret: 'anything' }))).status).toBe(401);
    expect(meetings()).toEqual([]);
    expect(await context.metrics.text()).toContain(`roomcal_unauthorized_total{room_name="${ROOM}"} 3`);
  });
});

describe('a connection', () => {
  it.each([
    ['requests of Python', pythonRequests],
    ['curl', curl],
  ] as const)('of %s serves one call after the other', async (_, send) => {
    const { connected, sends, meetings } = await aDoor();
    const line = await connected();
    expect((await sends(send(book()), line)).status).toBe(201);
    expect((await sends(send(cancel(String(meetings()[0]?.id))), line)).status).toBe(201);
    expect(meetings()).toEqual([]);
  });

  it('of the Giga sketch ends with its answer, for which it waits', async () => {
    const { connected, sends } = await aDoor();
    const line = await connected();
    const ended = once(line.socket, 'close');
    await sends(giga(book()), line);
    await ended;
  });
});

describe('where no room has boards of the Python service', () => {
  it.each(KINDS.filter(([name]) => name !== 'the Giga sketch'))('%s books all the same', async (_, send) => {
    const { sends, meetings } = await aDoor({ pythonRooms: [] });
    expect((await sends(send(book({ duration_mins: '30' })))).status).toBe(201);
    expect(meetings()).toMatchObject([{ summary: 'Meeting' }]);
  });
});
