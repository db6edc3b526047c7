import { type MigrateOptions, migrate } from '../../src/operator/migrate.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { terminalOf } from './sandbox.ts';

/** Runs `roomcal migrate --yes`, or as the options say, and resolves to its code and what it wrote. */
export async function runMigrate(
  env: Record<string, string>,
  { answer, ...options }: Partial<MigrateOptions> & { answer?: string } = {},
) {
  const { written, terminal } = terminalOf(answer);
  const code = await migrate({ yes: true, undo: false, json: false, ...options }, env, terminal);
  return { code, ...written };
}

/** How often each call was made of a sandbox. */
export async function callsOf({ httpUrl }: Clouds): Promise<Record<string, number>> {
  return (await (await fetch(`${httpUrl}/sandbox/calls`)).json()) as Record<string, number>;
}
