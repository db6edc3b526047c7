import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const page = readFileSync('docs/operating/alerts.md', 'utf8');

it('docs/operating/alerts.md says what to do for each alert, and for no other', () => {
  const { groups } = parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8'));
  const alerts = groups.flatMap(({ rules }: { rules: { alert: string }[] }) =>
    rules.map(({ alert }) => alert),
  );
  expect([...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name)).toEqual(alerts);
});

it('and names metrics that are there', async () => {
  const known = await createMetrics().text();
  const named = [...page.matchAll(/roomcal_\w+/g)].map(([name]) => name);
  expect(named.filter((name) => !known.includes(`# TYPE ${name} `))).toEqual([]);
});
