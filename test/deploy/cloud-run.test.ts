import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { documentsIn, isProbe, probesIn } from './manifests.ts';

const PLACE = 'deploy/cloud-run/service.yaml';
const [service] = documentsIn(PLACE);
const { metadata, spec } = service.spec.template;
const [container] = spec.containers;

describe(PLACE, () => {
  it('is one service of one container, which gets all traffic once it is ready', () => {
    expect([service.apiVersion, service.kind]).toEqual(['serving.knative.dev/v1', 'Service']);
    expect(spec.containers).toHaveLength(1);
    expect(service.spec.traffic).toEqual([{ latestRevision: true, percent: 100 }]);
  });

  it('runs one process, whose clocks go on while nobody asks anything', () => {
    expect(metadata.annotations).toMatchObject({
      'autoscaling.knative.dev/minScale': '1',
      'autoscaling.knative.dev/maxScale': '1',
      'run.googleapis.com/cpu-throttling': 'false',
    });
  });

  it('has annotations and labels that are texts, as Knative wants them', () => {
    const { annotations, labels } = service.metadata;
    for (const text of Object.values({ ...annotations, ...labels, ...metadata.annotations }))
      expect(text).toBeTypeOf('string');
  });

  it('asks for what the service answers, and not for what Google answers itself', async () => {
    const probes = probesIn(container);
    expect(probes).toHaveLength(2);
    for (const { path, port } of probes) {
      expect(await isProbe(path)).toBe(true);
      expect(path).not.toBe('/healthz');
      expect(port).toBe(container.ports[0].containerPort);
    }
  });

  it('keeps within the limits of Cloud Run', () => {
    const { periodSeconds, failureThreshold, timeoutSeconds } = container.startupProbe;
    expect(periodSeconds * failureThreshold).toBeLessThanOrEqual(240);
    expect(timeoutSeconds).toBeLessThanOrEqual(periodSeconds);
    expect(spec.timeoutSeconds).toBeLessThanOrEqual(3_600);
    expect(spec.containerConcurrency).toBeLessThanOrEqual(1_000);
  });

  it('mounts each secret into a folder of its own, and tells roomcal where', () => {
    const folders = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    expect(new Set(folders).size).toBe(spec.volumes.length);
    const fileIn = (name: string) => {
      const { secret } = spec.volumes.find((one: { name: string }) => one.name === name);
      const mount = container.volumeMounts.find((one: { name: string }) => one.name === name);
      return `${mount.mountPath}/${secret.items[0].path}`;
    };
    const env = Object.fromEntries(
      container.env.map(({ name, value }: Record<string, string>) => [name, value]),
    );
    const { config, credentials, watchIds } = readEnvironment({ NODE_ENV: 'production', ...env });
    const [ofConfig, ofKey] = [fileIn('config'), fileIn('credentials')];
    expect(config).toEqual({ place: { folder: dirname(ofConfig) }, name: 'config.json' });
    expect(credentials).toEqual({ place: { folder: dirname(ofKey) }, name: 'calendar_credentials.json' });
    expect(watchIds).toMatchObject({ bucket: expect.any(String) });
  });

  it('has nothing left to fill in that the script does not know', () => {
    const names = [...readFileSync(PLACE, 'utf8').matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name);
    const script = readFileSync('deploy/gcp.sh', 'utf8');
    expect(new Set(names).size).toBe(7);
    for (const name of names) expect(script).toContain(`s|\\\${${name}}|`);
  });
});
