import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';

/** The sandbox's clouds on free ports, for the tests of a file. */
export function useClouds(): () => Clouds {
  let clouds: Clouds;
  beforeAll(async () => {
    clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
  });
  afterAll(() => clouds.close());
  return () => clouds;
}

/** Tells the clouds to misbehave; an empty list ends it. */
export async function setFaults(clouds: Clouds, faults: object[]): Promise<void> {
  const body = JSON.stringify(faults);
  const headers = { 'content-type': 'application/json' };
  const { ok, status } = await fetch(`${clouds.httpUrl}/sandbox/faults`, { method: 'POST', headers, body });
  if (!ok) throw new Error(`the sandbox refuses these faults: ${status}`);
}
