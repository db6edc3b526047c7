import type { Terminal } from '../telemetry/terminal.ts';
import type { Check } from './check.ts';
import type { PassedOver } from './guessed-places.ts';
import { MOST } from './record-rooms.ts';
import { doSteps, type Step, tell } from './steps.ts';
import { tableOf } from './table.ts';
import type { Trouble } from './trouble.ts';

/** What is found, and what is to be done about it. */
export interface Migration {
  checks: Check[];
  steps: Step[];
  troubles: (Trouble & { subject: string })[];
  hint: string | undefined;
  passedOver: PassedOver;
  /** Places that hold more records than are looked through for rooms that are gone. */
  partly: string[];
}

const PARTLY = `has more than ${MOST} records; the others were not looked through for rooms that are gone`;

/** Shows what is found and what would be done. */
export function show(
  { checks, steps, troubles, hint, passedOver, partly }: Migration,
  terminal: Terminal,
): void {
  if (checks.length > 0) for (const line of [...tableOf(checks), '']) terminal.out(line);
  if (hint) terminal.out(`configuration: ${hint}`);
  for (const [place, why] of passedOver) terminal.out(`${place}: passed over, for ${why}`);
  for (const place of partly) terminal.out(`${place}: ${PARTLY}`);
  for (const { subject, ...trouble } of troubles) tell(terminal, subject, trouble);
  for (const { subject, would } of steps) terminal.out(`${subject}: ${would}`);
}

/** Tells it as one JSON object, and does it with `yes`. A step is `planned`, `done`, or `failed` with its troubles. Resolves to the exit code. */
export async function asJson(
  { checks, steps, troubles, hint, passedOver, partly }: Migration,
  yes: boolean,
  { out }: Terminal,
): Promise<number> {
  const told = new Map<Step, readonly Trouble[]>();
  if (yes) await doSteps(steps, (step, failures) => told.set(step, failures));
  const shown = steps.map((step) => {
    const failures = told.get(step);
    const status = failures === undefined ? 'planned' : failures.length > 0 ? 'failed' : 'done';
    return { room_name: step.subject, would: step.would, status, troubles: failures ?? [] };
  });
  const left = troubles.map(({ subject, ...trouble }) => ({ room_name: subject, ...trouble }));
  out(
    JSON.stringify(
      {
        checks,
        ...(hint && { hint }),
        passed_over: [...passedOver.keys()],
        partly_read: partly,
        steps: shown,
        troubles: left,
      },
      null,
      2,
    ),
  );
  return shown.every(({ status }) => status === 'done') ? 0 : 1;
}
