import { describe, expect, it } from 'vitest';
import { calendarOf, refusedWith } from '../a-building.ts';
import { aFake, aShard, aStreet } from './a-shard.ts';

const FOREIGN = 'red_room';

/** The first of several processes, told by Google of a room that the second has. */
async function told() {
  const street = await aStreet();
  const here = await aShard(street, 0, { others: [FOREIGN] });
  const notify = () =>
    here.app.inject({
      method: 'POST',
      url: '/webhook',
      headers: {
        'x-goog-channel-id': 'channel-99',
        'x-goog-channel-token': 'token-99',
        'x-goog-resource-id': 'resource-99',
        'x-goog-resource-state': 'exists',
        'x-goog-resource-uri': `https://www.googleapis.com/calendar/v3/calendars/${calendarOf(FOREIGN)}/events?alt=json`,
      },
    });
  return { ...here, street, notify };
}

describe('a notification of a room that another process has', () => {
  it('is refused for later where that process is away, for the topic keeps nothing for it', async () => {
    const { notify, ports } = await told();
    refusedWith('NOT_READY', await notify());
    expect(ports.published).toMatchObject([{ room_name: FOREIGN }]);
  });

  it.each([
    [200, 204],
    [503, 503],
  ])('is answered as that process is ready: %i, %i', async (ready, status) => {
    const { notify, street } = await told();
    const { heard } = await aFake(street, 1, (_, response) => response.writeHead(ready).end('{}'));
    expect((await notify()).statusCode).toBe(status);
    expect(heard.map(({ url }) => url)).toEqual(['/readyz']);
  });

  it('is refused for later where that process says nothing', async () => {
    const { notify, street, clock } = await told();
    const { hasHeard } = await aFake(street, 1, () => undefined);
    const answer = notify();
    await hasHeard(1);
    await clock.advance(500);
    refusedWith('NOT_READY', await answer);
  });
});
