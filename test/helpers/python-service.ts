import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';

/** The one id that the Python service has for the channels of all calendars. */
export const PYTHON_ID = 'gcalwatch_v5';

export interface LeftChannel {
  resourceId: string;
  /** The record, as it was written. */
  text: string;
}

/**
 * Leaves what the Python service leaves as it starts to watch a room: a channel of the sandbox's calendar that notifies
 * `address`, and its record in `bucket`, as Python's `json.dump` writes it.
 */
export async function leaveChannel(
  { httpUrl, storage }: Clouds,
  roomName: string,
  address: string,
  bucket = 'roomcal-watch-ids',
): Promise<LeftChannel> {
  const calendar = encodeURIComponent(calendarOf(roomName));
  const answer = await fetch(`${httpUrl}/calendar/v3/calendars/${calendar}/events/watch?alt=json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: PYTHON_ID, type: 'web_hook', address }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const response = (await answer.json()) as Record<string, string>;
  const fields = Object.entries(response).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  const text = `{"response": {${fields.join(', ')}}}`;
  if (!storage.list().some(({ name }) => name === bucket)) storage.createBucket(bucket);
  storage.put(bucket, `${roomName}.json`, text);
  return { resourceId: response.resourceId ?? '', text };
}

/** Whether the Python service's channel of a room lives: asks to stop one that does not. */
export async function isChannelLive({ httpUrl }: Clouds, { resourceId }: LeftChannel): Promise<boolean> {
  const { status } = await fetch(`${httpUrl}/calendar/v3/channels/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: PYTHON_ID, resourceId }),
  });
  return status === 204;
}

/** What lies in a bucket of the sandbox; undefined where there is none of that name. */
export function textIn({ storage }: Clouds, bucket: string, name: string): string | undefined {
  const isThere = storage.objects(bucket).some((object) => object.name === name);
  return isThere ? String(storage.object(bucket, name).data) : undefined;
}
