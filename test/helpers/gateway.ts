import { once } from 'node:events';
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../src/ports/clock.ts';

/** A call of roomcal's to a vendor: `path` with its query, `body` as it was sent. */
export interface Call {
  method: string;
  path: string;
  body: string;
}

/** A call that a test has taken, for which nothing has been done yet. */
export interface TakenCall extends Call {
  /** The vendor does it, and its answer is handed on. Resolves once it is done. */
  pass(): Promise<void>;
  /** The vendor does it, as soon as this is called, and nobody hears of that. Resolves with the vendor's status once it is done. */
  keep(): Promise<number>;
  /** The connection breaks. */
  drop(): void;
  /** Whoever asks is told this instead: JSON, or the text given, which is a page. */
  answer(status: number, body: unknown): void;
  /** The answer begins, and does not go on. */
  stall(): void;
  /** Resolves once the connection is gone. */
  left: Promise<unknown>;
}

/** Stands between a process of roomcal and the clouds, over HTTP: calls go by, but for those that a test takes. */
export interface Gateway {
  url: string;
  /** Answers do not say when they were made, as behind some proxies. */
  isTimeless: boolean;
  /** The next call that fits, taken out: it waits until the test says what becomes of it, until the end if need be. */
  next(fits: (call: Call) => boolean): Promise<TakenCall>;
  /** Does `act` with each call that fits, until what it gives back is called. */
  each(fits: (call: Call) => boolean, act: (call: TakenCall) => unknown): () => void;
  /** The calls that fit so far, taken or not. */
  seen(fits: (call: Call) => boolean): Call[];
  close(): Promise<void>;
}

/** Opens a gateway before the clouds at `upstream`; what it says itself it says at `clock`'s time. */
export async function openGateway(upstream: string, clock: Clock): Promise<Gateway> {
  const calls: Call[] = [];
  const takers = new Set<(call: TakenCall) => boolean>();
  const server = createServer((request, response) => void arrived(request, response));

  async function arrived(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const body = await buffer(request).catch(() => undefined);
    // Whoever asked has left in the middle of a word.
    if (!body) return;
    const call: Call = { method: request.method!, path: request.url!, body: body.toString() };
    calls.push(call);
    const taken = takenOf(call, body, request, response);
    if (![...takers].some((take) => take(taken))) await taken.pass().catch(taken.drop);
  }

  function takenOf(
    call: Call,
    body: Buffer,
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): TakenCall {
    /** Has the vendor do it; `unless` somebody waits no longer. */
    async function done(unless?: ServerResponse): Promise<{ answer: IncomingMessage; text: Buffer }> {
      const { host: _host, connection: _connection, ...handedOn } = headers;
      const onward = open(`${upstream}${call.path}`, { method: call.method, headers: handedOn });
      unless?.once('close', () => onward.destroy());
      onward.end(body);
      const [answer] = (await once(onward, 'response')) as [IncomingMessage];
      return { answer, text: await buffer(answer) };
    }
    const left = new Promise((resolve) => response.once('close', resolve));
    const drop = () => void response.socket?.destroy();
    return {
      ...call,
      drop,
      left,
      async pass() {
        const { answer, text } = await done(response);
        const { connection: _connection, 'transfer-encoding': _encoding, date, ...handedOn } = answer.headers;
        response.sendDate = false;
        const told = gateway.isTimeless ? {} : { date };
        response.writeHead(answer.statusCode!, { ...handedOn, ...told }).end(text);
      },
      async keep() {
        return (await done()).answer.statusCode!;
      },
      answer(status, said) {
        const isPage = typeof said === 'string';
        const type = isPage ? 'text/html' : 'application/json';
        const date = new Date(clock.now()).toUTCString();
        const told = gateway.isTimeless ? {} : { date };
        response.sendDate = false;
        response
          .writeHead(status, { 'content-type': type, ...told })
          .end(isPage ? said : JSON.stringify(said));
      },
      stall() {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"');
      },
    };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway: Gateway = {
    isTimeless: false,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next(fits) {
      const { promise, resolve } = Promise.withResolvers<TakenCall>();
      const take = (call: TakenCall) => {
        if (!fits(call)) return false;
        takers.delete(take);
        resolve(call);
        return true;
      };
      takers.add(take);
      return promise;
    },
    each(fits, act) {
      const take = (call: TakenCall) => {
        if (!fits(call)) return false;
        void act(call);
        return true;
      };
      takers.add(take);
      return () => takers.delete(take);
    },
    seen: (fits) => calls.filter(fits),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return gateway;
}
