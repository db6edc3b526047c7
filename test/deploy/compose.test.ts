import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { commandOf, documentsIn, isProbe, run, type Value } from './manifests.ts';

const PLACE = 'deploy/compose.yaml';
const [{ services, volumes }] = documentsIn(PLACE);
const { roomcal, caddy, prometheus, grafana } = services;
const PORT = readEnvironment({}).port;

/** What a service mounts, by where it sees it. */
const mountsOf = (service: Value): Map<string, string> =>
  new Map(service.volumes.map((one: string) => [one.split(':')[1], one.split(':')[0]]));

describe(PLACE, () => {
  it('mounts files that are there, what is the operator’s, or a volume of its own', () => {
    for (const service of Object.values<Value>(services))
      for (const from of mountsOf(service).values()) {
        if (!from.startsWith('.')) expect(Object.keys(volumes)).toContain(from);
        else if (!from.startsWith('./config')) expect(existsSync(join('deploy', from)), from).toBe(true);
      }
  });

  it('tells roomcal of a folder that it sees, and of one to which its user may write', () => {
    const { config, watchIds } = readEnvironment(roomcal.environment);
    const mounts = mountsOf(roomcal);
    expect(mounts.has((config as Value).place.folder)).toBe(true);
    expect(mounts.get(watchIds.folder)).toBe('watch-ids');
    expect(readFileSync('Dockerfile', 'utf8')).toContain(
      `install -d -o node -g node ${watchIds.folder}\nUSER node`,
    );
  });

  it('asks how it is where it answers', async () => {
    const [, port, path] = /127\.0\.0\.1:(\d+)([\w/]+)/.exec(roomcal.healthcheck.test.at(-1)) ?? [];
    expect(Number(port)).toBe(PORT);
    expect(await isProbe(path!)).toBe(true);
  });

  it('lets in from outside nobody but those who come by TLS', () => {
    const ports = Object.entries<Value>(services).flatMap(([name, { ports = [] }]) =>
      ports.filter((one: string) => !one.startsWith('127.0.0.1:')).map((one: string) => `${name} ${one}`),
    );
    expect(ports).toEqual(['caddy 80:80', 'caddy 443:443']);
    expect(readFileSync('deploy/caddy/Caddyfile', 'utf8')).toContain(`reverse_proxy roomcal:${PORT}`);
    expect(caddy.environment).toHaveProperty('ROOMCAL_DOMAIN');
  });

  it('gives Prometheus a key, and Grafana the dashboard and where its numbers are', () => {
    const [scraping] = documentsIn('deploy/prometheus/prometheus.yaml');
    const [{ authorization, static_configs }] = scraping.scrape_configs;
    expect(mountsOf(prometheus).get(authorization.credentials_file)).toBe('./config/metrics.key');
    expect(static_configs[0].targets).toEqual([`roomcal:${PORT}`]);
    const [{ datasources }] = documentsIn('deploy/grafana/provisioning/datasources/prometheus.yaml');
    expect(datasources[0].url).toBe('http://prometheus:9090');
    const [{ providers }] = documentsIn('deploy/grafana/provisioning/dashboards/roomcal.yaml');
    const dashboard = posix.join(providers[0].options.path, 'roomcal.json');
    expect(mountsOf(grafana).get(dashboard)).toBe('./grafana/roomcal.json');
  });

  it('names each image in a version', () => {
    for (const { image } of [caddy, prometheus, grafana]) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('keeps secrets out of git', async () => {
    const { stdout } = await run('git', ['check-ignore', 'deploy/config/config.json']);
    expect(dirname(stdout.trim())).toBe('deploy/config');
  });

  it('has a Caddyfile that Caddy takes', async ({ skip }) => {
    const found = commandOf('caddy');
    skip(!found, 'there is no caddy on this machine');
    const args = ['adapt', '--adapter', 'caddyfile', '--config', 'deploy/caddy/Caddyfile'];
    const { stdout } = await run(found!, args, {
      env: { ROOMCAL_DOMAIN: 'roomcal.example.org', HOME: '/tmp' },
    });
    expect(stdout).toContain(`"dial":"roomcal:${PORT}"`);
  });
});
