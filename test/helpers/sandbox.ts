import { afterEach } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';
import { seedClouds } from '../../src/sandbox/seed-data.ts';
import { freePort } from './free-port.ts';

/** A furnished sandbox of a test, and the environment in which a command joins it. */
export interface Sandbox {
  clouds: Clouds;
  env: Record<string, string>;
  /** Where the configuration says that roomcal is; nobody listens there yet. */
  serviceUrl: string;
}

/** Opens sandboxes whose configuration has `more`, or is the text given, and closes them after each test. */
export function useSandboxes(): (more?: object | string) => Promise<Sandbox> {
  const opened: Clouds[] = [];
  afterEach(async () => {
    for (const clouds of opened.splice(0)) await clouds.close();
  });
  return async (more = {}) => {
    const clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
    opened.push(clouds);
    const serviceUrl = `http://127.0.0.1:${await freePort()}`;
    await seedClouds(clouds, serviceUrl, systemClock.now());
    const { data } = clouds.storage.object('roomcal-config', 'config.json');
    const config = typeof more === 'string' ? more : JSON.stringify({ ...JSON.parse(String(data)), ...more });
    clouds.storage.put('roomcal-config', 'config.json', config);
    return { clouds, env: clouds.environment, serviceUrl };
  };
}

/** A terminal that keeps what was written, and answers `answer` if it is asked. */
export function terminalOf(answer?: string) {
  const [out, err, asked]: [string[], string[], string[]] = [[], [], []];
  const ask = async (question: string) => {
    asked.push(question);
    return answer ?? '';
  };
  return {
    written: { out, err, asked },
    terminal: {
      out: (line: string) => void out.push(line),
      err: (line: string) => void err.push(line),
      ask: answer === undefined ? undefined : ask,
    },
  };
}
