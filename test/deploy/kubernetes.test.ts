import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import {
  documentsIn,
  documentsOf,
  isProbe,
  kustomized,
  probesIn,
  run,
  type Value,
  within,
  YOURS,
} from './manifests.ts';

const HOME = 'deploy/kubernetes';
const files = globSync(`${HOME}/**/*.yaml`);
const manifests: Value[] = files.filter((file) => !file.endsWith('kustomization.yaml')).flatMap(documentsIn);
const kustomizations = files.filter((file) => file.endsWith('kustomization.yaml'));
const NAME = { 'app.kubernetes.io/name': 'roomcal' };

const of = (kind: string): Value =>
  manifests.find((one) => one.kind === kind && one.metadata.name !== 'roomcal-front');
const container: Value = of('StatefulSet').spec.template.spec.containers[0];

describe('deploy/kubernetes', () => {
  it('has what it says it has, each with the version of its kind', () => {
    expect(Object.fromEntries(manifests.map(({ kind, apiVersion }) => [kind, apiVersion]))).toEqual({
      Namespace: 'v1',
      NetworkPolicy: 'networking.k8s.io/v1',
      PodDisruptionBudget: 'policy/v1',
      Service: 'v1',
      ServiceAccount: 'v1',
      ServiceMonitor: 'monitoring.coreos.com/v1',
      StatefulSet: 'apps/v1',
    });
  });

  it.each(kustomizations)('names in %s only what is there, and forgets nothing', (file) => {
    const folder = dirname(file);
    const [{ resources = [], components = [], secretGenerator = [] }] = documentsIn(file);
    const named = [...resources, ...components].map((one: string) => join(folder, one));
    for (const one of named)
      expect(files).toContain(one.endsWith('.yaml') ? one : join(one, 'kustomization.yaml'));
    for (const beside of globSync(`${folder}/*.yaml`)) if (beside !== file) expect(named).toContain(beside);
    for (const { files: kept } of secretGenerator) for (const one of kept) expect(YOURS).toContain(one);
  });

  it('patches what is there', () => {
    const [{ patches, configMapGenerator }] = documentsIn(`${HOME}/overlays/single/kustomization.yaml`);
    for (const { target, patch } of patches) {
      for (const [{ path }] of documentsOf(patch)) {
        const keys = path
          .slice(1)
          .split('/')
          .map((key: string) => key.replaceAll('~1', '/'));
        expect([...within(of(target.kind))].map(([one]) => one)).toContain(keys.join('.'));
      }
    }
    const [base] = documentsIn(`${HOME}/base/kustomization.yaml`);
    for (const { name } of configMapGenerator)
      expect(base.configMapGenerator.map((one: Value) => one.name)).toContain(name);
  });

  it('runs one process, which may do nothing that it need not', () => {
    const { replicas, template } = of('StatefulSet').spec;
    expect(replicas).toBe(1);
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('asks for what the service answers, on the port on which it listens', async () => {
    const probes = probesIn(container);
    expect(probes).toHaveLength(3);
    for (const { path, port } of probes) {
      expect(await isProbe(path)).toBe(true);
      expect(port).toBe('http');
    }
    expect(container.ports).toEqual([{ name: 'http', containerPort: readEnvironment({}).port }]);
    expect(of('Service').spec.ports[0].targetPort).toBe('http');
    expect(of('NetworkPolicy').spec.ingress[0].ports).toEqual([{ port: 'http' }]);
    expect(of('ServiceMonitor').spec.endpoints[0]).toMatchObject({ port: of('Service').spec.ports[0].name });
  });

  it('selects its own pods everywhere', () => {
    const { spec } = of('StatefulSet');
    expect([spec.selector.matchLabels, spec.template.metadata.labels]).toEqual([NAME, NAME]);
    expect(of('Service').spec.selector).toEqual(NAME);
    expect(of('PodDisruptionBudget').spec.selector.matchLabels).toEqual(NAME);
    expect(of('NetworkPolicy').spec.podSelector.matchLabels).toEqual(NAME);
    expect(of('ServiceMonitor').spec.selector.matchLabels).toEqual(NAME);
  });

  it('mounts the configuration where it says that it is', () => {
    const [base] = documentsIn(`${HOME}/base/kustomization.yaml`);
    const [overlay] = documentsIn(`${HOME}/overlays/single/kustomization.yaml`);
    const env: Record<string, string> = Object.fromEntries(
      [base, overlay].flatMap(({ configMapGenerator: [{ literals }] }) =>
        literals.map((line: string) => line.split('=')),
      ),
    );
    const { config, logFormat } = readEnvironment(env);
    expect(config).toEqual({ place: { folder: container.volumeMounts[0].mountPath }, name: 'config.json' });
    expect(logFormat).toBe('gcp');
    expect(container.envFrom[0].configMapRef.name).toBe(base.configMapGenerator[0].name);
    const secrets = overlay.secretGenerator.map(({ name }: Value) => name);
    expect(secrets).toContain(of('StatefulSet').spec.template.spec.volumes[0].secret.secretName);
    expect(secrets).toContain(of('ServiceMonitor').spec.endpoints[0].authorization.credentials.name);
  });

  it('holds no secret, and git none that is put there', async () => {
    expect(of('Secret')).toBeUndefined();
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/iot_client_secret|PRIVATE KEY/);
    const places = YOURS.map((name) => `${HOME}/overlays/single/${name}`);
    const { stdout } = await run('git', ['check-ignore', ...places]);
    expect(stdout.trim().split('\n')).toEqual(places);
  });

  it('is what kustomize makes one whole of', async ({ skip }) => {
    const whole = (await kustomized('overlays/single')) ?? [];
    skip(whole.length === 0, 'there is no kustomize on this machine');
    const named = (kind: string) =>
      whole.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
    const { spec } = whole.find(({ kind }) => kind === 'StatefulSet').spec.template;
    expect(named('Secret')).toContain(spec.volumes[0].secret.secretName);
    expect(named('ConfigMap')).toContain(spec.containers[0].envFrom[0].configMapRef.name);
    expect(spec.containers[0].image).not.toBe('roomcal');
    for (const { kind, metadata } of whole)
      if (kind !== 'Namespace') expect(metadata.namespace).toBe('roomcal');
  });
});
