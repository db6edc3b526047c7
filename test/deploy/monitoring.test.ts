import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { commandOf, documentsIn, run, type Value } from './manifests.ts';

const DASHBOARD = 'deploy/grafana/roomcal.json';
const ALERTS = 'deploy/prometheus/alerts.yaml';
const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
const rules: Value[] = documentsIn(ALERTS)[0].groups.flatMap((group: Value) => group.rules);
const panels: Value[] = dashboard.panels.filter(({ type }: Value) => type !== 'row');

/** Every metric of the service's registry, with its labels. */
function measured(): Map<string, readonly string[]> {
  const registered = vi.spyOn(Registry.prototype, 'registerMetric');
  createMetrics({ ofProcess: true });
  return new Map(
    registered.mock.calls.map(([metric]) => {
      const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: string[] };
      return [name, labelNames];
    }),
  );
}

/** The metrics that an expression of PromQL asks for, and the labels that it names of them. */
function askedIn(expr: string): { names: string[]; labels: string[] } {
  const names = [...expr.matchAll(/\b(?:roomcal|process|nodejs)_\w+/g)].map(([name]) => name);
  const matched = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner]) =>
    [...inner!.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
  );
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
  return { names, labels: [...matched, ...grouped] };
}

const EXPRESSIONS: [place: string, expr: string, told: string][] = [
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }: Value) => [title, expr, legendFormat]),
  ),
  ...rules.map(({ alert, expr, annotations }) => [alert, expr, annotations.summary]),
];

describe('what Grafana and Prometheus ask for', () => {
  it.each(EXPRESSIONS)('is measured, with these labels: %s: %s', (_, expr, told) => {
    const metrics = measured();
    const { names, labels } = askedIn(expr);
    const shown = [...told.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label!);
    if (!expr.startsWith('up{')) expect(names).not.toEqual([]);
    for (const name of names) {
      const base = name.replace(/_(bucket|count|sum)$/, '');
      const known = metrics.get(name) ?? metrics.get(base);
      expect(known, name).toBeDefined();
      // `le` is a bucket's, and `job` is the scrape's.
      for (const label of [...labels, ...shown]) expect([...known!, 'le', 'job']).toContain(label);
    }
    // What is summed without a label can't show it.
    if (/\bby \(/.test(expr)) for (const label of shown) expect(labels).toContain(label);
  });

  it('is PromQL', async ({ skip }) => {
    const promtool = commandOf('promtool');
    skip(!promtool, 'there is no promtool on this machine');
    const folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-rules-'));
    onTestFinished(() => folder.remove());
    const records = EXPRESSIONS.map(([, expr], number) => ({
      record: `asked:${number}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }));
    const file = join(folder.path, 'rules.yaml');
    writeFileSync(file, stringify({ groups: [{ name: 'asked', rules: records }] }));
    await run(promtool!, ['check', 'rules', file, ALERTS]);
    await run(promtool!, ['check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yaml']);
  });
});

describe(DASHBOARD, () => {
  it.each([
    ['door lag', 'roomcal_door_lag_seconds_bucket'],
    ['stale rooms', 'roomcal_rooms{sync="stale"}'],
    ['channels', 'roomcal_room_channel_expiry_timestamp_seconds'],
    ['budgets', 'roomcal_queue_length'],
    ['bookings by outcome', 'by (outcome) (increase(roomcal_bookings_total'],
    ['presses', 'roomcal_presses_total'],
    ['no-shows', 'roomcal_no_shows_total'],
    ['check-ins', 'roomcal_check_ins_total'],
  ])('shows %s', (_, part) => {
    expect(EXPRESSIONS.some(([, expr]) => expr.includes(part))).toBe(true);
  });

  it('has each panel in a place of its own, and its numbers from the data source that is provisioned', () => {
    const ids = dashboard.panels.map(({ id }: Value) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Set<string>();
    for (const { gridPos } of dashboard.panels as Value[])
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(x).toBeLessThan(24);
          expect(taken).not.toContain(`${x} ${y}`);
          taken.add(`${x} ${y}`);
        }
    const [{ datasources }] = documentsIn('deploy/grafana/provisioning/datasources/prometheus.yaml');
    for (const { datasource, targets } of panels)
      for (const one of [datasource, ...targets.map((target: Value) => target.datasource)])
        expect(one).toEqual({ type: datasources[0].type, uid: datasources[0].uid });
  });
});

describe(ALERTS, () => {
  it('is what docs/metrics.md shows', () => {
    expect(readFileSync('docs/metrics.md', 'utf8')).toContain(
      `\`\`\`yaml\n${readFileSync(ALERTS, 'utf8')}\`\`\``,
    );
  });

  it('says of each alert what it means to somebody who was woken', () => {
    for (const { alert, annotations } of rules) {
      expect(alert).toMatch(/^Roomcal[A-Z]/);
      expect(annotations.summary.length).toBeGreaterThan(20);
    }
  });
});
