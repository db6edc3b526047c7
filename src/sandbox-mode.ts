import type { Environment } from './configuration/environment.ts';
import type { Clock } from './ports/clock.ts';
import { type Clouds, startClouds } from './sandbox/clouds.ts';
import { seedClouds } from './sandbox/seed-data.ts';
import { addressTrouble } from './validation/address-trouble.ts';

export { welcome } from './sandbox/welcome.ts';
export { linesForPeople } from './telemetry/lines-for-people.ts';
export { LiveVisualizer } from './visualizer/live.ts';

/** Starts the clouds of the sandbox, with a building of six rooms in them. Throws a `ConfigError` where a port is taken. */
export async function openSandbox(
  environment: Environment,
  serviceUrl: string,
  clock: Clock,
): Promise<Clouds> {
  const { sandboxHttpPort: httpPort, sandboxPubsubPort: pubsubPort } = environment;
  const clouds = await startClouds({ clock, httpPort, pubsubPort }).catch((error) => {
    const name = error.port === httpPort ? 'SANDBOX_HTTP_PORT' : 'SANDBOX_PUBSUB_PORT';
    throw addressTrouble(error, `127.0.0.1:${error.port}`, name);
  });
  await seedClouds(clouds, serviceUrl, clock.now());
  return clouds;
}
