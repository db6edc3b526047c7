import { expect, it } from 'vitest';
import { channelKeyFactory } from '../../src/io/google-calendar/channel-keys.ts';
import { CLIENT_SECRET } from '../../src/sandbox/seed-data.ts';
import { aStage } from './a-stage.ts';
import { book, end, isAtRest, isFree, roomOnce } from './at-the-door.ts';

const ORIGIN = 'https://doors.example.org';

it('a process is what its configuration says: at the door, to whoever asks, and to Google', async () => {
  const stage = await aStage({
    rooms: ['attic'],
    config: {
      texts: { free_all_day: 'Frei' },
      instant_meeting_title: 'Ad hoc',
      cors_origins: [ORIGIN],
    },
  });
  const { url } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  await stage.shows('attic', 'Frei');
  await roomOnce(url, 'attic', (room) => isAtRest(room) && isFree(room));

  const preflight = { origin: ORIGIN, 'access-control-request-method': 'POST' };
  const { headers } = await fetch(`${url}/meetings`, { method: 'OPTIONS', headers: preflight });
  expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);

  const { data } = stage.clouds.storage.object('roomcal-watch-ids', 'attic.json');
  expect(channelKeyFactory(CLIENT_SECRET).isOurs(JSON.parse(String(data)))).toBe(true);
  expect(channelKeyFactory('another').isOurs(JSON.parse(String(data)))).toBe(false);

  const { status, body } = await book(url, 'attic');
  expect(status).toBe(201);
  await stage.shows('attic', 'Ad hoc');
  expect((await end(url, 'attic', body.id)).status).toBe(204);
  await stage.shows('attic', 'Frei');
});
