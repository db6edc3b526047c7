#!/usr/bin/env node
// Plain JavaScript without static imports: a Node that is too old for the rest must still be able to say so.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 24 || (major === 24 && minor < 2)) {
  process.stderr.write(
    `roomcal: Node ${process.versions.node} is too old, 24.2 is needed; "npm start" runs on the one that npm ci brings\n`,
  );
  process.exitCode = 1;
} else {
  const { enableCompileCache } = await import('node:module');
  const { existsSync } = await import('node:fs');
  enableCompileCache();
  // A checkout runs its sources as they are; a package holds them without types.
  const isCheckout = existsSync(new URL('../src/cli.ts', import.meta.url));
  await import(isCheckout ? '../src/cli.ts' : '../lib/cli.js');
}
