import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { ownerOf } from '../../src/sharding/shard.ts';
import { documentsIn, documentsOf, kustomized, type Value, within } from './manifests.ts';

const HOME = 'deploy/kubernetes';
const [overlay]: Value[] = documentsIn(`${HOME}/overlays/shards/kustomization.yaml`);
const NAME = { 'app.kubernetes.io/name': 'roomcal' };
const POD_INDEX = "metadata.labels['apps.kubernetes.io/pod-index']";

const literals: Record<string, string> = Object.fromEntries(
  overlay.configMapGenerator[0].literals.map((line: string) => line.split('=')),
);

/** What a kind is made of, with the patches of the overlay: paths that they change, and what they put there. */
const patchesOf = (kind: string): Value[] =>
  overlay.patches.flatMap(({ target, patch }: Value) => (target.kind === kind ? documentsOf(patch)[0] : []));
const patched = (kind: string, path: string): Value =>
  patchesOf(kind).find((one: Value) => one.path === path)?.value;

describe('deploy/kubernetes/overlays/shards', () => {
  it('starts as many processes as there are shards, and each knows which it is', () => {
    const { replicas } = overlay;
    expect(replicas).toEqual([{ name: 'roomcal', count: Number(literals.ROOMCAL_SHARDS) }]);
    const [variable] = patched('StatefulSet', '/spec/template/spec/containers/0/env');
    expect(variable).toEqual({ name: 'ROOMCAL_SHARD', valueFrom: { fieldRef: { fieldPath: POD_INDEX } } });
    for (let shard = 0; shard < replicas[0].count; shard++) {
      const environment = readEnvironment({ ...literals, ROOMCAL_SHARD: String(shard) });
      expect(environment.shard).toEqual({ shard, shards: replicas[0].count });
    }
  });

  it('finds each process by the name that the cluster gives its pod', () => {
    const [set] = documentsIn(`${HOME}/base/statefulset.yaml`);
    const [service] = documentsIn(`${HOME}/base/service.yaml`);
    const { peers } = readEnvironment({ ...literals, ROOMCAL_SHARD: '0' });
    const { hostname, port } = new URL(peers!.replace('{shard}', String(ownerOf('blue_room', 4))));
    const [pod, domain] = hostname.split('.');
    expect(pod).toBe(`${set.metadata.name}-${ownerOf('blue_room', 4)}`);
    expect([domain, domain]).toEqual([set.spec.serviceName, service.metadata.name]);
    expect(patched('Service', '/spec/clusterIP')).toBe('None');
    expect(patched('Service', '/spec/publishNotReadyAddresses')).toBe(true);
    expect(patched('Service', '/spec/ports')).toEqual([
      { name: 'peers', port: Number(port), targetPort: 'http' },
    ]);
    const [container] = set.spec.template.spec.containers;
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(port) }]);
    expect(patched('NetworkPolicy', '/spec/egress/-')).toEqual({
      to: [{ podSelector: { matchLabels: NAME } }],
      ports: [{ port: Number(port) }],
    });
  });

  it('lets none wait for another, and puts them on nodes of their own where it can', () => {
    expect(patched('StatefulSet', '/spec/podManagementPolicy')).toBe('Parallel');
    expect(patched('StatefulSet', '/spec/template/spec/topologySpreadConstraints')).toEqual([
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: NAME },
      },
    ]);
    const [budget] = documentsIn(`${HOME}/base/poddisruptionbudget.yaml`);
    expect(budget.spec.maxUnavailable).toBe(1);
  });

  it('patches what is there: what it replaces, and the place of what it adds', () => {
    const base = ['statefulset', 'service', 'networkpolicy'].flatMap((file) =>
      documentsIn(`${HOME}/base/${file}.yaml`),
    );
    for (const { target } of overlay.patches) {
      const paths = [...within(base.find(({ kind }: Value) => kind === target.kind))].map(([path]) => path);
      for (const { op, path } of patchesOf(target.kind)) {
        const keys = path.slice(1).split('/');
        expect(paths).toContain((op === 'add' ? keys.slice(0, -1) : keys).join('.'));
        if (op === 'add' && keys.at(-1) !== '-') expect(paths).not.toContain(keys.join('.'));
      }
    }
  });

  it('answers by whichever process is ready, under a name of its own, and is measured once a process', () => {
    const [front] = documentsIn(`${HOME}/overlays/shards/service-front.yaml`);
    expect(front.metadata).toEqual({ name: 'roomcal-front', labels: NAME });
    expect(front.spec).toEqual({
      selector: NAME,
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    });
    const [monitor] = documentsIn(`${HOME}/monitoring/servicemonitor.yaml`);
    const scraped = [front.spec.ports, patched('Service', '/spec/ports')].flat();
    expect(scraped.filter(({ name }: Value) => name === monitor.spec.endpoints[0].port)).toHaveLength(1);
  });

  it('is what docs/scaling.md says of it', () => {
    const page = readFileSync('docs/scaling.md', 'utf8');
    for (const [name, value] of Object.entries(literals)) expect(page).toContain(`${name}=${value}`);
  });

  it('is what kustomize makes one whole of', async ({ skip }) => {
    const whole = (await kustomized('overlays/shards')) ?? [];
    skip(whole.length === 0, 'there is no kustomize on this machine');
    const of = (kind: string) => whole.filter((one) => one.kind === kind);
    const [{ spec }] = of('StatefulSet');
    expect(spec).toMatchObject({ replicas: 4, podManagementPolicy: 'Parallel', serviceName: 'roomcal' });
    const [container] = spec.template.spec.containers;
    expect(container.env[0].valueFrom.fieldRef.fieldPath).toBe(POD_INDEX);
    const [{ metadata, data }] = of('ConfigMap');
    expect(container.envFrom[0].configMapRef.name).toBe(metadata.name);
    expect(data).toMatchObject({ ...literals, GOOGLE_CLOUD_PROJECT: 'PROJECT', LOG_FORMAT: 'gcp' });
    const services = of('Service').map(({ metadata, spec }) => [metadata.name, spec.clusterIP]);
    expect(services).toEqual([
      ['roomcal', 'None'],
      ['roomcal-front', undefined],
    ]);
    for (const { kind, metadata } of whole)
      if (kind !== 'Namespace') expect(metadata.namespace).toBe('roomcal');
  });
});
