import { execFile } from 'node:child_process';
import { accessSync, constants, cpSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { buildApp } from '../../src/http/app.ts';
import { systemClock } from '../../src/io/clock.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

/** A value of a manifest, whatever it is: what is wrong in it is to fail where it is looked for. */
// biome-ignore lint/suspicious/noExplicitAny: as said.
export type Value = any;

/** The documents of a YAML file. Throws where it is not YAML, or says a key twice. */
export function documentsIn(path: string): Value[] {
  return documentsOf(readFileSync(path, 'utf8'));
}

export function documentsOf(text: string): Value[] {
  return parseAllDocuments(text).map((document) => {
    for (const error of [...document.errors, ...document.warnings]) throw error;
    return document.toJS();
  });
}

/** Everything that a value holds, itself included, with the path there, such as `spec.ports.0.name`. */
export function* within(value: Value, path: readonly string[] = []): Generator<[path: string, value: Value]> {
  yield [path.join('.'), value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) yield* within(one, [...path, key]);
}

/** The routes by which a manifest asks how the service is. */
export function probesIn(manifest: Value): { path: string; port: unknown }[] {
  return [...within(manifest)].flatMap(([path, value]) => (path.endsWith('httpGet') ? [value] : []));
}

/** Whether the service answers a `GET` of this path without credentials. */
export async function isProbe(url: string): Promise<boolean> {
  const app = buildApp({
    context: { service: undefined, metrics: createMetrics(), unready: () => [] },
    logger: pino({ level: 'silent' }),
    clock: systemClock,
  });
  onTestFinished(() => app.close());
  return (await app.inject({ method: 'GET', url })).statusCode === 200;
}

/** The path of a command, where this machine has it. */
export function commandOf(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export const run = promisify(execFile);

/** What an operator puts beside the overlay of one process, and git ignores. */
export const YOURS = ['config.json', 'metrics.key'];

/** What kustomize makes of a folder of deploy/kubernetes; undefined where this machine has no kustomize. */
export async function kustomized(folder: string): Promise<Value[] | undefined> {
  const [kubectl, kustomize] = ['kubectl', 'kustomize'].map(commandOf);
  const command = kustomize ?? kubectl;
  if (!command) return undefined;
  const copy = mkdtempDisposableSync(join(tmpdir(), 'roomcal-kustomize-'));
  onTestFinished(() => copy.remove());
  cpSync('deploy/kubernetes', copy.path, { recursive: true });
  for (const name of YOURS) writeFileSync(join(copy.path, 'overlays/single', name), name);
  const { stdout } = await run(command, [kustomize ? 'build' : 'kustomize', join(copy.path, folder)]);
  return documentsOf(stdout);
}
