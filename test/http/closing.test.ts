import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { aHouse, BASIC } from './a-building.ts';

/** A house that listens, and a connection to it that stays open; `said` is all that came over it. */
async function open() {
  const made = await aHouse();
  const url = new URL(await made.app.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(url.port), url.hostname);
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text) => {
    said += text;
  });
  const ask = (method: string, path: string, body = '') =>
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: roomcal\r\nauthorization: ${BASIC.authorization}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  const gone = once(socket, 'close');
  return { ...made, socket, ask, gone, said: () => said };
}

describe('closing', () => {
  it('lets go of connections that only wait', async () => {
    const { app, socket, ask, gone } = await open();
    ask('GET', '/healthz');
    await once(socket, 'data');
    await app.close();
    await gone;
  });

  it('answers first what has been asked', async () => {
    const { app, ask, gone, said, ports } = await open();
    const [asked, answer] = [deferred<void>(), deferred<void>()];
    ports.obstacles.insert = () => {
      asked.resolve();
      return answer.promise;
    };
    ask('POST', '/meetings', JSON.stringify({ room_name: 'blue_room' }));
    await asked.promise;
    const closed = app.close();
    answer.resolve();
    await closed;
    await gone;
    expect(said()).toMatch(/^HTTP\/1\.1 201 /);
  });
});
