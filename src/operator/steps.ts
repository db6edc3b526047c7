import type { AskingTerminal, Terminal } from '../telemetry/terminal.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** Something to do. `act` tells `failed` of each part that could not be done, and throws where nothing could. */
export interface Step {
  subject: string;
  /** What it would do, and what it has done. */
  would: string;
  done: string;
  act(failed: (trouble: Trouble) => void): Promise<void>;
}

/** Asks on a terminal; where there is none to ask, says what to add. */
export async function agreed({ ask, err }: AskingTerminal): Promise<boolean> {
  if (!ask) {
    err('roomcal: nothing is done: this is no terminal that could be asked; add --yes');
    return false;
  }
  return /^y(es)?$/i.test((await ask('Do this? [y/N] ')).trim());
}

/**
 * Does the steps one after the other: each may need the one before it, and what is interrupted leaves one thing half made.
 * `ended` is told what came of each: its troubles, none where it is done.
 */
export async function doSteps(
  steps: readonly Step[],
  ended: (step: Step, troubles: readonly Trouble[]) => void,
): Promise<void> {
  for (const step of steps) {
    const troubles: Trouble[] = [];
    await step.act((trouble) => troubles.push(trouble)).catch((error) => troubles.push(troubleOf(error)));
    ended(step, troubles);
  }
}

/** Does the steps and tells a terminal. Resolves to the exit code: 1 where something could not be done. */
export async function carryOut(steps: readonly Step[], terminal: Terminal): Promise<number> {
  let code = 0;
  await doSteps(steps, ({ subject, done }, troubles) => {
    for (const trouble of troubles) tell(terminal, subject, trouble);
    if (troubles.length === 0) terminal.out(`${subject}: ${done}`);
    else code = 1;
  });
  return code;
}

export function tell({ err }: Terminal, subject: string, { says, mend }: Trouble): void {
  err(`${subject}: ${says}; ${mend}`);
}
