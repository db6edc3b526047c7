import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { openBridge } from '../../src/inspector/bridge.ts';
import { type OpenInspector, openInspector } from '../../src/inspector/inspector.ts';
import { parseDay } from '../../src/replay/day.ts';
import { replay } from '../../src/replay/replay.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { startRoomcal } from '../helpers/roomcal.ts';
import { useSandboxes } from '../helpers/sandbox.ts';

interface Told {
  type: string;
  name?: string;
  sessionId: string;
  definition?: string;
  snapshot?: { value?: { occupancy?: string }; context?: { stored?: { record?: object } } };
}

const openSandbox = useSandboxes();
let opened: OpenInspector | undefined;
afterEach(() => opened?.close());

async function open(): Promise<OpenInspector> {
  opened = await openInspector();
  return opened;
}

/** What a page is told up to the first event that `wanted` takes, with the text of it all. */
async function toldUntil(url: string, wanted: (one: Told, all: Told[]) => boolean) {
  const { body } = await fetch(`${url}events`);
  const all: Told[] = [];
  let text = '';
  let rest = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop()!;
    for (const frame of frames) {
      const one = JSON.parse(frame.replace('data: ', '')) as Told;
      all.push(one);
      if (wanted(one, all)) return { all, text };
    }
  }
  throw new Error(`the inspector has told only ${text}`);
}

/** Tells of a snapshot of an actor, by its name. */
const isSnapshotOf = (name: string, one: Told, all: Told[]) =>
  one.type === '@xstate.snapshot' &&
  all.find(({ type, sessionId }) => type === '@xstate.actor' && sessionId === one.sessionId)?.name === name;

describe('--inspect', () => {
  it('tells a page of the actors of a replay, who opens it late', async () => {
    const { url, inspect } = await open();
    const day = {
      time_zone: 'Europe/Rome',
      from: '2026-11-23T09:59:00+01:00',
      to: '2026-11-23T10:01:00+01:00',
      rooms: [
        {
          room_name: 'blue_room',
          events: [
            {
              id: 'a',
              summary: 'Salary',
              visibility: 'private',
              start: { dateTime: '2026-11-23T10:00:00+01:00' },
              end: { dateTime: '2026-11-23T10:30:00+01:00' },
            },
          ],
        },
      ],
    };
    await replay(parseDay(JSON.stringify(day), 'day.json'), 1, { inspect });
    const { all, text } = await toldUntil(
      url,
      (one, told) => isSnapshotOf('blue_room.room', one, told) && one.snapshot?.value?.occupancy === 'busy',
    );
    const actors = all.filter(({ type }) => type === '@xstate.actor');
    expect(actors.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['blue_room.room', 'blue_room.thing', 'blue_room.channel']),
    );
    // What exists for a while only is there while it is: nobody has notified.
    expect(actors.map(({ name }) => name)).not.toContain('blue_room.relay');
    const room = actors.find(({ name }) => name === 'blue_room.room');
    expect(Object.keys(JSON.parse(room!.definition!).states)).toEqual(['occupancy', 'sync']);
    expect(text).not.toMatch(/Salary|token-1/);
  });

  it('follows a service, and keeps the keys of its channels to itself', async () => {
    const { url, inspect } = await open();
    const room = { room_name: 'blue_room', gcal_calendar_id: calendarOf('blue_room') };
    const { clouds, env, serviceUrl } = await openSandbox({ rooms: [room] });
    const roomcal = await startRoomcal({ ...env, PORT: new URL(serviceUrl).port }, { inspect });
    try {
      const { text } = await toldUntil(
        url,
        (one, told) =>
          isSnapshotOf('blue_room.channel', one, told) && one.snapshot?.context?.stored?.record !== undefined,
      );
      const { data } = clouds.storage.object('roomcal-watch-ids', 'blue_room.json');
      const { token, id } = JSON.parse(String(data));
      expect(text).toContain(id);
      expect(token.length).toBeGreaterThan(20);
      expect(text).not.toContain(token);
    } finally {
      await roomcal.close();
    }
  });

  it('has a page that frames the inspector, for this machine alone', async () => {
    const { url } = await open();
    const page = await fetch(url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('src="https://stately.ai/inspect"');
    expect((await fetch(`${url}bridge.js`)).status).toBe(200);
    expect((await fetch(`${url}elsewhere`)).status).toBe(404);
    const strange = await new Promise<number | undefined>((resolve) => {
      const asked = request(`${url}events`, { headers: { host: 'rebound.example.org' } }, (response) => {
        response.destroy();
        resolve(response.statusCode);
      });
      asked.end();
    });
    expect(strange).toBe(404);
    expect((await fetch(`${url}bridge.js`)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the bridge to a browser', () => {
  it('keeps a part of what was told before somebody looks, and who there is', async () => {
    const bridge = await openBridge();
    opened = { ...bridge, inspect: () => undefined };
    bridge.send('{"sessionId":"root"}', true);
    for (let step = 0; step < 25_000; step++) bridge.send(`{"sessionId":"${step}"}`, false);
    const { all } = await toldUntil(bridge.url, ({ sessionId }) => sessionId === '24999');
    expect(all[0]?.sessionId).toBe('root');
    expect(all.length).toBeGreaterThan(10_000);
    expect(all.length).toBeLessThan(20_000);
  });

  it('is closed though somebody looks', async () => {
    const bridge = await openBridge();
    const page = await fetch(`${bridge.url}events`);
    await bridge.close();
    await expect(page.text()).rejects.toThrow();
  });
});
