#!/bin/sh
# Mutation testing of src/agenda with Stryker, in a copy of what is committed: sh bench/mutation.sh (a quarter of an hour).
# Stryker is not among the dependencies, for it would more than double what every npm ci installs.
set -eu
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone -q "$(git rev-parse --show-toplevel)" "$copy"
cd "$copy"
npm ci
npm install --no-save --no-package-lock @stryker-mutator/core@10.1.1 @stryker-mutator/vitest-runner@10.1.1
cat > vitest.mutation.ts <<'END'
import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['test/agenda/**/*.test.ts', 'test/replay/days.test.ts'] } });
END
# Stryker 10 reads tsconfig.json through an API that TypeScript 7 does not have: it is told of none.
cat > stryker.config.json <<'END'
{
  "testRunner": "vitest",
  "tsconfigFile": "none.json",
  "mutate": ["src/agenda/*.ts"],
  "reporters": ["clear-text", "progress-append-only"],
  "coverageAnalysis": "perTest",
  "vitest": { "configFile": "vitest.mutation.ts", "related": false },
  "timeoutMS": 20000
}
END
npm exec -- stryker run
