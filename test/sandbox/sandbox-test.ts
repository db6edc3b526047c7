import { calendar, type calendar_v3 } from '@googleapis/calendar';
import { test } from 'vitest';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';
import type { Fault } from '../../src/sandbox/fault.ts';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';

export const ROOM = 'c_1f2e@resource.calendar.google.com';

interface Fixtures {
  clock: SimulatedClock;
  /** With one calendar, `ROOM`, in Europe/Rome. */
  clouds: Clouds;
  google: calendar_v3.Calendar;
  receiver: Receiver;
  setFaults: (...faults: Fault[]) => Promise<void>;
  calls: () => Promise<Record<string, number>>;
}

/** A test with clouds of its own, whose time stands still unless the test steps it. */
export const sandboxTest = test.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from its pattern.
  clock: async ({}, use) => use(new SimulatedClock('2026-11-23T08:00:00Z')),
  clouds: async ({ clock }, use) => {
    const clouds = await startClouds({ clock, httpPort: 0, pubsubPort: 0 });
    clouds.calendar.addCalendar({ id: ROOM, summary: 'Blue room', timeZone: 'Europe/Rome' });
    await use(clouds);
    await clouds.close();
  },
  google: async ({ clouds }, use) =>
    use(calendar({ version: 'v3', rootUrl: `${clouds.httpUrl}/`, retry: false })),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  receiver: async ({}, use) => {
    const receiver = await startReceiver();
    await use(receiver);
    await receiver.close();
  },
  setFaults: async ({ clouds }, use) =>
    use(async (...faults) => {
      const response = await postJson(`${clouds.httpUrl}/sandbox/faults`, faults);
      if (!response.ok) throw new Error(await response.text());
    }),
  calls: async ({ clouds }, use) =>
    use(async () => {
      const response = await fetch(`${clouds.httpUrl}/sandbox/calls`);
      return (await response.json()) as Record<string, number>;
    }),
});

export const postJson = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** What Google's client throws, as far as Google said it. */
export async function refusalOf(call: Promise<unknown>): Promise<object> {
  const error = await call.then(
    () => new Error('The call was answered.'),
    (reason) => reason,
  );
  const [item] = error.response?.data?.error?.errors ?? [];
  return { status: error.status, ...item, message: item?.message ?? error.message };
}

/** A timed event on 2026-11-23, given in Rome's time: `meeting('10:00', '10:30')`. */
export const meeting = (start: string, end: string, more: object = {}): calendar_v3.Schema$Event => ({
  start: { dateTime: `2026-11-23T${start}:00+01:00` },
  end: { dateTime: `2026-11-23T${end}:00+01:00` },
  ...more,
});
