import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { systemClock } from '../../src/io/clock.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { apiPage, type Description } from './api-page.ts';

const INTRO = `# The HTTP API

Written by \`test/house/api.test.ts\` from the schemas by which the service reads requests and writes replies; the same
are at \`GET /openapi.json\` (OpenAPI 3.1), and to be tried out at \`/docs\`. The curl lines work on the sandbox as
\`npm start\` brings it up; \`$id\` is the \`id\` of a meeting, as \`POST /meetings\` answers it.

All but \`/\`, \`/webhook\`, \`/healthz\` and \`/readyz\` need authorization: \`Bearer <key>\` with a key of \`api_keys\`
([configuration.md](configuration.md#keys)), or with all rights HTTP Basic with \`iot_client_id\` and
\`iot_client_secret\`, or \`Bearer <iot_client_secret>\` with \`client_id\` as a parameter. Every answer has an
\`x-request-id\`, the \`reqId\` of the log. What each \`code\` of a refusal means is in [errors.md](errors.md).

With an \`Idempotency-Key\` a request may be repeated until an answer arrives: it is done once, on whichever process and
after whatever restart, and a booking's answer is the first one, also where the meeting was ended or extended since.`;

const app = buildApp({
  context: { service: undefined, metrics: createMetrics(), unready: () => [] },
  logger: pino({ level: 'silent' }),
  clock: systemClock,
});

beforeAll(() => app.ready());
afterAll(() => app.close());

it('docs/api.md says what the schemas say (npx vitest run test/house/api.test.ts -u writes it anew)', async () => {
  const page = apiPage(app.swagger() as unknown as Description);
  await expect(`${INTRO}\n\n${page}\n`).toMatchFileSnapshot('../../docs/api.md');
});
